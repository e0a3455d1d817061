"""The guard: what the database refuses to the application itself, past every service."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core import doors
from records import uscc
from records.models import FactVersion, Subject
from records.services import cases, persons, texts, verbs
from records.services.ledger import ADVANCE
from records.services.verbs import Grounds
from records.sql.facts import Written
from tests.records.build import World
from tests.sectors import build

pytestmark = pytest.mark.django_db

COLUMNS = [field.column for field in FactVersion._meta.concrete_fields if field.column != "id"]


@pytest.fixture
def penalty(world: World) -> Written:
    (written,) = world.open(world.penalty_row(world.subject()))
    return written


def run(statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall()) if cursor.description else []


def refusal(act: Callable[[], object]) -> str:
    """The constraint that speaks, or the right that is missing."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        act()
    diagnostics = getattr(refused.value.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", None)
    return str(name or getattr(diagnostics, "message_primary", ""))


def advance(subject_id: int) -> None:
    run(ADVANCE, {"ids": [subject_id], "at": None})


def copy_of(penalty: Written, **changed: object) -> None:
    """Another fact of the same content, with some columns otherwise: with SQL of one's own, but on
    the ledger clock."""
    advance(penalty.subject_id)
    ((fact_id,),) = run(
        "INSERT INTO records_fact (subject_id, item_id, opened_at) "
        "SELECT subject_id, item_id, (SELECT ledger_at FROM records_subject WHERE id = subject_id) "
        "FROM records_fact WHERE id = %s RETURNING id",
        [penalty.fact_id],
    )
    values: dict[str, object] = {
        "fact_id": fact_id,
        "document_key": "另一号",
        "text_id": None,
        "text_hash": None,
        "closed_at": None,
        **changed,
    }
    chosen = [
        "(SELECT ledger_at FROM records_subject WHERE id = subject_id)"
        if column == "opened_at" and column not in values
        else "%s"
        if column in values
        else column
        for column in COLUMNS
    ]
    run(
        f"INSERT INTO records_factversion ({', '.join(COLUMNS)}) "
        f"SELECT {', '.join(chosen)} FROM records_factversion WHERE id = %s",
        [*(values[column] for column in COLUMNS if column in values), penalty.version_id],
    )


def test_a_whole_copy_is_taken(penalty: Written) -> None:
    copy_of(penalty)
    assert FactVersion.objects.count() == 2


@pytest.mark.req("R003")
@pytest.mark.parametrize(
    ("lacking", "constraint"),
    [
        ({"basis": ""}, "records_factversion_adverse_is_complete"),
        ({"basis": " 　\t"}, "records_factversion_adverse_is_complete"),
        ({"document_no": ""}, "records_factversion_adverse_is_complete"),
        ({"authority": ""}, "records_factversion_adverse_is_complete"),
        ({"decided_on": None}, "records_factversion_adverse_is_complete"),
        ({"severity": None}, "records_factversion_adverse_is_complete"),
        ({"clock_starts_on": None}, "records_factversion_adverse_is_complete"),
        ({"disclosure_rule_id": None}, "records_factversion_adverse_is_complete"),
        (
            {"notice_basis": "", "notice_evidence_id": None},
            "records_factversion_adverse_is_complete",
        ),
        ({"notice_evidence_id": None}, "records_factversion_notice"),
        ({"notice_basis": "attested"}, "records_factversion_notice"),
        ({"polarity": "none"}, "records_factversion_only_adverse"),
        ({"polarity": "neutral"}, "records_factversion_only_adverse"),
        (
            {
                "polarity": "neutral",
                "severity": None,
                "clock_starts_on": None,
                "disclosure_rule_id": None,
            },
            "records_factversion_of_catalogue",
        ),
        ({"kind": "licence"}, "records_factversion_of_catalogue"),
        ({"severity": 3}, "records_factversion_under_rule"),
        ({"document_key": ""}, "records_factversion_decision_whole"),
        ({"authority_key": ""}, "records_factversion_decision_whole"),
        ({"decided_on": "2199-01-01"}, "records_factversion_past"),
        ({"decided_on": "1900-01-01"}, "records_factversion_past"),
        ({"performed_on": "2199-01-01"}, "records_factversion_past"),
        ({"ends_on": "2020-01-01"}, "records_factversion_days"),
        ({"amount": -1}, "records_factversion_amounts"),
        ({"intent": "unknown"}, "records_factversion_intent"),
        ({"text_hash": b"\x00" * 32}, "records_factversion_text"),
        ({"closed_at": "2199-01-01T00:00:00Z"}, "records_factversion_born_open"),
        ({"opened_at": "2020-01-01T00:00:00Z"}, "records_factversion_on_the_clock"),
        ({"opened_at": "2199-01-01T00:00:00Z"}, "records_factversion_on_the_clock"),
    ],
)
def test_a_fact_that_lacks_an_element_is_refused(
    penalty: Written, lacking: dict[str, object], constraint: str
) -> None:
    assert refusal(lambda: copy_of(penalty, **lacking)) == constraint
    assert FactVersion.objects.count() == 1


@pytest.mark.req("R015")
def test_a_second_fact_of_one_decision_is_refused(penalty: Written) -> None:
    key = FactVersion.objects.get().document_key
    assert refusal(lambda: copy_of(penalty, document_key=key)) == "records_factversion_decision"


def test_a_second_current_version_is_refused(penalty: Written) -> None:
    constraint = refusal(lambda: copy_of(penalty, fact_id=penalty.fact_id))
    assert constraint == "records_factversion_current"


def test_a_fact_of_another_organisation_or_item_is_refused(world: World, penalty: Written) -> None:
    other = world.subject("江阴市另一家有限公司")
    advance(other.id)
    assert (
        refusal(lambda: copy_of(penalty, subject_id=other.id, fact_id=penalty.fact_id))
        == "records_factversion_of_fact"
    )
    assert (
        refusal(lambda: copy_of(penalty, item_id=world.licence.item_id))
        == "records_factversion_of_fact"
    )


def test_a_write_off_the_clock_is_refused(penalty: Written) -> None:
    """The stamp is right, but the clock was moved by another transaction."""
    run(
        "UPDATE records_subject SET ledger_txid = ledger_txid - 1, "
        "ledger_at = ledger_at + interval '1 second' WHERE id = %s",
        [penalty.subject_id],
    )
    statement = (
        "INSERT INTO records_facteffect (subject_id, fact_id, version_id, kind, starts_on, "
        "opened_at, recorded_on, reason, document_no, procedure_kind) "
        "SELECT id, %s, %s, 'repaired', '2026-01-01', ledger_at, '2026-01-01', '理由', '', '' "
        "FROM records_subject WHERE id = %s"
    )
    values = [penalty.fact_id, penalty.version_id, penalty.subject_id]
    assert refusal(lambda: run(statement, values)) == "records_facteffect_on_the_clock"
    advance(penalty.subject_id)
    run(statement, values)


def test_the_clock_never_goes_back(penalty: Written) -> None:
    for change in ("ledger_at - interval '1 microsecond'", "'2020-01-01T00:00:00Z'"):
        assert (
            refusal(lambda change=change: run(f"UPDATE records_subject SET ledger_at = {change}"))  # type: ignore[misc]  # bound at once
            == "records_subject_clock_forward"
        )
    assert (
        refusal(lambda: run("UPDATE records_subject SET ledger_txid = 1"))
        == "records_subject_clock_forward"
    )


def close(penalty: Written) -> None:
    run(
        "UPDATE records_factversion SET closed_at = (SELECT ledger_at FROM records_subject "
        "WHERE id = subject_id) WHERE id = %s",
        [penalty.version_id],
    )


def test_a_version_is_closed_once_on_the_clock_and_never_reopened(penalty: Written) -> None:
    assert refusal(lambda: close(penalty)) == "records_factversion_known"
    advance(penalty.subject_id)
    off = "UPDATE records_factversion SET closed_at = '2199-01-01T00:00:00Z'"
    assert refusal(lambda: run(off)) == "records_factversion_on_the_clock"
    close(penalty)
    for statement in (
        "UPDATE records_factversion SET closed_at = NULL",
        "UPDATE records_factversion SET closed_at = closed_at + interval '1 second'",
    ):
        assert refusal(lambda s=statement: run(s)) == "records_factversion_close_once"  # type: ignore[misc]  # bound at once


def test_a_closed_fact_is_not_opened_again(penalty: Written) -> None:
    advance(penalty.subject_id)
    close(penalty)
    assert (
        refusal(lambda: copy_of(penalty, fact_id=penalty.fact_id)) == "records_factversion_follows"
    )


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"reason": "　"}, "records_facteffect_reason"),
        ({"kind": "forgotten"}, "records_facteffect_kind"),
        ({"ends_on": "2026-01-01"}, "records_facteffect_days"),
        ({"kind": "displayed"}, "records_facteffect_displayed_ends"),
        ({"kind": "retracted", "ends_on": "2026-02-01"}, "records_facteffect_final"),
        ({"procedure_id": 7}, "records_facteffect_procedure"),
        ({"version_id": 0}, "records_facteffect_of_version"),
        ({"fact_id": 0}, "records_facteffect_of_version"),
    ],
)
def test_an_unsound_effect_is_refused(
    penalty: Written, changed: dict[str, object], constraint: str
) -> None:
    advance(penalty.subject_id)
    values = {
        "fact_id": penalty.fact_id,
        "version_id": penalty.version_id,
        "kind": "repaired",
        "starts_on": "2026-01-01",
        "ends_on": None,
        "recorded_on": "2026-01-01",
        "reason": "已履行",
        "document_no": "",
        "procedure_kind": "",
        "procedure_id": None,
        **changed,
    }
    statement = (
        f"INSERT INTO records_facteffect (subject_id, opened_at, {', '.join(values)}) "
        f"SELECT id, ledger_at, {', '.join(['%s'] * len(values))} "
        "FROM records_subject WHERE id = %s"
    )
    assert refusal(lambda: run(statement, [*values.values(), penalty.subject_id])) == constraint


