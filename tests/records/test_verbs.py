"""Withdraw, repair, retract: what each takes out of the world, and who may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core import clock, doors
from core.actors import PUBLIC, Actor, ActorKind, AdminRole, Role
from core.errors import Refusal
from core.models import AuditEvent
from desk.models import WorkItem
from records.models import CorrectionNote, FactEffect, FactVersion, Subject
from records.queries.disclosure import shown_facts
from records.queries.notes import access_note, list_owed, list_published
from records.services import cases, effects, verbs
from records.services.verbs import Grounds
from records.sql.effects import NewEffect
from records.sql.facts import Written
from tests.records.build import World, people
from tests.sectors import build

pytestmark = pytest.mark.django_db

PERFORMED = Grounds("已履行完毕并作出承诺", document_no="锡澄环信修〔2026〕1号")
ANNULLED = Grounds("行政复议撤销", document_no="澄行复〔2026〕1号")
MISTAKEN = Grounds("误传：相对人填报错误")


@pytest.fixture
def today() -> date:
    return clock.today()


@pytest.fixture
def recent(world: World, today: date) -> Written:
    """A penalty of last month, shown now."""
    row = world.penalty_row(world.subject(), decided_on=today - timedelta(days=30))
    (written,) = world.open(row)
    return written


def shown(day: date) -> list[int]:
    subjects = Subject.objects.values_list("id", flat=True)
    return [fact for _, fact, _ in shown_facts(subjects, day)]


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal; no effect was written and no version closed."""
    before = (
        FactEffect.objects.count(),
        FactVersion.objects.filter(closed_at__isnull=True).count(),
        list(Subject.objects.order_by("id").values_list("ledger_at", flat=True)),
    )
    with pytest.raises(Refusal) as refusal:
        act()
    assert before == (
        FactEffect.objects.count(),
        FactVersion.objects.filter(closed_at__isnull=True).count(),
        list(Subject.objects.order_by("id").values_list("ledger_at", flat=True)),
    )
    return refusal.value.code


@pytest.mark.req("R003")
def test_what_was_withdrawn_is_gone_and_explained(
    world: World, recent: Written, today: date
) -> None:
    assert shown(today) == [recent.fact_id]
    done = doors.run(verbs.withdraw, actor=world.approver, fact_id=recent.fact_id, grounds=ANNULLED)
    assert shown(today) == []
    note = CorrectionNote.objects.get()
    assert done.note == note
    assert (note.withdrawn_on, note.published_at, note.unit_id) == (today, None, world.bureau.id)
    assert note.due_on is None or note.due_on > today
    assert note.due_how["working_days"] == 3
    effect = FactEffect.objects.get()
    assert (effect.kind, effect.starts_on, effect.ends_on) == ("revoked", today, None)
    assert (effect.version_id, effect.document_no) == (recent.version_id, "澄行复〔2026〕1号")
    item = WorkItem.objects.get(kind="records.correction_note")
    assert (item.unit_id, item.target_id, item.due_on, item.state) == (
        world.bureau.id,
        note.id,
        note.due_on,
        "open",
    )
    assert list_owed(actor=world.clerk) == [note]
    assert list_published().items == []
    published = doors.run(
        verbs.publish_note,
        actor=world.approver,
        note_id=note.id,
        text="该处罚决定已被依法撤销。",
    )
    assert (published.published_on, published.published_by_id) == (
        today,
        world.approver.person_id,
    )
    item.refresh_from_db()
    assert item.state == "done"
    assert list_owed(actor=world.clerk) == []
    assert list_published().items == [note]
    assert access_note(actor=PUBLIC, note_id=note.id) == note


def test_a_note_still_owed_is_nobody_elses(world: World, recent: Written) -> None:
    done = doors.run(verbs.withdraw, actor=world.approver, fact_id=recent.fact_id, grounds=ANNULLED)
    assert done.note is not None
    note_id = done.note.id
    stranger = people(build.unit(), Role.APPROVER)
    for actor in (PUBLIC, stranger):
        with pytest.raises(Refusal) as refusal:
            access_note(actor=actor, note_id=note_id)
        assert refusal.value.code == "core.not_found"
    for actor, text, expected in (
        (stranger, "说明", "core.not_allowed"),
        (world.clerk, "说明", "core.not_allowed"),
        (world.approver, "　", "records.note_text"),
    ):
        with pytest.raises(Refusal) as refusal:
            doors.run(verbs.publish_note, actor=actor, note_id=note_id, text=text)
        assert refusal.value.code == expected
    doors.run(verbs.publish_note, actor=world.approver, note_id=note_id, text="已撤销。")
    with pytest.raises(Refusal) as refusal:
        doors.run(verbs.publish_note, actor=world.approver, note_id=note_id, text="另一说法")
    assert refusal.value.code == "records.note_published"


