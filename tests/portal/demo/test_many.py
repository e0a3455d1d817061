"""Copies of a county are what the services would have written of such organisations."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.decisions import totp
from core import doors
from core.actors import SYSTEM
from core.errors import Refusal
from exchange.models import Change
from portal.demo import ledger, people
from portal.demo.county.names import is_invented
from portal.demo.many.loading import Load
from portal.demo.sql.copies import STRIDE, TABLES
from records.decisions.numbers import document_key
from records.models import CURRENT, Fact, FactVersion, Subject, SubjectName, SubjectVersion
from records.services.facts import open_facts, revise_facts
from records.services.names import refresh_names
from records.services.subjects import register_subject_versions
from records.sql.rows import COLUMNS, FactRow
from records.sql.subjects import SubjectRow
from tests.people import PASSWORD

# Of this seed the first forty have a case, a repaired fact and an amount put right among them.
SIZE, WANTED, SEED = 40, 160, 12
UNTIL = date(2026, 9, 30)


@pytest.fixture
def many(committed_db: None) -> None:
    call_command("load_packs", stdout=StringIO())
    people.prepare(password=PASSWORD, totp_secret=totp.new_secret())
    ledger.prepare(SIZE, SEED, until=UNTIL)
    Load(WANTED, SIZE, SEED, lambda _: None).run(workers=2)


def fetched(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [tuple(map(_plain, row)) for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def structure() -> list[tuple[Any, ...]]:
    """Indexes, constraints and triggers as they stand."""
    return fetched(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
        "SELECT concat(conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated) FROM "
        "pg_constraint WHERE connamespace = 'public'::regnamespace UNION ALL "
        "SELECT concat(tgrelid::regclass, tgname, tgenabled) FROM pg_trigger "
        "WHERE NOT tgisinternal ORDER BY 1"
    )


def test_nothing_of_a_copy_is_new_to_the_services(committed_db: None) -> None:
    before = structure()
    call_command("load_packs", stdout=StringIO())
    people.prepare(password=PASSWORD, totp_secret=totp.new_secret())
    ledger.prepare(SIZE, SEED, until=UNTIL)
    known, told = Subject.objects.count(), Fact.objects.count()
    Load(WANTED, SIZE, SEED, lambda _: None).run(workers=2)
    assert structure() == before
    times = -(-WANTED // known)
    assert (Subject.objects.count(), Fact.objects.count()) == (known * times, told * times)
    _the_register_says_nothing_new()
    _offices_say_nothing_new()
    _found_by_the_same()
    _all_else_is_the_same()
    _changes_have_places_without_gaps()


def _the_register_says_nothing_new() -> None:
    for version in SubjectVersion.objects.filter(CURRENT, id__gt=STRIDE).select_related("subject"):
        assert is_invented(version.name)
        row = SubjectRow(
            uscc=version.subject.uscc,
            **{
                name: getattr(version, name)
                for name in SubjectRow.__slots__
                if name not in {"n", "uscc", "oddities"}
            },
        )
        assert version.catalogue_version_id is not None
        registered = doors.run(
            register_subject_versions,
            actor=SYSTEM,
            rows=[row],
            catalogue_version_id=version.catalogue_version_id,
            unit_id=version.unit_id,
        )
        assert (registered.written, registered.unchanged) == (0, (0,))


def _offices_say_nothing_new() -> None:
    standing = FactVersion.objects.filter(CURRENT, id__gt=STRIDE)
    rows = [
        FactRow(
            n=n,
            is_safety=version.disclosure_rule is not None
            and version.disclosure_rule.scope == "safety",
            texts=version.text.texts if version.text else {},
            **{
                name: getattr(version, name)
                for name in COLUMNS
                if hasattr(version, name) and name not in {"n", "is_safety", "texts"}
            },
        )
        for n, version in enumerate(standing.select_related("text", "disclosure_rule"))
    ]
    assert rows
    assert all(row.document_key == document_key(row.document_no) for row in rows)
    revised = doors.run(revise_facts, actor=SYSTEM, rows=rows)
    assert (revised.written, len(revised.unchanged)) == ((), len(rows))


def _found_by_the_same() -> None:
    """The rows of the search are those the services make of the copies."""
    columns = ("subject_id", "kind", "term", "bigrams", "initials", "short_initials", "region_code")

    def found() -> list[tuple[Any, ...]]:
        return sorted(SubjectName.objects.values_list(*columns, "is_confirmed"), key=repr)

    before = found()
    ids = list(Subject.objects.values_list("id", flat=True))

    def again(*, actor: object) -> None:
        refresh_names(ids)

    doors.run(again, actor=SYSTEM)
    assert found() == before


def _all_else_is_the_same() -> None:
    """What is not an id, a code, a name, a number or a hash over these is the original's."""
    own = {
        "records_subject": {"id", "uscc"},
        "records_subjectversion": {"id", "subject_id", "name", "sign", "content_hash"},
        "records_factversion": {
            *("id", "subject_id", "fact_id", "text_id", "document_no", "document_key"),
            *("source_key", "content_hash"),
        },
        "records_case": {"id", "subject_id", "number"},
        "exchange_change": {"id", "subject_id", "ref", "position"},
    }
    moved = {"id", "subject_id", "fact_id", "text_id", "version_id", "case_id", "rests_on_id"}
    for table in TABLES:
        if table == "records_subjectname":
            continue
        kept = own.get(table, moved)
        names = fetched(
            "SELECT column_name FROM information_schema.columns "
            f"WHERE table_schema = 'public' AND table_name = '{table}'"
        )
        columns = ", ".join(sorted(name for (name,) in names if name not in kept))
        owner = "id" if table == "records_subject" else "subject_id"
        rows = fetched(f"SELECT {owner} / {STRIDE}, {owner} % {STRIDE}, {columns} FROM {table}")
        original = sorted((row[1:] for row in rows if row[0] == 0), key=repr)
        assert original
        for copy in {row[0] for row in rows}:
            assert sorted((row[1:] for row in rows if row[0] == copy), key=repr) == original


def _changes_have_places_without_gaps() -> None:
    places = sorted(Change.objects.values_list("position", flat=True), key=lambda place: place or 0)
    assert places == list(range(1, len(places) + 1))
    last: dict[int, int] = {}
    for subject_id, position in Change.objects.order_by("id").values_list("subject_id", "position"):
        assert position is not None
        assert last.get(subject_id, 0) < position
        last[subject_id] = position


def test_the_ledger_goes_on(many: None) -> None:
    """Ids do not collide, the clock moves on, and the guard is in force."""
    found = FactVersion.objects.filter(CURRENT, id__gt=STRIDE, kind="licence").select_related(
        "fact"
    )
    version = found.earliest("id")
    row = FactRow(
        subject_id=version.subject_id,
        unit_id=version.unit_id,
        catalogue_version_id=version.catalogue_version_id,
        decided_on=version.decided_on,
        starts_on=version.starts_on,
        document_no="演示许〔2026〕9001号",
        document_key="演示许〔2026〕9001号",
        authority=version.authority,
        authority_key=version.authority_key,
    )
    before = Subject.objects.get(id=version.subject_id).ledger_at
    (written,) = doors.run(open_facts, actor=SYSTEM, rows=[row])
    assert written.fact_id > version.fact_id
    assert Subject.objects.get(id=version.subject_id).ledger_at > before
    facts = Fact.objects.count()
    with pytest.raises(Refusal) as refused:
        doors.run(open_facts, actor=SYSTEM, rows=[row])
    assert refused.value.error.status == 409
    assert Fact.objects.count() == facts
