"""Rows that wait: completed, attested, decided about, left out, and taken in by themselves."""

import pytest

from core import doors
from core.actors import SYSTEM, Actor, Role
from core.errors import Refusal
from records.intake import batches, queues
from records.intake.queues import Taken
from records.intake.summary import sentence
from records.models import Fact, FactEffect, FactVersion, QueuedRow
from records.services import verbs
from records.services.verbs import Grounds
from tests.records.build import evidence, item, people
from tests.records.intake.office import Office, good, raw_schema
from tests.records.intake.samples import NAMES, code, row, wsh

pytestmark = pytest.mark.django_db


def waiting(queue: str) -> QueuedRow:
    return QueuedRow.objects.get(queue=queue, state="waiting")


def supply(office: Office, row: QueuedRow, actor: Actor | None = None, **given: object) -> Taken:
    values = given.pop("values", {})
    return doors.run(
        queues.supply,
        actor=actor or office.clerk,
        row_id=row.id,
        values=values,
        **given,
    )


def decide(actor: Actor, row: QueuedRow, decision: str, reason: str = "已核对决定书") -> Taken:
    return doors.run(
        queues.accept_conflict, actor=actor, row_id=row.id, decision=decision, reason=reason
    )


def refused(code_: str, service: object, **given: object) -> None:
    with pytest.raises(Refusal) as refusal:
        doors.run(service, **given)  # type: ignore[arg-type]  # whichever service is asked
    assert refusal.value.code == code_


@pytest.mark.req("R012", "R014")
def test_a_row_without_basis_is_completed_and_goes_in(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""))
    held = waiting("held")
    assert FactVersion.objects.count() == 0
    taken = supply(office, held, values={"CF_YJ": "《大气污染防治法》第九十九条"})
    version = FactVersion.objects.get()
    assert (taken.outcome, taken.fact_id) == ("new", version.fact_id)
    assert (version.basis, version.batch_id) == ("《大气污染防治法》第九十九条", held.batch_id)
    assert (version.notice_basis, version.severity) == ("attested", 2)
    held.refresh_from_db()
    assert (held.state, held.row, held.name, held.fact_id) == ("taken", {}, "", version.fact_id)
    assert held.settled_by_id == office.clerk.person_id
    refused("intake.nothing_to_take", queues.supply, actor=office.clerk, row_id=held.id, values={})
    assert FactVersion.objects.count() == 1


def test_a_proof_of_service_takes_the_place_of_the_officers_word(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1), attests=False)
    proof = evidence(office.world.bureau)
    other = evidence(office.world.register)
    held = waiting("held")
    refused(
        "core.not_found",
        queues.supply,
        actor=office.clerk,
        row_id=held.id,
        values={},
        notice_file_id=other.id,
    )
    assert supply(office, held, notice_file_id=proof.id).outcome == "new"
    version = FactVersion.objects.get()
    assert (version.notice_basis, version.notice_evidence_id) == ("document", proof.id)
    assert version.attestation_id is None


def test_what_is_still_lacking_goes_on_waiting_and_is_said(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""), attests=False)
    held = waiting("held")
    taken = supply(office, held, values={"CF_YJ": "《大气污染防治法》第九十九条"})
    assert taken.outcome == "held"
    assert [note.code for note in taken.remarks] == ["held.notice"]
    assert QueuedRow.objects.count() == 1
    (done,) = doors.run(queues.attest_rows, actor=office.clerk, row_ids=[held.id])
    assert done.outcome == "new"
    assert FactVersion.objects.get().basis == "《大气污染防治法》第九十九条"


def test_a_value_that_is_no_good_is_told_by_field_and_changes_nothing(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""))
    held = waiting("held")
    with pytest.raises(Refusal) as refusal:
        supply(office, held, values={"CF_JDRQ": "2026/02/31", "CF_YJ": "某法"})
    assert [(each.field, each.code) for each in refusal.value.fields] == [("CF_JDRQ", "date.none")]
    with pytest.raises(Refusal) as refusal:
        supply(office, held, values={"NOTHING": "x"})
    assert [(each.field, each.code) for each in refusal.value.fields] == [("NOTHING", "unknown")]
    again = QueuedRow.objects.get()
    assert (again.row, again.remarks, again.state) == (held.row, held.remarks, "waiting")
    assert FactVersion.objects.count() == 0