def test_what_the_public_did_not_see_needs_no_note(world: World, today: date) -> None:
    """An old decision, a minor one, one of a provisional organisation, a repaired one."""
    old = world.penalty_row(world.subject(), decided_on=date(2024, 1, 10))
    minor = world.penalty_row(world.subject("江阴甲厂"), severity=1)
    repaired = world.penalty_row(world.subject("江阴乙厂"), decided_on=today - timedelta(days=30))
    for row in (old, minor):
        (written,) = world.open(row)
        done = doors.run(
            verbs.withdraw, actor=world.approver, fact_id=written.fact_id, grounds=ANNULLED
        )
        assert done.note is None
    (written,) = world.open(repaired)
    doors.run(verbs.repair, actor=world.approver, fact_id=written.fact_id, grounds=PERFORMED)
    again = refused(
        lambda: doors.run(
            verbs.withdraw, actor=world.approver, fact_id=written.fact_id, grounds=ANNULLED
        )
    )
    assert again == "records.effect_holds"
    assert CorrectionNote.objects.count() == 0


@pytest.mark.req("R163")
def test_a_repair_takes_what_rests_only_on_it(world: World, today: date) -> None:
    """Worked example A: the linked inspection result goes too, a list and another penalty stay."""
    subject = world.subject()
    decided = today - timedelta(days=60)
    penalty, other, result, alone, listed = (
        written.fact_id
        for written in world.open(
            world.penalty_row(subject, decided_on=decided),
            world.penalty_row(subject, decided_on=decided),
            world.neutral_row(world.inspection, subject, decided_on=decided, outcome="责令改正"),
            world.neutral_row(world.inspection, subject, decided_on=decided),
            world.penalty_row(
                subject,
                catalogue_version_id=world.list_item.id,
                severity=3,
                decided_on=decided,
            ),
        )
    )
    case = doors.run(
        cases.tie_facts,
        actor=world.clerk,
        fact_ids=[penalty, result, alone, listed],
        reason="同一案件",
        rests_on={result: penalty, alone: penalty},
    )
    doors.run(
        cases.tie_facts,
        actor=world.clerk,
        fact_ids=[alone],
        case_id=case.id,
        reason="同时依附于另一处罚",
        rests_on={alone: other},
    )
    assert shown(today) == sorted([penalty, other, result, alone, listed])
    begun = doors.run(verbs.repair, actor=world.approver, fact_id=penalty, grounds=PERFORMED)
    assert [each.fact_id for each in begun] == [penalty, result]
    assert shown(today) == sorted([other, alone, listed])
    doors.run(verbs.repair, actor=world.approver, fact_id=other, grounds=PERFORMED)
    assert shown(today) == [listed]


def test_a_repaired_fact_is_never_revived_by_what_is_sent(world: World, today: date) -> None:
    row = world.penalty_row(world.subject(), decided_on=today - timedelta(days=30))
    (written,) = world.open(row)
    doors.run(verbs.repair, actor=world.approver, fact_id=written.fact_id, grounds=PERFORMED)
    again = replace(row, fact_id=written.fact_id)
    assert len(world.revise(again).unchanged) == 1
    assert len(world.revise(replace(again, amount=1)).written) == 1
    assert shown(today) == []
    assert FactEffect.objects.get().kind == "repaired"


def test_what_is_not_adverse_is_not_repaired(world: World) -> None:
    (written,) = world.open(world.neutral_row(world.licence, world.subject()))
    code = refused(
        lambda: doors.run(
            verbs.repair, actor=world.approver, fact_id=written.fact_id, grounds=PERFORMED
        )
    )
    assert code == "records.not_adverse"


def test_what_was_retracted_frees_its_number(world: World, today: date) -> None:
    row = world.penalty_row(world.subject(), decided_on=today - timedelta(days=30))
    (wrong,) = world.open(row)
    (begun,) = doors.run(
        verbs.retract, actor=world.approver, fact_ids=[wrong.fact_id], grounds=MISTAKEN
    )
    assert begun.version_id == wrong.version_id
    assert FactVersion.objects.filter(closed_at__isnull=True).count() == 0
    assert shown(today) == []
    code = refused(lambda: world.revise(replace(row, fact_id=wrong.fact_id)))
    assert code == "records.fact_gone"
    code = refused(
        lambda: doors.run(
            verbs.repair, actor=world.approver, fact_id=wrong.fact_id, grounds=PERFORMED
        )
    )
    assert code == "records.fact_gone"
    (right,) = world.open(replace(row, amount=8_000_000))
    assert shown(today) == [right.fact_id]
    assert CorrectionNote.objects.count() == 0


