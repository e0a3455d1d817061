"""A batch from its file to the ledger: what goes in, what waits, what is answered."""

import pytest
from django.db import IntegrityError, connection, transaction

from core import doors
from core.actors import Role
from core.errors import Refusal
from records.intake import batches, shelf
from records.intake.summary import sentence
from records.models import Batch, FactVersion, QueuedRow, StagedRow
from records.services import verbs
from records.services.verbs import Grounds
from tests.records.build import people
from tests.records.intake.office import Office, good, outcomes
from tests.records.intake.samples import FOLDER, NAMES, code, row, wsh

pytestmark = pytest.mark.django_db


def answers(batch: Batch) -> list[str]:
    with shelf.open_part(batch.shelf, shelf.REPORT) as report:
        return report.read().decode("utf-8-sig").splitlines()


@pytest.mark.req("R012", "R181")
def test_a_file_is_checked_first_and_goes_in_when_confirmed(office: Office) -> None:
    office.enrol(1, 2, 3)
    checked = office.rows(*good(1, 2, 3), mode="check")
    assert (checked.state, sentence(checked)) == ("checked", "3 行新增。")
    assert FactVersion.objects.count() == 0
    done = office.confirm(checked)
    assert (done.state, done.counts) == ("done", {"persons": 0, "new": 3})
    versions = FactVersion.objects.order_by("id")
    assert [each.document_no for each in versions] == [wsh(31), wsh(32), wsh(33)]
    first = versions[0]
    assert (first.amount, first.severity, first.notice_basis) == (12_000_000, 2, "attested")
    assert (first.batch_id, first.authority_key) == (done.id, office.world.bureau.code.upper())
    assert first.text is not None
    assert sorted(first.text.texts) == ["CF_NR", "CF_SY"]
    assert done.attestation_id == first.attestation_id


@pytest.mark.req("R014")
def test_the_weekly_file_says_unchanged_new_and_changed(office: Office) -> None:
    office.enrol()
    office.take_in(*good(1, 2, 3, 4, 5))
    again = office.take_in(
        row(1), row(2, CF_NR_FK="8", CF_NR="罚款人民币捌万元整。"), *good(3, 4, 5, 6)
    )
    assert sentence(again) == "4 行无变化，1 行新增，1 行更正。"
    assert outcomes(again) == ["unchanged", "changed", *["unchanged"] * 3, "new"]
    assert FactVersion.objects.filter(closed_at=None).count() == 6
    third = office.take_in(
        row(1), row(2, CF_NR_FK="8", CF_NR="罚款人民币捌万元整。"), *good(3, 4, 5, 6)
    )
    assert sentence(third) == "6 行无变化。"