def test_how_grave_it_is_where_the_table_cannot_tell(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_CFLB="其他-约谈", CF_NR_FK=""))
    held = waiting("held")
    refused(
        "intake.severity", queues.supply, actor=office.clerk, row_id=held.id, values={}, severity=9
    )
    still = supply(office, held, severity=2)
    assert (still.outcome, [note.code for note in still.remarks]) == ("held", ["penalty.unknown"])
    assert supply(office, held, values={"CF_CFLB": "警告"}, severity=3).outcome == "new"
    assert FactVersion.objects.get().severity == 3


@pytest.mark.parametrize("who", ["stranger", "reader", "office"])
def test_only_the_units_own_people_supply(office: Office, who: str) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""))
    held = waiting("held")
    actors = {
        "stranger": (people(office.world.register, Role.APPROVER), "core.not_found"),
        "reader": (people(office.world.bureau, Role.READER), "core.not_allowed"),
        "office": (people(office.world.register, Role.CREDIT_OFFICE), "core.not_allowed"),
    }
    actor, expected = actors[who]
    for service, given in (
        (queues.supply, {"row_id": held.id, "values": {"CF_YJ": "某法"}}),
        (queues.drop, {"row_id": held.id, "reason": "重复"}),
        (queues.attest_rows, {"row_ids": [held.id]}),
    ):
        refused(expected, service, actor=actor, **given)
    assert waiting("held").row == held.row
    assert FactVersion.objects.count() == 0


def test_the_officers_word_for_many_rows_at_once(office: Office) -> None:
    office.enrol(1, 2, 3)
    office.take_in(row(1), row(2, CF_JDRQ="2026/05/06"), row(3, CF_YJ=""), attests=False)
    ids = list(QueuedRow.objects.values_list("id", flat=True))
    taken = doors.run(queues.attest_rows, actor=office.clerk, row_ids=ids)
    assert sorted(each.outcome for each in taken) == ["held", "new", "new"]
    versions = FactVersion.objects.order_by("decided_on")
    assert {each.attestation_id for each in versions} == {versions[0].attestation_id}
    word = versions[0].attestation
    assert word is not None
    assert (word.officer_id, str(word.decided_from), str(word.decided_to)) == (
        office.clerk.person_id,
        "2026-04-15",
        "2026-05-06",
    )
    # The word stays with the row that waits for more.
    assert supply(office, waiting("held"), values={"CF_YJ": "某法"}).outcome == "new"


@pytest.mark.req("R016")
def test_where_the_item_asks_a_second_person_lets_rows_in(office: Office) -> None:
    office.enrol(1)
    office.penalty = office.checked_penalty()
    checked = office.rows(row(1, CF_YJ=""), mode="check")
    doors.run(batches.confirm, actor=office.clerk, batch_id=checked.id, mode="partial")
    doors.run(batches.approve, actor=office.second, batch_id=checked.id)
    office.work(checked)
    taken = supply(office, waiting("held"), values={"CF_YJ": "某法"})
    assert (taken.outcome, FactVersion.objects.count()) == ("check", 0)
    complete = waiting("check")
    assert complete.made_by_id == office.clerk.person_id
    refused("core.not_allowed", queues.approve_rows, actor=office.clerk, row_ids=[complete.id])
    maker = people(office.world.bureau, Role.CLERK, Role.APPROVER)
    QueuedRow.objects.filter(id=complete.id).update(made_by=maker.person_id)
    refused("intake.same_person", queues.approve_rows, actor=maker, row_ids=[complete.id])
    assert FactVersion.objects.count() == 0
    (done,) = doors.run(queues.approve_rows, actor=office.second, row_ids=[complete.id])
    complete.refresh_from_db()
    assert (done.outcome, FactVersion.objects.count()) == ("new", 1)
    assert (complete.state, complete.settled_by_id) == ("taken", office.second.person_id)