def test_a_clerk_retracts_what_is_not_adverse(world: World) -> None:
    subject = world.subject()
    penalty, licence = world.open(
        world.penalty_row(subject), world.neutral_row(world.licence, subject)
    )

    def retract(*facts: int) -> object:
        return doors.run(verbs.retract, actor=world.clerk, fact_ids=facts, grounds=MISTAKEN)

    assert refused(lambda: retract(penalty.fact_id, licence.fact_id)) == "core.not_allowed"
    retract(licence.fact_id)
    assert FactVersion.objects.get(closed_at__isnull=True).id == penalty.version_id


def test_many_are_retracted_at_once(world: World) -> None:
    rows = [world.penalty_row(world.subject(f"江阴第{n}厂")) for n in range(4)]
    written = world.open(*rows)
    begun = doors.run(
        verbs.retract,
        actor=world.approver,
        fact_ids=[each.fact_id for each in written],
        grounds=Grounds("批次撤销"),
    )
    assert len(begun) == 4
    event = AuditEvent.objects.get(action="records.retracted")
    assert event.detail["facts"] == [each.fact_id for each in written]


@pytest.mark.req("R170")
def test_a_disputed_fact_is_marked_at_once_and_still_shown(
    world: World, recent: Written, today: date
) -> None:
    objection = Grounds("对处罚金额有异议", procedure_kind="objection", procedure_id=5)
    agent = Actor(kind=ActorKind.AGENT, id=9, subject_ids=frozenset({recent.subject_id}))
    doors.run(verbs.dispute, actor=agent, fact_id=recent.fact_id, grounds=objection)
    assert shown(today) == [recent.fact_id]
    stranger = Actor(kind=ActorKind.AGENT, id=10, subject_ids=frozenset({0}))
    assert (
        refused(
            lambda: doors.run(
                verbs.dispute, actor=stranger, fact_id=recent.fact_id, grounds=objection
            )
        )
        == "core.not_found"
    )
    assert (
        refused(
            lambda: doors.run(verbs.dispute, actor=agent, fact_id=recent.fact_id, grounds=objection)
        )
        == "records.effect_holds"
    )
    ended = doors.run(
        verbs.end_dispute,
        actor=world.approver,
        fact_id=recent.fact_id,
        grounds=replace(objection, reason="经核实，维持"),
    )
    assert len(ended) == 1
    closed = FactEffect.objects.get()
    assert closed.closed_at is not None
    assert (
        refused(
            lambda: doors.run(
                verbs.end_dispute,
                actor=world.approver,
                fact_id=recent.fact_id,
                grounds=objection,
            )
        )
        == "records.effect_ended"
    )


def test_an_effect_that_ends_keeps_its_past(world: World, today: date) -> None:
    row = world.penalty_row(world.subject(), decided_on=today - timedelta(days=90))
    (written,) = world.open(row)
    since, until = today - timedelta(days=20), today - timedelta(days=5)
    (begun,) = doors.run(
        effects.begin,
        actor=world.approver,
        fact_ids=[written.fact_id],
        effect=NewEffect(kind="suspended", starts_on=since, reason="行政诉讼停止执行"),
    )
    assert shown(today) == []
    doors.run(
        effects.end,
        actor=world.approver,
        effect_ids=[begun.effect_id],
        on=until,
        reason="裁定终止",
    )
    assert shown(today) == [written.fact_id]
    first, second = FactEffect.objects.order_by("id")
    assert first.closed_at == second.opened_at
    assert (second.starts_on, second.ends_on, second.reason) == (since, until, "裁定终止")
    assert [shown(day) for day in (since, until - timedelta(days=1), until)] == [
        [],
        [],
        [written.fact_id],
    ]


def test_two_suspensions_hold_by_themselves(world: World, recent: Written, today: date) -> None:
    """One ends, the other still hides the fact."""
    orders = [
        NewEffect(
            kind="suspended",
            starts_on=today,
            reason="停止执行",
            procedure_kind="litigation",
            procedure_id=number,
        )
        for number in (1, 2)
    ]
    (first,), (second,) = (
        doors.run(effects.begin, actor=world.approver, fact_ids=[recent.fact_id], effect=order)
        for order in orders
    )
    for effect, expected in ((first, []), (second, [recent.fact_id])):
        doors.run(effects.end, actor=world.approver, effect_ids=[effect.effect_id], reason="已终止")
        assert shown(today) == expected