@pytest.mark.parametrize(
    "table",
    [
        "records_subject",
        "records_subjectversion",
        "records_succession",
        "records_catalogueitem",
        "records_catalogueversion",
        "records_behaviourversion",
        "records_disclosurerule",
        "records_attestation",
        "records_fact",
        "records_factversion",
        "records_facttext",
        "records_textreview",
        "records_facteffect",
        "records_responsibleperson",
        "records_erasure",
        "records_case",
        "records_casefact",
        "records_correctionnote",
        "records_supervisedobject",
        "records_objectrecord",
    ],
)
def test_nothing_is_deleted_or_truncated(penalty: Written, table: str) -> None:
    denied = f"permission denied for table {table}"
    assert refusal(lambda: run(f"DELETE FROM {table}")) == denied
    assert refusal(lambda: run(f"TRUNCATE {table}")) == denied


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("records_subject", "uscc"),
        ("records_subjectversion", "name"),
        ("records_catalogueitem", "polarity"),
        ("records_catalogueversion", "disclosure"),
        ("records_behaviourversion", "severity"),
        ("records_disclosurerule", "max_months"),
        ("records_fact", "subject_id"),
        ("records_factversion", "amount"),
        ("records_factversion", "opened_at"),
        ("records_factversion", "content_hash"),
        ("records_facteffect", "kind"),
        ("records_facteffect", "ends_on"),
        ("records_erasure", "requested_by_id"),
        ("records_casefact", "rests_on_id"),
        ("records_correctionnote", "effect_id"),
        ("records_attestation", "officer_id"),
    ],
)
def test_what_was_said_is_not_rewritten(penalty: Written, table: str, column: str) -> None:
    statement = f"UPDATE {table} SET {column} = {column}"
    assert refusal(lambda: run(statement)) == f"permission denied for table {table}"