def test_the_name_is_another_but_the_code_is_right(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_XDR_MC="完全不同的单位"))
    conflict = waiting("conflict")
    assert queues.choices_of(conflict) == ("same", "keep")
    refused(
        "core.not_allowed",
        queues.accept_conflict,
        actor=office.clerk,
        row_id=conflict.id,
        decision="same",
        reason="核实",
    )
    refused(
        "intake.choice",
        queues.accept_conflict,
        actor=office.second,
        row_id=conflict.id,
        decision="move",
        reason="核实",
    )
    refused(
        "intake.reason",
        queues.accept_conflict,
        actor=office.second,
        row_id=conflict.id,
        decision="same",
        reason=" ",
    )
    assert FactVersion.objects.count() == 0
    assert decide(office.second, conflict, "same").outcome == "new"
    conflict.refresh_from_db()
    assert (conflict.state, conflict.reason, conflict.row) == ("taken", "已核对决定书", {})


def test_a_second_source_confirms_or_stays_out(office: Office) -> None:
    office.enrol(1)
    world = office.world
    office.take_in(*good(1))
    shared = item("penalty", "adverse", world.bureau, world.register, fields=raw_schema("penalty"))
    bureau, world.bureau = world.bureau, world.register
    office.penalty, office.clerk = shared, people(world.register, Role.CLERK)
    other = office.take_in(row(1))
    assert sentence(other) == "1 行待核实。"
    conflict = waiting("conflict")
    assert conflict.fact_id == Fact.objects.get().id
    assert queues.choices_of(conflict) == ("confirm", "keep")
    taken = decide(office.clerk, conflict, "confirm", "与市局一致")
    conflict.refresh_from_db()
    assert (taken.outcome, conflict.state) == ("dropped", "dropped")
    assert conflict.reason == "与已入库信息一致，不重复入库：与市局一致"
    assert FactVersion.objects.get().unit_id == bureau.id


def keyed(office: Office) -> None:
    """An item whose source has keys of its own."""
    fields = raw_schema("act")
    office.penalty = item("order", "neutral", office.world.bureau, fields=fields)


def act(number: int, key: str, document: str, name: int | None = None) -> bytes:
    cells = [
        code(number),
        NAMES[name or number],
        document,
        "2026-04-15",
        "无锡市江阴生态环境局",
        "某法第一条",
        "责令改正",
        key,
    ]
    head = "XDR_SHXYM,XDR_MC,WSH,JDRQ,JG,YJ,SXMC,LYJ"
    return f"{head}\n{','.join(cells)}\n".encode()


def take_act(office: Office, content: bytes) -> str:
    return sentence(office.confirm(office.send(content, mode="check")))


def test_a_fact_said_of_the_wrong_organisation_is_moved(office: Office) -> None:
    office.enrol(1, 2)
    keyed(office)
    assert take_act(office, act(1, "K-1", "澄责改〔2026〕1号")) == "1 行新增。"
    assert take_act(office, act(2, "K-1", "澄责改〔2026〕1号")) == "1 行待核实。"
    conflict = waiting("conflict")
    assert queues.choices_of(conflict) == ("move", "separate", "keep")
    former = FactVersion.objects.get()
    assert decide(office.second, conflict, "move").outcome == "unchanged"
    standing = FactVersion.objects.get(closed_at=None)
    assert (standing.subject.uscc, standing.fact.moved_from_id) == (code(2), former.fact_id)
    assert FactEffect.objects.get().kind == "moved"


def test_a_key_used_again_for_another_decision(office: Office) -> None:
    office.enrol(1, 2)
    keyed(office)
    take_act(office, act(1, "K-1", "澄责改〔2026〕1号"))
    take_act(office, act(2, "K-1", "澄责改〔2026〕2号"))
    assert decide(office.second, waiting("conflict"), "separate").outcome == "new"
    versions = FactVersion.objects.order_by("id")
    assert [(each.subject.uscc, each.source_key) for each in versions] == [
        (code(1), "K-1"),
        (code(2), ""),
    ]


