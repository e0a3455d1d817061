"""Opening and changing facts: what is written, what stays, what is refused."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, doors
from core.actors import Actor, ActorKind, Role
from core.errors import Refusal
from core.models import AuditEvent
from exchange.models import Change
from records.models import Fact, FactText, FactVersion, Subject
from records.services import facts as service
from tests.records.build import DECIDED, World, people
from tests.sectors import build

pytestmark = pytest.mark.django_db


def refused(world: World, *rows: object, actor: Actor | None = None) -> str:
    """The code of the refusal; nothing was written and no clock moved."""
    before = list(Subject.objects.order_by("id").values_list("id", "ledger_at"))
    changes = AuditEvent.objects.filter(kind="change")
    counts = (Fact.objects.count(), FactVersion.objects.count(), changes.count())
    with pytest.raises(Refusal) as refusal:
        world.open(*rows, actor=actor)  # type: ignore[arg-type]  # rows under test
    assert before == list(Subject.objects.order_by("id").values_list("id", "ledger_at"))
    assert counts == (Fact.objects.count(), FactVersion.objects.count(), changes.count())
    return refusal.value.code


@pytest.mark.req("R003", "R181")
def test_a_penalty_is_recorded_whole(world: World) -> None:
    subject = world.subject()
    (written,) = world.open(world.penalty_row(subject, source_key="cf-1"))
    version = FactVersion.objects.select_related("text").get()
    subject.refresh_from_db()
    assert (written.fact_id, written.version_id) == (version.fact_id, version.id)
    assert version.opened_at == subject.ledger_at == Fact.objects.get().opened_at
    assert (version.kind, version.polarity, version.severity) == ("penalty", "adverse", 2)
    assert version.disclosure_rule_id == world.rules["36-general"].id
    assert (version.starts_on, version.clock_starts_on) == (DECIDED, DECIDED)
    assert (version.amount, version.batch_id) == (12_000_000, None)
    assert version.recorded_on == clock.today()
    assert version.text is not None
    assert version.text.texts == {
        "CF_SY": "某日某时，当事人排放超标。",
        "CF_NR": "罚款十二万元。",
    }
    assert "超标" not in str(version.fields.get("CF_SY", ""))
    assert list(
        Change.objects.filter(subject_id=subject.id, kind="fact.recorded").values_list(
            "ref", "ledger_at"
        )
    ) == [(version.id, version.opened_at)]
    event = AuditEvent.objects.get(action="records.open_facts")
    assert (event.subject_id, event.target_id) == (subject.id, str(written.fact_id))
    assert event.detail == {"count": 1, "first": written.fact_id, "last": written.fact_id}


@pytest.mark.parametrize(
    ("decided_on", "severity", "is_safety", "rule"),
    [
        (date(2026, 4, 1), 2, False, "36-general"),
        (date(2026, 3, 31), 2, False, "58-general"),
        (date(2026, 3, 31), 2, True, "58-safety-general"),
        (date(2026, 4, 1), 3, True, "36-serious"),
        (date(2025, 1, 1), 1, True, "58-minor"),
    ],
)
def test_the_rule_follows_from_day_severity_and_field(
    world: World, decided_on: date, severity: int, is_safety: bool, rule: str
) -> None:
    row = world.penalty_row(
        world.subject(), decided_on=decided_on, severity=severity, is_safety=is_safety
    )
    world.open(row)
    assert FactVersion.objects.get().disclosure_rule_id == world.rules[rule].id


def test_an_abnormal_state_has_a_rule_of_its_own(world: World) -> None:
    row = world.penalty_row(world.subject(), catalogue_version_id=world.abnormal.id)
    world.open(row)
    assert FactVersion.objects.get().disclosure_rule_id == world.rules["state"].id


def test_what_is_not_adverse_has_no_severity(world: World) -> None:
    row = world.neutral_row(world.licence, world.subject(), severity=3, clock_starts_on=DECIDED)
    world.open(row)
    version = FactVersion.objects.get()
    assert (version.severity, version.clock_starts_on, version.disclosure_rule_id) == (
        None,
        None,
        None,
    )


@pytest.mark.req("R015")
def test_a_second_fact_of_one_decision_is_refused(world: World) -> None:
    subject = world.subject()
    row = world.penalty_row(subject)
    world.open(row)
    assert refused(world, row) == "records.decision_taken"
    other = world.subject("江阴市另一家有限公司")
    world.open(replace(row, subject_id=other.id))
    assert FactVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({"basis": "　"}, "records.adverse_incomplete"),
        ({"document_no": "", "document_key": ""}, "records.adverse_incomplete"),
        ({"authority": ""}, "records.adverse_incomplete"),
        ({"authority_key": ""}, "records.document_number"),
        ({"decided_on": None, "starts_on": DECIDED}, "records.adverse_incomplete"),
        ({"severity": None}, "records.adverse_incomplete"),
        ({"notice_basis": "", "notice_evidence_id": None}, "records.adverse_incomplete"),
        ({"notice_basis": "document", "notice_evidence_id": None}, "records.notice_basis"),
        ({"decided_on": date(2014, 1, 1)}, "records.adverse_incomplete"),
        ({"decided_on": date(2099, 1, 1)}, "records.dates"),
        ({"performed_on": date(2099, 1, 1)}, "records.dates"),
        ({"ends_on": DECIDED}, "records.dates"),
        ({"amount": -1}, "records.amount"),
        ({"intent": "maybe"}, "records.intent"),
    ],
)
def test_an_incomplete_penalty_is_refused(
    world: World, missing: dict[str, object], expected: str
) -> None:
    row = world.penalty_row(world.subject(), **missing)
    assert refused(world, row) == expected


@pytest.mark.req("R010")
def test_nothing_outside_the_catalogue_is_taken(world: World) -> None:
    subject = world.subject()
    row = world.penalty_row(subject)
    assert refused(world, replace(row, catalogue_version_id=0)) == "records.not_in_catalogue"


def test_only_the_units_the_catalogue_names_may_send(world: World) -> None:
    subject = world.subject()
    other = build.unit()
    stranger = people(other, Role.CLERK)
    row = world.penalty_row(subject)
    assert refused(world, row, actor=stranger) == "records.not_a_sender"
    assert refused(world, replace(row, unit_id=other.id)) == "records.not_a_sender"
    reader = people(world.bureau, Role.READER)
    assert refused(world, row, actor=reader) == "records.not_a_sender"
    agent = Actor(kind=ActorKind.AGENT, id=1, subject_ids=frozenset({subject.id}))
    assert refused(world, row, actor=agent) == "records.not_a_sender"
    system = Actor(kind=ActorKind.CLIENT, id=2, unit_id=world.bureau.id)
    assert len(world.open(row, actor=system)) == 1


def test_outcomes_of_procedures_are_not_sent_in(world: World) -> None:
    from tests.records.build import item

    kept = item("commitment", "positive", world.bureau, is_system=True)
    row = world.neutral_row(kept, world.subject())
    assert refused(world, row) == "records.system_item"
    written = doors.run(service.open_facts, actor=world.clerk, rows=[row], by_procedure=True)
    assert len(written) == 1


def test_a_change_closes_one_version_and_opens_the_next(world: World) -> None:
    subject = world.subject()
    row = world.penalty_row(subject)
    (opened,) = world.open(row)
    revised = world.revise(replace(row, fact_id=opened.fact_id, amount=8_000_000))
    assert revised.unchanged == ()
    first, second = FactVersion.objects.order_by("id")
    assert first.closed_at == second.opened_at
    assert (first.amount, second.amount, second.closed_at) == (12_000_000, 8_000_000, None)
    assert first.text_id == second.text_id
    assert bytes(first.text_hash or b"") == bytes(second.text_hash or b"")
    assert FactText.objects.count() == 1
    kinds = Change.objects.filter(subject_id=subject.id).order_by("id")
    assert list(kinds.values_list("kind", "ref")) == [
        ("subject.recorded", subject.versions.get().id),
        ("fact.recorded", first.id),
        ("fact.closed", first.id),
        ("fact.recorded", second.id),
    ] or list(kinds.values_list("kind", "ref"))[1:] == [
        ("fact.recorded", first.id),
        ("fact.recorded", second.id),
        ("fact.closed", first.id),
    ]


@pytest.mark.req("R014")
def test_the_same_again_writes_nothing(world: World) -> None:
    """A year-to-date file sent every week."""
    subjects = [world.subject(f"江阴市第{n}厂") for n in range(5)]
    rows = [world.penalty_row(subject) for subject in subjects]
    opened = world.open(*rows)
    before = list(Subject.objects.order_by("id").values_list("ledger_at", flat=True))
    again = [replace(row, fact_id=one.fact_id) for row, one in zip(rows, opened, strict=True)]
    revised = world.revise(*again)
    assert (revised.written, len(revised.unchanged)) == ((), 5)
    changed = replace(again[2], texts={"CF_SY": "更正后的事实。"})
    revised = world.revise(*again[:2], changed, *again[3:])
    assert [each.n for each in revised.written] == [changed.n]
    assert len(revised.unchanged) == 4
    after = list(Subject.objects.order_by("id").values_list("ledger_at", flat=True))
    assert [one != two for one, two in zip(before, after, strict=True)] == [
        False,
        False,
        True,
        False,
        False,
    ]


def test_a_new_edition_of_the_catalogue_or_attestation_changes_no_fact(world: World) -> None:
    row = world.penalty_row(world.subject())
    (opened,) = world.open(row)
    attestation = doors.run(
        service.attest,
        actor=world.clerk,
        unit_id=world.bureau.id,
        item_id=world.penalty.item_id,
        wording="本批次所列决定均已依法告知并送达。",
        decided_from=DECIDED,
        decided_to=DECIDED,
    )
    again = replace(
        row,
        fact_id=opened.fact_id,
        notice_basis="attested",
        notice_evidence_id=None,
        attestation_id=attestation.id,
    )
    assert world.revise(again).unchanged == (row.n,)


def test_new_proof_of_service_is_a_change(world: World) -> None:
    attestation = doors.run(
        service.attest,
        actor=world.clerk,
        unit_id=world.bureau.id,
        item_id=world.penalty.item_id,
        wording="本批次所列决定均已依法告知并送达。",
        decided_from=DECIDED,
        decided_to=DECIDED,
    )
    row = world.penalty_row(
        world.subject(),
        notice_basis="attested",
        notice_evidence_id=None,
        attestation_id=attestation.id,
    )
    (opened,) = world.open(row)
    proven = replace(
        row,
        fact_id=opened.fact_id,
        notice_basis="document",
        notice_evidence_id=world.proof.id,
        attestation_id=None,
    )
    assert len(world.revise(proven).written) == 1


def test_another_units_fact_is_not_changed(world: World) -> None:
    both = build.unit()
    world.penalty.sources.create(unit=both)
    row = world.penalty_row(world.subject())
    (opened,) = world.open(row)
    mine = replace(row, fact_id=opened.fact_id, unit_id=both.id, amount=1)
    with pytest.raises(Refusal) as refusal:
        world.revise(mine, actor=people(both, Role.CLERK))
    assert refusal.value.code == "records.fact_of_other_unit"
    assert FactVersion.objects.get().amount == 12_000_000


def test_the_unit_that_took_over_may_change_it(world: World) -> None:
    heir = build.unit()
    world.penalty.sources.create(unit=heir)
    row = world.penalty_row(world.subject())
    (opened,) = world.open(row)
    world.bureau.successions.create(
        to_unit=heir,
        kind="merge",
        effective_on=date(2025, 1, 1),
        basis="机构改革方案",
        recorded_at=clock.now(),
    )
    mine = replace(row, fact_id=opened.fact_id, unit_id=heir.id, amount=1)
    assert len(world.revise(mine, actor=people(heir, Role.CLERK)).written) == 1


def test_an_attestation_holds_for_its_unit_item_and_days(world: World) -> None:
    def attested(item_id: int, until: date) -> int:
        return doors.run(
            service.attest,
            actor=world.clerk,
            unit_id=world.bureau.id,
            item_id=item_id,
            wording="均已依法告知并送达。",
            decided_from=date(2026, 4, 1),
            decided_to=until,
        ).id

    subject = world.subject()

    def row(attestation_id: int) -> object:
        return world.penalty_row(
            subject,
            notice_basis="attested",
            notice_evidence_id=None,
            attestation_id=attestation_id,
        )

    assert refused(world, row(attested(world.licence.item_id, DECIDED))) == "records.attestation"
    too_short = attested(world.penalty.item_id, date(2026, 4, 14))
    assert refused(world, row(too_short)) == "records.attestation"
    (written,) = world.open(row(attested(world.penalty.item_id, DECIDED)))  # type: ignore[arg-type]  # built above
    assert FactVersion.objects.get(id=written.version_id).notice_basis == "attested"


def test_statements_do_not_grow_with_the_rows(world: World) -> None:
    subjects = [world.subject(f"江阴市第{n}厂") for n in range(30)]

    def cost(count: int) -> tuple[int, int]:
        rows = [world.penalty_row(subject) for subject in subjects[:count]]
        with CaptureQueriesContext(connection) as opening:
            opened = world.open(*rows)
        changed = [
            replace(row, fact_id=one.fact_id, amount=1)
            for row, one in zip(rows, opened, strict=True)
        ]
        with CaptureQueriesContext(connection) as revising:
            world.revise(*changed)
        return len(opening), len(revising)

    assert cost(3) == cost(30)