def test_a_minor_act_is_shown_by_exception_only(world: World, today: date) -> None:
    decided = today - timedelta(days=10)
    row = world.penalty_row(world.subject(), decided_on=decided, severity=1)
    (written,) = world.open(row)
    assert shown(today) == []

    def exception(ends_on: date | None) -> NewEffect:
        return NewEffect(
            kind="displayed", starts_on=today, ends_on=ends_on, reason="涉及公共安全，确需公示"
        )

    last = clock.add_months(decided, 3)
    for too_long in (None, last + timedelta(days=2)):
        assert (
            refused(
                lambda ends_on=too_long: doors.run(  # type: ignore[misc]  # bound at once
                    effects.begin,
                    actor=world.approver,
                    fact_ids=[written.fact_id],
                    effect=exception(ends_on),
                )
            )
            == "records.not_displayable"
        )
    doors.run(
        effects.begin,
        actor=world.approver,
        fact_ids=[written.fact_id],
        effect=exception(last + timedelta(days=1)),
    )
    assert shown(today) == [written.fact_id]
    assert shown(last) == [written.fact_id]
    assert shown(last + timedelta(days=1)) == []


def test_a_general_act_is_not_shown_longer_by_exception(
    world: World, recent: Written, today: date
) -> None:
    effect = NewEffect(
        kind="displayed",
        starts_on=today,
        ends_on=today + timedelta(days=9),
        reason="确需公示",
    )
    code = refused(
        lambda: doors.run(
            effects.begin, actor=world.approver, fact_ids=[recent.fact_id], effect=effect
        )
    )
    assert code == "records.not_displayable"


@pytest.mark.parametrize("kind", ["repaired", "revoked", "retracted", "moved", "forgotten"])
def test_verbs_are_not_passed_by(world: World, recent: Written, today: date, kind: str) -> None:
    effect = NewEffect(kind=kind, starts_on=today, reason="理由")
    code = refused(
        lambda: doors.run(
            effects.begin, actor=world.approver, fact_ids=[recent.fact_id], effect=effect
        )
    )
    assert code == "core.not_allowed"


def test_a_decision_needs_a_reason_and_has_begun(
    world: World, recent: Written, today: date
) -> None:
    for grounds, expected in (
        (Grounds("　"), "records.effect_reason"),
        (Grounds("已履行", on=today + timedelta(days=1)), "records.effect_days"),
    ):
        for verb in (verbs.repair, verbs.withdraw):
            code = refused(
                lambda verb=verb, grounds=grounds: doors.run(  # type: ignore[misc]  # bound at once
                    verb, actor=world.approver, fact_id=recent.fact_id, grounds=grounds
                )
            )
            assert code == expected


def test_a_decision_about_an_older_version_is_made_again(world: World, today: date) -> None:
    row = world.penalty_row(world.subject(), decided_on=today - timedelta(days=30))
    (written,) = world.open(row)
    world.revise(replace(row, fact_id=written.fact_id, amount=1))
    code = refused(
        lambda: doors.run(
            verbs.repair,
            actor=world.approver,
            fact_id=written.fact_id,
            grounds=PERFORMED,
            seen={written.fact_id: written.version_id},
        )
    )
    assert code == "records.fact_changed"
    current = FactVersion.objects.get(closed_at__isnull=True)
    doors.run(
        verbs.repair,
        actor=world.approver,
        fact_id=written.fact_id,
        grounds=PERFORMED,
        seen={written.fact_id: current.id},
    )


def test_only_who_answers_for_a_fact_decides_about_it(world: World, recent: Written) -> None:
    other = build.unit()
    administrator = Actor(kind=ActorKind.STAFF, id=1, person_id=1, admin_role=AdminRole.SYSTEM)
    for actor, expected in (
        (world.clerk, "core.not_allowed"),
        (people(other, Role.APPROVER), "records.fact_of_other_unit"),
        (people(other, Role.READER), "core.not_allowed"),
        (Actor(kind=ActorKind.CLIENT, id=3, unit_id=world.bureau.id), "core.not_allowed"),
        (administrator, "core.not_found"),
    ):
        code = refused(
            lambda actor=actor: doors.run(  # type: ignore[misc]  # bound at once
                verbs.repair, actor=actor, fact_id=recent.fact_id, grounds=PERFORMED
            )
        )
        assert code == expected
    assert (
        refused(lambda: doors.run(verbs.repair, actor=world.approver, fact_id=0, grounds=PERFORMED))
        == "core.not_found"
    )


def test_the_heir_of_a_unit_decides_about_its_facts(world: World, recent: Written) -> None:
    middle, heir = build.unit(), build.unit()
    for origin, to in ((world.bureau, middle), (middle, heir)):
        origin.successions.create(
            to_unit=to,
            kind="transfer",
            effective_on=date(2025, 1, 1),
            basis="机构改革方案",
            recorded_at=clock.now(),
        )
    doors.run(
        verbs.repair,
        actor=people(heir, Role.APPROVER),
        fact_id=recent.fact_id,
        grounds=PERFORMED,
    )
    assert FactEffect.objects.get().unit_id == heir.id
