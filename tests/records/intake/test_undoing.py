"""A batch taken back: what it took the place of stands again, what was changed since stays."""

from dataclasses import asdict
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock, doors
from core.actors import SYSTEM, Actor, Role
from core.errors import Refusal
from records.intake import batches, undoing
from records.intake.summary import sentence, undone
from records.models import Batch, Fact, FactEffect, FactVersion, QueuedRow, Subject
from records.queries.files import file_as_of
from records.services import verbs
from records.services.verbs import Grounds
from tests.records.build import people
from tests.records.intake.books import Cell
from tests.records.intake.office import Office, good
from tests.records.intake.samples import FOLDER, NAMES, code, row, wsh
from tests.records.intake.test_queues import act, keyed, take_act

pytestmark = pytest.mark.django_db
# What a version restored is new in: when we knew it, and by which row.
NEW = {"version_id", "opened_at", "recorded_on"}


def undo(
    office: Office, batch: Batch, actor: Actor | None = None, reason: str = "报错文件"
) -> Batch:
    doors.run(
        undoing.undo_batch,
        actor=actor or office.second,
        batch_id=batch.id,
        reason=reason,
    )
    return office.work(batch)


def content(office: Office, number: int = 1) -> list[dict[str, Any]]:
    """The file of an organisation as it is known now, but for when we learned it."""
    file = file_as_of(actor=SYSTEM, uscc=code(number), day=clock.today())
    return [
        {name: value for name, value in asdict(fact).items() if name not in NEW}
        for fact in sorted(file.facts, key=lambda fact: fact.fact_id)
    ]


@pytest.mark.req("R014")
def test_what_it_brought_goes_and_what_it_changed_stands_again(office: Office) -> None:
    office.enrol(1, 2)
    office.take_in(*good(1, 2))
    before = content(office), content(office, 2)
    wrong = office.take_in(row(1, CF_NR_FK="8"), row(2, CF_WSH=wsh(99)), row(3))
    assert sentence(wrong) == "1 行新增，1 行更正，1 行未知主体。"
    assert content(office) != before[0]
    done = undo(office, wrong)
    assert done.state == "undone"
    assert done.undo_counts == {"queued": 1, "restored": 1, "retracted": 1}
    assert undone(done) == "已撤回：1 条恢复为原内容，1 条作误传更正，1 条等待行撤下。"
    assert (content(office), content(office, 2)) == before
    assert QueuedRow.objects.get().state == "dropped"
    retracted = FactEffect.objects.get()
    assert (retracted.kind, retracted.reason) == ("retracted", "报错文件")
    restored = FactVersion.objects.filter(closed_at=None, amount=12_000_000).order_by("id").last()
    assert restored is not None
    assert restored.batch_id != wrong.id


def test_undone_twice_is_undone_once(office: Office) -> None:
    office.enrol(1)
    batch = office.take_in(*good(1))
    undo(office, batch)
    versions = list(FactVersion.objects.order_by("id").values())
    again = undo(office, batch)
    assert (again.state, again.undo_counts) == ("undone", {"retracted": 1})
    assert list(FactVersion.objects.order_by("id").values()) == versions
    assert FactEffect.objects.count() == 1


def test_what_somebody_changed_since_stays_and_is_counted(office: Office) -> None:
    office.enrol(1, 2, 3)
    first = office.take_in(*good(1, 2, 3))
    office.take_in(row(1, CF_NR_FK="8"))
    doors.run(
        verbs.retract,
        actor=office.world.approver,
        fact_ids=[Fact.objects.get(subject__uscc=code(2)).id],
        grounds=Grounds(reason="传错"),
    )
    done = undo(office, first)
    assert done.undo_counts == {"changed_since": 1, "gone": 1, "retracted": 1}
    standing = FactVersion.objects.get(closed_at=None)
    assert (standing.subject.uscc, standing.amount) == (code(1), 8_000_000)