def test_key_and_number_of_two_facts(office: Office) -> None:
    office.enrol(1)
    keyed(office)
    take_act(office, act(1, "K-1", "澄责改〔2026〕1号"))
    take_act(office, act(1, "K-2", "澄责改〔2026〕2号"))
    assert take_act(office, act(1, "K-1", "澄责改〔2026〕2号")) == "1 行待核实。"
    conflict = waiting("conflict")
    assert queues.choices_of(conflict) == ("replace", "keep")
    assert decide(office.second, conflict, "replace").outcome == "unchanged"
    assert FactVersion.objects.filter(closed_at=None).count() == 2


def test_what_was_retracted_comes_in_again_by_a_decision(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    doors.run(
        verbs.retract,
        actor=office.world.approver,
        fact_ids=[Fact.objects.get().id],
        grounds=Grounds(reason="传错"),
    )
    office.take_in(*good(1))
    conflict = waiting("conflict")
    assert queues.choices_of(conflict) == ("again", "keep")
    assert decide(office.second, conflict, "again").outcome == "new"
    assert Fact.objects.count() == 2
    assert FactVersion.objects.filter(closed_at=None).count() == 1


@pytest.mark.req("R012")
def test_unknown_organisations_come_in_when_the_register_sends_them(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(2), row(3, CF_YJ=""), row(4, CF_XDR_MC="别的名称"))
    assert queues.count_queued(actor=office.clerk) == {
        "held": 0,
        "conflict": 0,
        "unknown": 3,
        "check": 0,
    }
    assert doors.run(queues.recheck_unknown, actor=SYSTEM) is None
    assert FactVersion.objects.count() == 0
    office.enrol(2, 3, 4)
    assert doors.run(queues.recheck_unknown, actor=SYSTEM) is None
    assert queues.count_queued(actor=office.clerk) == {
        "held": 1,
        "conflict": 1,
        "unknown": 0,
        "check": 0,
    }
    assert FactVersion.objects.get().document_no == wsh(32)
    assert doors.run(queues.recheck_unknown, actor=SYSTEM) is None
    assert FactVersion.objects.count() == 1


def test_a_wrong_code_is_put_right(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(2, CF_XDR_MC=NAMES[1]))
    unknown = waiting("unknown")
    taken = supply(office, unknown, values={"CF_XDR_SHXYM": code(1)})
    assert taken.outcome == "new"
    unknown.refresh_from_db()
    assert (unknown.uscc, unknown.state) == (code(1), "taken")


def test_two_waiting_rows_never_become_one(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""), row(2, CF_WSH=wsh(31), CF_XDR_MC=NAMES[1]))
    refused(
        "intake.waits_already",
        queues.supply,
        actor=office.clerk,
        row_id=waiting("unknown").id,
        values={"CF_XDR_SHXYM": code(1)},
    )
    assert QueuedRow.objects.filter(state="waiting").count() == 2


def test_what_stays_out_is_kept_without_its_content(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""))
    held = waiting("held")
    refused("intake.reason", queues.drop, actor=office.clerk, row_id=held.id, reason="")
    doors.run(queues.drop, actor=office.clerk, row_id=held.id, reason="原系统误录")
    held.refresh_from_db()
    assert (held.state, held.reason, held.row, held.name) == ("dropped", "原系统误录", {}, "")
    refused("intake.nothing_to_take", queues.drop, actor=office.clerk, row_id=held.id, reason="又")
    # Sent again, it waits again.
    office.take_in(row(1, CF_YJ=""))
    assert waiting("held").id != held.id


def test_lists_are_for_the_unit_and_by_queue(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""), row(2))
    page = queues.list_queued(actor=office.clerk)
    assert [each.queue for each in page.items] == ["unknown", "held"]
    held = queues.list_queued(actor=office.clerk, queue="held", item_code=office.penalty.item.code)
    assert [each.document_no for each in held.items] == [wsh(31)]
    stranger = people(office.world.register, Role.CLERK)
    assert queues.list_queued(actor=stranger).items == []
    with pytest.raises(Refusal) as refusal:
        queues.access_queued(actor=stranger, row_id=held.items[0].id)
    assert refusal.value.code == "core.not_found"
    assert queues.access_queued(actor=office.clerk, row_id=held.items[0].id).queue == "held"