@pytest.mark.parametrize(
    "code",
    [
        uscc.PLACEHOLDER,
        "9132028OMAY0000178",
        "91320281may0000178",
        "91320281MAY000017",
        # Numbers of identity cards (invented, with right check digits).
        "11010519491231002X",
        "32028119900307123X",
    ],
)
@pytest.mark.req("R001")
def test_only_organisations_are_subjects(code: str) -> None:
    if uscc.is_person_number(code[:17] + "X") and not uscc.is_person_number(code):
        pytest.fail("the example has a wrong check digit")
    statement = "INSERT INTO records_subject (uscc, ledger_at, ledger_txid) VALUES (%s, now(), 1)"
    assert refusal(lambda: run(statement, [code])) in {
        "records_subject_uscc",
        "records_subject_no_person",
    }
    assert Subject.objects.count() == 0


def test_text_is_erased_by_two_and_never_rewritten(world: World, penalty: Written) -> None:
    version = FactVersion.objects.get()
    with_text = "UPDATE records_facttext SET texts = %s"
    assert (
        refusal(lambda: run(with_text, ['{"CF_SY": "另一个故事"}']))
        == "records_facttext_erase_only"
    )
    assert refusal(lambda: run(with_text, ["{}"])) == "records_facttext_erase_only"
    assert (
        refusal(lambda: run("UPDATE records_facttext SET salt = NULL"))
        == "records_facttext_erase_only"
    )
    asked = doors.run(
        texts.request_text_erasure,
        actor=world.approver,
        fact_id=penalty.fact_id,
        text_id=version.text_id,
        reason="个人信息保护法第四十七条",
    )
    erase = (
        "UPDATE records_facttext SET texts = '{}', salt = NULL, erasure_id = %s, "
        "erasure_state = 'confirmed', erased_at = (SELECT ledger_at FROM records_subject "
        "WHERE id = subject_id)"
    )
    advance(penalty.subject_id)
    assert refusal(lambda: run(erase, [asked.id])) == "records_facttext_erasure_agreed"
    assert (
        refusal(lambda: run(erase.replace("'confirmed'", "NULL"), [asked.id]))
        == "records_facttext_erased"
    )
    agree = "UPDATE records_erasure SET state = 'confirmed', decided_at = now(), decided_by_id = %s"
    assert refusal(lambda: run(agree, [world.approver.person_id])) == "records_erasure_two_persons"
    assert refusal(lambda: run("UPDATE records_erasure SET state = 'confirmed'")) == (
        "records_erasure_decided"
    )
    run(agree, [world.other_approver.person_id])
    run(erase, [asked.id])
    version.refresh_from_db()
    assert version.text_hash is not None
    assert refusal(lambda: run("UPDATE records_erasure SET state = 'declined'")) == (
        "records_erasure_decided_once"
    )