@pytest.mark.req("R014")
def test_nothing_repaired_is_revived(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    second = office.take_in(row(1, CF_NR_FK="8"))
    fact_id = Fact.objects.get().id
    grounds = Grounds(reason="已履行")
    doors.run(verbs.repair, actor=office.world.approver, fact_id=fact_id, grounds=grounds)
    undo(office, second)
    (fact,) = content(office)
    assert (fact["amount"], fact["counts"], fact["is_shown"]) == (12_000_000, False, False)
    assert [each["kind"] for each in fact["effects"]] == ["repaired"]


def test_batches_undone_in_whatever_order(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    before = content(office)
    second = office.take_in(row(1, CF_NR_FK="8"))
    third = office.take_in(row(1, CF_NR_FK="7"))
    undo(office, second)
    assert Batch.objects.get(id=second.id).undo_counts == {"changed_since": 1}
    undo(office, third)
    assert content(office) == before


def test_a_number_that_is_anothers_by_now_is_not_taken_back(office: Office) -> None:
    """The batch gave a fact another number; its old one has gone to a fact that came later."""
    office.enrol(1)
    keyed(office)
    office.second = people(office.world.bureau, Role.CLERK)
    take_act(office, act(1, "K-1", "澄责改〔2026〕1号"))
    take_act(office, act(1, "K-1", "澄责改〔2026〕2号"))
    wrong = Batch.objects.order_by("id").last()
    assert wrong is not None
    take_act(office, act(1, "K-2", "澄责改〔2026〕1号"))
    assert undo(office, wrong).undo_counts == {"blocked": 1}
    standing = FactVersion.objects.filter(closed_at=None).order_by("document_no")
    assert [each.source_key for each in standing] == ["K-2", "K-1"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("clerk", "core.not_allowed"),
        ("stranger", "core.not_found"),
        ("reader", "core.not_allowed"),
        ("office", "core.not_allowed"),
    ],
)
def test_who_decides_takes_it_back(office: Office, who: str, expected: str) -> None:
    office.enrol(1)
    batch = office.take_in(*good(1))
    actor = {
        "clerk": office.clerk,
        "stranger": people(office.world.register, Role.APPROVER),
        "reader": people(office.world.bureau, Role.READER),
        "office": people(office.world.register, Role.CREDIT_OFFICE),
    }[who]
    with pytest.raises(Refusal) as refusal:
        undo(office, batch, actor=actor)
    assert refusal.value.code == expected
    assert Batch.objects.get().state == "done"
    assert FactVersion.objects.filter(closed_at=None).count() == 1


@pytest.mark.req("R016")
def test_not_the_one_who_sent_it_where_the_item_asks_for_two(office: Office) -> None:
    office.enrol(1)
    office.penalty = office.checked_penalty()
    maker = people(office.world.bureau, Role.CLERK, Role.APPROVER)
    office.clerk = maker
    batch = office.rows(*good(1), mode="check")
    doors.run(batches.confirm, actor=maker, batch_id=batch.id, mode="partial")
    doors.run(batches.approve, actor=office.second, batch_id=batch.id)
    office.work(batch)
    with pytest.raises(Refusal) as refusal:
        undo(office, batch, actor=maker)
    assert refusal.value.code == "intake.same_person"
    assert not undoing.may_undo(maker, Batch.objects.get())
    assert undoing.may_undo(office.second, Batch.objects.get())
    assert undo(office, batch).undo_counts == {"retracted": 1}


def test_only_what_has_ended_and_with_a_reason(office: Office) -> None:
    office.enrol(1)
    checked = office.rows(*good(1), mode="check")
    with pytest.raises(Refusal) as refusal:
        undo(office, checked)
    assert refusal.value.code == "intake.batch_state"
    done = office.confirm(checked)
    with pytest.raises(Refusal) as refusal:
        undo(office, done, reason=" ")
    assert refusal.value.code == "intake.reason"
    assert FactVersion.objects.filter(closed_at=None).count() == 1


def register_file(office: Office, content_: bytes) -> Batch:
    world = office.world
    held = world.bureau, office.clerk
    world.bureau, office.clerk = world.register, world.registrar
    batch = office.send(content_, "登记信息.csv", mode="check", item_code=office.register.item.code)
    done = office.confirm(batch)
    world.bureau, office.clerk = held
    return done


def names() -> dict[str, str]:
    found = {}
    for subject in Subject.objects.all():
        file = file_as_of(actor=SYSTEM, uscc=subject.uscc, day=clock.today())
        found[subject.uscc] = file.register.name if file.register else ""
    return found


def test_what_the_register_said_is_taken_back(office: Office) -> None:
    sample = (FOLDER / "登记信息.csv").read_bytes()
    register_file(office, sample)
    before = names()
    assert before[code(1)] == NAMES[1]
    office.take_in(*good(3))
    text = sample.decode("utf-8-sig").replace(NAMES[1], "江阴市演示改名有限公司")
    wrong = register_file(office, text.encode())
    assert names()[code(1)] == "江阴市演示改名有限公司"
    registrar = office.world.registrar
    assert undo(office, wrong, actor=registrar).undo_counts == {"restored": 1}
    assert names() == before


def test_the_register_keeps_what_facts_rest_on(office: Office) -> None:
    first = register_file(office, (FOLDER / "登记信息.csv").read_bytes())
    office.take_in(*good(3))
    done = undo(office, first, actor=office.world.registrar)
    assert done.undo_counts == {"closed": 5, "rested_on": 1}
    assert {uscc for uscc, name in names().items() if name} == {code(3)}
    # Who is not in the register any more is unknown to what comes later.
    assert sentence(office.take_in(*good(1))) == "1 行未知主体。"


amounts = st.sampled_from(["12", "8", "0.3"])
files = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 3), amounts),
    min_size=1,
    max_size=6,
    unique_by=lambda each: each[:2],
)


def cells(file: list[tuple[int, int, str]]) -> list[list[Cell]]:
    return [
        row(number, CF_WSH=wsh(10 * number + nth), CF_NR_FK=amount) for number, nth, amount in file
    ]


@pytest.mark.req("R014")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(earlier=st.lists(files, max_size=2), wrong=files)
def test_undoing_gives_back_the_file_there_was(
    office: Office, earlier: list[list[tuple[int, int, str]]], wrong: list[tuple[int, int, str]]
) -> None:
    # Each example begins with the same office; doors want no block of ours around them.
    start = transaction.savepoint()
    office.enrol(1, 2, 3)
    for file in earlier:
        office.take_in(*cells(file))
    before = [content(office, number) for number in (1, 2, 3)]
    done = undo(office, office.take_in(*cells(wrong)))
    assert [content(office, number) for number in (1, 2, 3)] == before
    assert (done.state, set(done.undo_counts) <= {"restored", "retracted"}) == ("undone", True)
    transaction.savepoint_rollback(start)