def test_what_was_repaired_is_not_revived_by_sending_it_again(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    version = FactVersion.objects.get()
    doors.run(
        verbs.repair,
        actor=office.world.approver,
        fact_id=version.fact_id,
        grounds=Grounds(reason="已履行"),
    )
    again = office.take_in(*good(1))
    assert sentence(again) == "1 行无变化。"
    changed = office.take_in(row(1, CF_NR_FK="11"))
    assert sentence(changed) == "1 行更正。"
    effects = FactVersion.objects.filter(closed_at=None).get().fact.effects.all()
    assert [(each.kind, each.closed_at) for each in effects] == [("repaired", None)]


def test_what_was_retracted_waits_for_a_person(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    fact_id = FactVersion.objects.get().fact_id
    doors.run(
        verbs.retract,
        actor=office.world.approver,
        fact_ids=[fact_id],
        grounds=Grounds(reason="传错"),
    )
    again = office.take_in(*good(1))
    assert sentence(again) == "1 行待核实。"
    assert QueuedRow.objects.get().queue == "conflict"
    assert FactVersion.objects.filter(closed_at=None).count() == 0


@pytest.mark.req("R012")
def test_the_sample_of_mistakes_is_answered_row_by_row(office: Office) -> None:
    office.enrol(1, 2, 3, 4, 5)
    content = (FOLDER / "行政处罚-常见错误.csv").read_bytes()
    checked = office.send(content, mode="check")
    assert checked.counts == {
        "persons": 1,
        "new": 17,
        "conflict": 1,
        "rejected": 6,
        "excluded": 3,
    }
    lines = answers(checked)
    assert "自然人" not in "".join(lines)
    assert not any("张三" in line for line in lines)
    assert sum("退回更正" in line for line in lines) == 6
    done = office.confirm(checked)
    assert (done.state, FactVersion.objects.count()) == ("done", 17)


def test_rows_about_persons_are_nowhere(office: Office) -> None:
    office.enrol(1)
    person = row(2, CF_XDR_MC="李四某", CF_XDR_LB="自然人", CF_XDR_SHXYM="11010119900307803X")
    done = office.take_in(*good(1), person)
    assert sentence(done) == "1 行新增，1 行属自然人，未读取。"
    assert StagedRow.objects.count() == 1
    assert "李四某" not in "".join(answers(done))


def test_without_the_officers_word_it_is_held_and_its_clock_runs(office: Office) -> None:
    office.enrol(1)
    done = office.take_in(*good(1), attests=False)
    assert sentence(done) == "1 行待补正。"
    assert FactVersion.objects.count() == 0
    waiting = QueuedRow.objects.get()
    assert (waiting.queue, waiting.uscc, waiting.document_no) == ("held", code(1), wsh(31))
    # The same file again, and it still waits once.
    office.take_in(*good(1), attests=False)
    assert QueuedRow.objects.count() == 1
    # Attested, it goes in and waits no longer.
    office.take_in(*good(1))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.row, waiting.name) == ("taken", {}, "")
    assert waiting.fact_id == FactVersion.objects.get().fact_id


def test_an_unknown_organisation_waits_and_a_wrong_name_too(office: Office) -> None:
    office.enrol(1)
    done = office.take_in(row(2), row(1, CF_XDR_MC="完全不同的单位"))
    assert outcomes(done) == ["unknown", "conflict"]
    assert sorted(QueuedRow.objects.values_list("queue", flat=True)) == ["conflict", "unknown"]


def test_twice_in_one_file_counts_once(office: Office) -> None:
    office.enrol(1)
    done = office.take_in(row(1), row(1, CF_WSH="锡澄环罚决（2026）31"))
    assert outcomes(done) == ["new", "rejected"]
    assert any("与第 2 行是同一主体的同一文号" in line for line in answers(done))


def test_all_or_nothing(office: Office) -> None:
    office.enrol(1, 2)
    checked = office.rows(row(1), row(2, CF_JDRQ="2026/02/31"), mode="check")
    refused = office.confirm(checked, "whole")
    assert (refused.state, refused.error_code) == ("refused", "intake.not_whole")
    assert FactVersion.objects.count() == 0
    whole = office.confirm(office.rows(*good(1, 2), mode="check"), "whole")
    assert (whole.state, FactVersion.objects.count()) == ("done", 2)


def test_a_file_that_is_none_is_refused_with_the_reason(office: Office) -> None:
    batch = office.send("甲,乙\n1,2\n".encode())
    assert (batch.state, batch.error_code) == ("refused", "intake.no_header")
    assert "请参照模板" in batch.error_detail


@pytest.mark.req("R016")
def test_where_the_item_asks_a_second_person_lets_it_in(office: Office) -> None:
    office.enrol(1)
    office.penalty = office.checked_penalty()
    waiting = doors.run(
        batches.confirm,
        actor=office.clerk,
        batch_id=office.rows(*good(1), mode="check").id,
        mode="partial",
    )
    assert waiting.state == "waiting"
    for actor, expected in (
        (office.clerk, "core.not_allowed"),
        (people(office.world.register, Role.APPROVER), "core.not_found"),
    ):
        with pytest.raises(Refusal) as refusal:
            doors.run(batches.approve, actor=actor, batch_id=waiting.id)
        assert refusal.value.code == expected
        assert FactVersion.objects.count() == 0
    doors.run(batches.approve, actor=office.second, batch_id=waiting.id)
    assert (office.work(waiting).state, FactVersion.objects.count()) == ("done", 1)


@pytest.mark.parametrize(
    ("who", "expected"),
    [("stranger", "core.not_allowed"), ("reader", "core.not_allowed")],
)
def test_only_the_units_own_people_send(office: Office, who: str, expected: str) -> None:
    actors = {
        "stranger": people(office.world.register, Role.CLERK),
        "reader": people(office.world.bureau, Role.READER),
    }
    with pytest.raises(Refusal) as refusal:
        office.rows(*good(1), actor=actors[who])
    assert refusal.value.code == expected
    assert Batch.objects.count() == 0


def test_items_outside_the_catalogue_or_of_others_are_refused(office: Office) -> None:
    for item_code, expected in (
        ("nothing", "records.not_in_catalogue"),
        (office.register.item.code, "records.not_a_sender"),
    ):
        with pytest.raises(Refusal) as refusal:
            office.rows(*good(1), item_code=item_code)
        assert refusal.value.code == expected
    assert Batch.objects.count() == 0


def test_the_register_comes_in_by_the_same_way(office: Office) -> None:
    content = (FOLDER / "登记信息.csv").read_bytes()
    world = office.world
    world.bureau, bureau = world.register, world.bureau
    office.clerk, clerk = world.registrar, office.clerk
    done = office.confirm(
        office.send(content, "登记信息.csv", mode="check", item_code=office.register.item.code)
    )
    assert sentence(done) == "6 行新增。"
    again = office.confirm(
        office.send(content, "登记信息.csv", mode="check", item_code=office.register.item.code)
    )
    assert sentence(again) == "6 行无变化。"
    world.bureau, office.clerk = bureau, clerk
    assert sentence(office.take_in(*good(*NAMES))) == "6 行新增。"


def test_formulas_are_harmless_in_the_answer(office: Office) -> None:
    office.enrol(1)
    batch = office.rows(row(1, CF_WFXW="=HYPERLINK(1)", CF_SY=" +1", CF_NR="＝1"), mode="check")
    line = answers(batch)[1]
    for cell in ("'=HYPERLINK(1)", "' +1", "'＝1"):
        assert f",{cell}" in line


def test_a_version_is_of_a_batch_of_its_own_unit(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    held = FactVersion.objects.count()
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "UPDATE records_subject SET ledger_at = ledger_at + interval '1 second', "
            "ledger_txid = pg_current_xact_id()::text::bigint"
        )
        with pytest.raises(IntegrityError, match="records_subjectversion_of_batch"):
            cursor.execute(
                "INSERT INTO records_subjectversion (subject_id, valid_from, opened_at, "
                "recorded_on, name, sign, kind, status, region_code, industry_code, address, "
                "oddities, unit_id, content_hash, batch_id) SELECT subject.id, '2030-01-01', "
                "subject.ledger_at, '2026-06-01', '甲', '', 'other', 'active', '', '', '', '{}', "
                "%s, '', batch.id FROM records_subject AS subject, records_batch AS batch",
                [office.world.register.id],
            )
        transaction.set_rollback(True)
    assert FactVersion.objects.count() == held