def test_a_review_shows_no_more_once_text_is_erased(world: World, penalty: Written) -> None:
    version = FactVersion.objects.get()
    doors.run(
        texts.review_text,
        actor=world.approver,
        fact_id=penalty.fact_id,
        text_id=version.text_id,
        texts={"CF_SY": "排放超标。"},
    )
    longer = 'UPDATE records_textreview SET texts = \'{"CF_SY": "另一个故事"}\''
    assert refusal(lambda: run(longer)) == "records_textreview_erase_only"
    empty = "UPDATE records_textreview SET texts = '{}'"
    assert refusal(lambda: run(empty)) == "records_textreview_erase_only"


@pytest.mark.req("R004")
@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"statute": ""}, "records_responsibleperson_statute"),
        ({"statute": "依法"}, "records_responsibleperson_statute"),
        ({"role": "employee"}, "records_responsibleperson_role"),
        ({"name": ""}, "records_responsibleperson_erased"),
        ({"name": "", "erasure_state": "confirmed"}, "records_responsibleperson_erased"),
        ({"item_id": 0}, "records_responsibleperson_of_fact"),
    ],
)
def test_a_person_is_named_by_statute_only(
    world: World, penalty: Written, changed: dict[str, object], constraint: str
) -> None:
    advance(penalty.subject_id)
    values: dict[str, object] = {
        "fact_id": penalty.fact_id,
        "item_id": world.penalty.item_id,
        "role": "legal_rep",
        "name": "张三",
        "statute": "《安全生产法》第九十四条",
        "unit_id": world.bureau.id,
        "erasure_state": None,
        **changed,
    }
    statement = (
        f"INSERT INTO records_responsibleperson (subject_id, opened_at, {', '.join(values)}) "
        f"SELECT id, ledger_at, {', '.join(['%s'] * len(values))} "
        "FROM records_subject WHERE id = %s"
    )
    assert refusal(lambda: run(statement, [*values.values(), penalty.subject_id])) == constraint


def test_a_name_is_erased_never_changed(world: World, penalty: Written) -> None:
    doors.run(
        persons.name_person,
        actor=world.clerk,
        fact_id=penalty.fact_id,
        role="legal_rep",
        name="张三",
        statute="《中华人民共和国安全生产法》第九十四条",
    )
    other = "UPDATE records_responsibleperson SET name = '李四'"
    assert refusal(lambda: run(other)) == "records_responsibleperson_erase_only"
    gone = "UPDATE records_responsibleperson SET name = ''"
    assert refusal(lambda: run(gone)) == "records_responsibleperson_erased"


def test_nothing_searches_names_of_persons() -> None:
    indexed = run("SELECT indexdef FROM pg_indexes WHERE tablename = 'records_responsibleperson'")
    assert not [text for (text,) in indexed if "name" in text.split("(", 1)[1]]


def test_what_is_on_a_list_rests_on_nothing(world: World, penalty: Written) -> None:
    subject = Subject.objects.get()
    (listed,) = world.open(
        world.penalty_row(subject, catalogue_version_id=world.list_item.id, severity=3)
    )
    case = doors.run(
        cases.tie_facts,
        actor=world.clerk,
        fact_ids=[penalty.fact_id, listed.fact_id],
        reason="同一案件",
    )
    advance(subject.id)
    statement = (
        "INSERT INTO records_casefact (subject_id, case_id, fact_id, item_id, kind, rests_on_id, "
        "rests_on_item_id, opened_at, reason) SELECT id, %s, %s, %s, %s, %s, %s, ledger_at, '同案' "
        "FROM records_subject WHERE id = %s"
    )
    listed_first = [listed.fact_id, world.list_item.item_id]
    on_penalty = [penalty.fact_id, world.penalty.item_id, subject.id]
    assert (
        refusal(lambda: run(statement, [case.id, *listed_first, "list", *on_penalty]))
        == "records_casefact_list_stands_alone"
    )
    assert (
        refusal(lambda: run(statement, [case.id, *listed_first, "inspection", *on_penalty]))
        == "records_casefact_of_kind"
    )


