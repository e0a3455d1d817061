"""Reading files: as of a day and a moment, by staff and by the public."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, doors
from core.actors import PUBLIC, Actor, ActorKind, AdminRole, Role
from core.errors import Refusal
from records.decisions.visibility import may_read
from records.models import FactVersion, Subject
from records.queries import files
from records.queries.facts import list_facts
from records.services import effects, subjects, texts, verbs
from records.services.verbs import Grounds
from records.sql.effects import NewEffect
from records.sql.subjects import SubjectRow
from tests.records.build import LONG_AGO, World, code, item, people
from tests.sectors import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return clock.today()


@pytest.mark.req("R003")
def test_an_answer_is_given_again(world: World, today: date) -> None:
    """What was answered before a change, a repair and a retraction is answered after them."""
    subject = world.subject()
    rows = [world.penalty_row(subject, decided_on=today - timedelta(days=40 + n)) for n in range(3)]
    answers = [files.file_as_of(actor=world.clerk, uscc=subject.uscc, day=today)]
    first, second, third = world.open(*rows)
    answers.append(files.file_as_of(actor=world.clerk, uscc=subject.uscc, day=today))
    world.revise(replace(rows[0], fact_id=first.fact_id, amount=1))
    answers.append(files.file_as_of(actor=world.clerk, uscc=subject.uscc, day=today))
    doors.run(verbs.repair, actor=world.approver, fact_id=second.fact_id, grounds=Grounds("已履行"))
    answers.append(files.file_as_of(actor=world.clerk, uscc=subject.uscc, day=today))
    doors.run(
        verbs.retract, actor=world.approver, fact_ids=[third.fact_id], grounds=Grounds("误传")
    )
    answers.append(files.file_as_of(actor=world.clerk, uscc=subject.uscc, day=today))
    assert [len(answer.facts) for answer in answers] == [0, 3, 3, 3, 2]
    assert [[fact.amount for fact in answer.facts] for answer in answers[1:3]] == [
        [12_000_000] * 3,
        [1, 12_000_000, 12_000_000],
    ]
    assert [fact.is_shown for fact in answers[3].facts] == [True, False, True]
    assert [fact.counts for fact in answers[3].facts] == [True, False, True]
    for answer in answers:
        again = files.file_as_of(
            actor=world.clerk, uscc=subject.uscc, day=today, known=answer.known
        )
        assert again == answer
    later = clock.now() + timedelta(days=1)
    ahead = files.file_as_of(actor=world.clerk, uscc=subject.uscc, day=today, known=later)
    assert ahead == answers[-1]


def test_the_register_is_read_by_day_and_by_what_was_known(world: World) -> None:
    uscc = code()
    old = SubjectRow(
        uscc=uscc, valid_from=date(2020, 1, 1), name="江阴老名毛纺厂", kind="enterprise"
    )
    new = replace(old, valid_from=date(2024, 6, 1), name="江阴新名毛纺有限公司")
    world.register_rows([old])
    before = Subject.objects.get(uscc=uscc).ledger_at
    world.register_rows([new])

    def name(day: date, **given: object) -> str | None:
        found = files.file_as_of(actor=world.clerk, uscc=uscc, day=day, **given)  # type: ignore[arg-type]  # given by name
        return found.register.name if found.register else None

    assert name(date(2024, 5, 31)) == "江阴老名毛纺厂"
    assert name(date(2024, 6, 1)) == "江阴新名毛纺有限公司"
    assert name(date(2024, 6, 1), known=before) == "江阴老名毛纺厂"
    assert name(date(2019, 12, 31)) is None


def test_a_file_costs_the_same_with_few_and_many(world: World) -> None:
    def cost(count: int) -> int:
        subject = world.subject()
        world.open(*(world.penalty_row(subject) for _ in range(count)))
        with CaptureQueriesContext(connection) as queries:
            found = files.file_as_of(actor=world.clerk, uscc=subject.uscc)
        assert len(found.facts) == count
        files.public_file(uscc=subject.uscc)
        with CaptureQueriesContext(connection) as public:
            files.public_file(uscc=subject.uscc)
        assert len(public) == 1
        return len(queries)

    assert cost(1) == cost(12) == 2


def test_a_list_of_facts_goes_page_by_page(world: World) -> None:
    subject = world.subject()
    world.open(*(world.penalty_row(subject) for _ in range(5)))
    world.open(world.neutral_row(world.licence, subject))

    def page(
        cursor: str | None = None, size: int = 2, **given: str
    ) -> tuple[list[int], str | None]:
        with CaptureQueriesContext(connection) as queries:
            found = list_facts(
                actor=world.clerk, uscc=subject.uscc, cursor=cursor, size=size, **given
            )
            rows = [version.id for version in found.items if version.subject.ledger_at]
        assert len(queries) == 2
        return rows, found.next

    seen: list[int] = []
    cursor = None
    for expected in (2, 2, 1):
        rows, cursor = page(cursor, polarity="adverse")
        assert len(rows) == expected
        seen += rows
    assert cursor is None
    assert len(set(seen)) == 5
    assert len(page(size=50)[0]) == 6
    assert len(page(size=50, kind="licence")[0]) == 1
    assert list_facts(actor=people(build.unit()), uscc=subject.uscc).items == []


def test_a_large_file_says_that_it_is_cut(world: World) -> None:
    subject = world.subject()
    world.open(*(world.penalty_row(subject) for _ in range(4)))
    found = files.file_as_of(actor=world.clerk, uscc=subject.uscc, limit=3)
    assert (len(found.facts), found.is_cut) == (3, True)
    found = files.file_as_of(actor=world.clerk, uscc=subject.uscc, limit=4)
    assert (len(found.facts), found.is_cut) == (4, False)


@pytest.mark.req("R182")
def test_the_public_reads_what_was_reviewed(world: World, today: date) -> None:
    subject = world.subject()
    schema = [
        {
            "code": "CF_WFXW",
            "name": "违法行为类型",
            "type": "text",
            "into": "fields",
            "public": True,
        },
        {"code": "CF_BZ", "name": "备注", "type": "text", "into": "fields"},
    ]
    version = item("penalty", "adverse", world.bureau, fields=schema)
    decided = today - timedelta(days=30)
    row = world.penalty_row(
        subject,
        catalogue_version_id=version.id,
        decided_on=decided,
        fields={"CF_WFXW": "超标排放", "CF_BZ": "内部备注"},
    )
    hidden = world.penalty_row(subject, severity=1)
    (written, _) = world.open(row, hidden)
    public = files.public_file(uscc=subject.uscc)
    (fact,) = public.facts
    assert (public.subject_id, public.uscc) == (subject.id, subject.uscc)
    assert (fact.texts, fact.fields) == ({}, {"违法行为类型": "超标排放"})
    assert (fact.last_day_shown, fact.is_disputed) == (clock.add_months(decided, 12), False)
    stored = FactVersion.objects.get(fact_id=written.fact_id)
    doors.run(
        texts.review_text,
        actor=world.approver,
        fact_id=written.fact_id,
        text_id=stored.text_id,
        texts={"CF_SY": "排放超标。"},
    )
    doors.run(
        effects.begin,
        actor=world.approver,
        fact_ids=[written.fact_id],
        effect=NewEffect(kind="disputed", starts_on=today, reason="提出异议"),
    )
    (fact,) = files.public_file(uscc=subject.uscc).facts
    assert (fact.texts, fact.is_disputed) == ({"CF_SY": "排放超标。"}, True)
    assert (public.name, public.known < files.public_file(uscc=subject.uscc).known) == (
        "江阴市演示毛纺有限公司",
        True,
    )


@pytest.mark.req("R182")
def test_what_is_provisional_does_not_exist_for_the_public(world: World) -> None:
    row = SubjectRow(uscc=code(), valid_from=date(2026, 1, 1), name="江阴新厂", kind="enterprise")
    subject = doors.run(
        subjects.add_provisional_subject,
        actor=world.clerk,
        unit_id=world.bureau.id,
        row=row,
    )
    world.open(world.penalty_row(subject))
    with pytest.raises(Refusal) as refusal:
        files.public_file(uscc=row.uscc)
    assert refusal.value.code == "core.not_found"
    with pytest.raises(Refusal):
        files.file_as_of(actor=PUBLIC, uscc=row.uscc)
    staff = files.file_as_of(actor=world.clerk, uscc=row.uscc)
    assert (staff.is_confirmed, [fact.is_shown for fact in staff.facts]) == (False, [False])
    world.register_rows([replace(row, name="江阴新厂有限公司")])
    public = files.public_file(uscc=row.uscc)
    assert (public.name, len(public.facts)) == ("江阴新厂有限公司", 1)


def test_a_household_is_masked(world: World) -> None:
    operator = world.subject("张三", kind="household", address="江阴市华士镇环南路12号3幢201室")
    shop = world.subject("江阴市华士镇老王面馆", kind="household", sign="老王面馆")
    public = files.public_file(uscc=operator.uscc)
    assert public.name == "张*（个体工商户）"
    assert public.register is not None
    assert (public.register.name, public.register.address) == (
        "张*（个体工商户）",
        "江阴市华士镇环南路",
    )
    assert files.public_file(uscc=shop.uscc).name == "江阴市华士镇老王面馆"
    staff = files.file_as_of(actor=world.clerk, uscc=operator.uscc)
    assert staff.register is not None
    assert staff.register.name == "张三"


@pytest.mark.req("R262")
def test_who_reads_which_facts(world: World) -> None:
    """Rows in hand and rows in the database are judged alike."""
    other = build.unit()
    subject, elsewhere = world.subject(), world.subject("江阴乙厂")
    kinds = [
        item("licence", "neutral", world.bureau, disclosure=disclosure)
        for disclosure in ("public", "authorities", "internal")
    ]
    for holder in (subject, elsewhere):
        world.open(*(world.neutral_row(kind, holder) for kind in kinds))
    actors = {
        "own clerk": (world.clerk, 6),
        "other clerk": (people(other, Role.CLERK), 4),
        "credit office": (people(other, Role.CREDIT_OFFICE), 6),
        "off duty": (people(other), 0),
        "administrator": (
            Actor(kind=ActorKind.STAFF, id=1, person_id=1, admin_role=AdminRole.AUDIT),
            0,
        ),
        "own system": (Actor(kind=ActorKind.CLIENT, id=1, unit_id=world.bureau.id), 6),
        "other system": (Actor(kind=ActorKind.CLIENT, id=2, unit_id=other.id), 4),
        "agent": (
            Actor(kind=ActorKind.AGENT, id=1, subject_ids=frozenset({subject.id})),
            2,
        ),
        "public": (PUBLIC, 0),
    }
    versions = list(FactVersion.objects.select_related("catalogue_version"))
    for name, (actor, count) in actors.items():
        seen = set(FactVersion.objects.visible_to(actor).values_list("id", flat=True))
        judged = {
            version.id
            for version in versions
            if may_read(
                actor,
                disclosure=version.catalogue_version.disclosure,
                unit_id=version.unit_id,
                subject_id=version.subject_id,
            )
        }
        assert (name, len(seen)) == (name, count)
        assert (name, judged) == (name, seen)


def test_a_day_before_the_beginning_shows_nothing(world: World, today: date) -> None:
    subject = world.subject()
    world.open(world.penalty_row(subject, decided_on=today))
    assert len(files.public_file(uscc=subject.uscc, day=today).facts) == 1
    assert files.public_file(uscc=subject.uscc, day=today - timedelta(days=1)).facts == ()
    assert files.public_file(uscc=subject.uscc, day=LONG_AGO).facts == ()