def test_a_note_is_published_once(world: World, penalty: Written) -> None:
    done = doors.run(
        verbs.withdraw,
        actor=world.approver,
        fact_id=penalty.fact_id,
        grounds=Grounds("行政复议决定撤销", document_no="澄行复〔2026〕1号"),
    )
    assert done.note is not None
    early = "UPDATE records_correctionnote SET published_at = now()"
    assert refusal(lambda: run(early)) == "records_correctionnote_published"
    by = f", text = '有误', published_by_id = {world.approver.person_id}"
    assert refusal(lambda: run(early + by)) == "records_correctionnote_published"
    doors.run(
        verbs.publish_note,
        actor=world.approver,
        note_id=done.note.id,
        text="该行政处罚决定已被依法撤销。",
    )
    again = "UPDATE records_correctionnote SET text = '另一说法'"
    assert refusal(lambda: run(again)) == "records_correctionnote_published_once"


def test_later_editions_lie_ahead(world: World) -> None:
    statement = (
        "INSERT INTO records_catalogueversion (item_id, kind, polarity, number, name, basis, "
        "disclosure, shared_with, update_cycle, is_priority, needs_check, any_unit, data_resource, "
        "fields, source, is_illustrative, unverified, is_ended, valid_from, recorded_on) "
        "SELECT item_id, kind, %s, 2, name, basis, 'internal', '', update_cycle, false, false, "
        "false, '', '[]', source, false, false, false, %s, '2026-06-01' "
        "FROM records_catalogueversion WHERE id = %s"
    )
    same_day = ["adverse", "2026-06-01", world.penalty.id]
    assert refusal(lambda: run(statement, same_day)) == "records_catalogueversion_later"
    other_polarity = ["neutral", "2026-06-02", world.penalty.id]
    assert refusal(lambda: run(statement, other_polarity)) == "records_catalogueversion_of_item"
    run(statement, ["adverse", "2026-06-02", world.penalty.id])


def test_a_rule_lies_ahead_and_stays_within_the_law(world: World) -> None:
    statement = (
        "INSERT INTO records_disclosurerule (code, scope, severity, valid_from, "
        "applies_to_earlier, shown, min_months, max_months, exception_months, basis, is_history, "
        "unverified, is_founding, recorded_on) "
        "VALUES ('new', 'ordinary', 2, %s, true, true, %s, %s, %s, %s, false, false, false, "
        "'2026-06-01')"
    )
    good: list[object] = ["2026-07-01", 3, 12, 0, "某规定"]
    for place, value, constraint in (
        (0, "2026-06-01", "records_disclosurerule_later"),
        (1, 13, "records_disclosurerule_months"),
        (2, 37, "records_disclosurerule_months"),
        (2, None, "records_disclosurerule_months"),
        (3, 3, "records_disclosurerule_shown"),
        (4, " ", "records_disclosurerule_basis"),
    ):
        values = [*good[:place], value, *good[place + 1 :]]
        assert refusal(lambda v=values: run(statement, v)) == constraint  # type: ignore[misc]  # bound at once
    run(statement, good)


def test_a_subject_is_confirmed_once(world: World) -> None:
    world.subject()
    again = "UPDATE records_subject SET confirmed_at = ledger_at - interval '1 second'"
    assert refusal(lambda: run(again)) == "records_subject_confirmed_once"
    assert (
        refusal(lambda: run("UPDATE records_subject SET confirmed_at = NULL"))
        == "records_subject_confirmed_once"
    )


def test_a_succession_has_two_subjects_and_a_basis(world: World) -> None:
    first, second = world.subject(), world.subject("江阴市另一家有限公司")
    statement = (
        "INSERT INTO records_succession (predecessor_id, successor_id, kind, effective_on, basis, "
        "recorded_at, unit_id) VALUES (%s, %s, %s, '2026-01-01', %s, now(), %s)"
    )
    unit = build.unit().id
    for values, constraint in (
        ([first.id, first.id, "merger", "合并协议", unit], "records_succession_two_subjects"),
        ([first.id, second.id, "sale", "合并协议", unit], "records_succession_kind"),
        ([first.id, second.id, "merger", " ", unit], "records_succession_basis"),
    ):
        assert refusal(lambda v=values: run(statement, v)) == constraint  # type: ignore[misc]  # bound at once
