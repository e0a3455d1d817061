"""The three verbs that take a fact out of the world, never mixed.

*Withdraw*: the decision was annulled or changed by law. The fact is gone at once, and within three
working days the public it was shown to is told why. *Repair*: it was made good. It is gone without
trace, with what rests only on it. *Retract*: the upload was wrong; what was loaded never existed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core import clock
from core import errors as core_errors
from core.actors import Actor, ActorKind, Role
from core.doors import require_transaction
from core.queries.calendar import deadline
from core.services import audit
from desk import services as desk
from records import errors, work
from records.decisions.cases import falling_with
from records.decisions.effects import ENDING, NOTE_WORKING_DAYS
from records.models import CURRENT, CorrectionNote, Fact, FactEffect, FactVersion, Polarity
from records.queries.access import DECIDERS, WRITERS, acting_unit, require_answering
from records.queries.cases import ended_facts, rests_of
from records.queries.disclosure import was_shown_until
from records.services import effects, ledger
from records.sql.effects import Begun, NewEffect

Kind = FactEffect.Kind


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why, by which document, since when (today when not said), and the procedure it ends."""

    reason: str
    document_no: str = ""
    on: date | None = None
    procedure_kind: str = ""
    procedure_id: int | None = None

    def effect(self, kind: Kind) -> NewEffect:
        return NewEffect(
            kind=kind,
            starts_on=self.on or clock.today(),
            reason=self.reason,
            document_no=self.document_no,
            procedure_kind=self.procedure_kind,
            procedure_id=self.procedure_id,
        )


@dataclass(frozen=True, slots=True)
class Withdrawn:
    effect: Begun
    note: CorrectionNote | None


def withdraw(
    *, actor: Actor, fact_id: int, grounds: Grounds, seen: Mapping[int, int] | None = None
) -> Withdrawn:
    """The decision was annulled or changed by law: no longer shown, shared or used from the day on.

    Where the public was being shown it, a correction note is due within three working days
    （行政处罚法 第四十八条）. What was repaired before stays without trace.
    """
    require_transaction()
    effect = grounds.effect(Kind.REVOKED)
    effects.require_sound(effect)
    (version,) = ledger.lock_facts(actor=actor, fact_ids=[fact_id], seen=seen)
    _require_standing(version)
    today = clock.today()
    was_shown = was_shown_until(version, today)
    (begun,) = effects.write(actor=actor, versions=[version], effect=effect)
    note = _owe_note(actor, version, begun, today) if was_shown else None
    return Withdrawn(begun, note)


def repair(
    *, actor: Actor, fact_id: int, grounds: Grounds, seen: Mapping[int, int] | None = None
) -> list[Begun]:
    """The breach was made good: gone from page, API, feed, search and screening, and with it what
    rests only on it in its cases. Whether and when repair may be granted is the procedure's to
    decide; a list is left by its own decision. The first of the effects is the fact's own."""
    require_transaction()
    effect = grounds.effect(Kind.REPAIRED)
    effects.require_sound(effect)
    (version,) = ledger.lock_facts(actor=actor, fact_ids=[fact_id], seen=seen)
    if version.polarity != Polarity.ADVERSE:
        raise errors.NOT_ADVERSE()
    _require_standing(version)
    falling = falling_with(fact_id, rests_of(version.subject_id), ended_facts(version.subject_id))
    begun = effects.write(actor=actor, versions=[version], effect=effect)
    with_it = list(
        FactVersion.objects.filter(
            CURRENT, subject_id=version.subject_id, fact_id__in=falling
        ).order_by("fact_id")
    )
    if with_it:
        begun += effects.write(actor=actor, versions=with_it, effect=effect)
    return begun


def retract(*, actor: Actor, fact_ids: Sequence[int], grounds: Grounds) -> list[Begun]:
    """The upload was wrong: what was loaded never stood, and its number is free again. Never taken
    back: a right upload opens a fact of its own. Also how a batch is undone. A clerk retracts what
    is not adverse; who takes a breach of trust off the page decides, and needs the role for it."""
    require_transaction()
    effect = grounds.effect(Kind.RETRACTED)
    effects.require_sound(effect)
    versions = ledger.lock_facts(actor=actor, fact_ids=fact_ids, roles=WRITERS)
    adverse = {each.unit_id for each in versions if each.polarity == Polarity.ADVERSE}
    require_answering(actor, adverse, DECIDERS)
    return effects.close(actor=actor, versions=versions, effect=effect)


def dispute(*, actor: Actor, fact_id: int, grounds: Grounds) -> Begun:
    """Somebody objects: marked 异议中 at once, by the organisation itself or for it, still shown
    and counted until it is decided or its time is over (then suspended)."""
    require_transaction()
    effect = grounds.effect(Kind.DISPUTED)
    effects.require_sound(effect)
    if actor.kind is ActorKind.AGENT:
        version = _own_fact(actor, fact_id)
        ledger.advance([version.subject_id])
        (begun,) = effects.write(actor=actor, versions=[version], effect=effect)
        return begun
    (version,) = ledger.lock_facts(
        actor=actor, fact_ids=[fact_id], roles=(*WRITERS, Role.CREDIT_OFFICE)
    )
    (begun,) = effects.write(actor=actor, versions=[version], effect=effect)
    return begun


def end_dispute(*, actor: Actor, fact_id: int, grounds: Grounds) -> list[Begun]:
    """The objection of a procedure (or of none) has been answered."""
    require_transaction()
    subjects = Fact.objects.filter(id=fact_id).values("subject_id")
    open_ones = FactEffect.objects.filter(
        CURRENT,
        subject_id__in=subjects,
        fact_id=fact_id,
        kind=Kind.DISPUTED,
        ends_on__isnull=True,
        procedure_kind=grounds.procedure_kind,
        procedure_id=grounds.procedure_id,
    ).values_list("id", flat=True)
    if not open_ones:
        raise errors.EFFECT_ENDED()
    return effects.end(
        actor=actor, effect_ids=list(open_ones), on=grounds.on, reason=grounds.reason
    )


def publish_note(*, actor: Actor, note_id: int, text: str) -> CorrectionNote:
    """Tell the public why a decision it was shown is no longer there. Said once."""
    require_transaction()
    note = CorrectionNote.objects.select_for_update().filter(id=note_id).first()
    if note is None:
        raise core_errors.NOT_FOUND()
    if not actor.holds(DECIDERS, unit_id=note.unit_id) or actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    if note.published_at is not None:
        raise errors.NOTE_PUBLISHED()
    note.text = text.strip()
    note.published_at, note.published_on = clock.now(), clock.today()
    note.published_by_id = actor.person_id
    note.save(update_fields=["text", "published_at", "published_on", "published_by"])
    audit.record(
        actor=actor,
        action="records.publish_note",
        target=("correction_note", note.id),
        subject_id=note.subject_id,
    )
    desk.complete(
        actor=actor,
        kind=work.CORRECTION_NOTE,
        target_kind=work.NOTE,
        target_ids=[note.id],
    )
    return note


def _require_standing(version: FactVersion) -> None:
    """Not yet ended by another decision, of whatever procedure."""
    ended = FactEffect.objects.filter(
        CURRENT,
        subject_id=version.subject_id,
        fact_id=version.fact_id,
        kind__in=ENDING,
        ends_on__isnull=True,
    )
    if ended.exists():
        raise errors.EFFECT_HOLDS()


def _owe_note(actor: Actor, version: FactVersion, effect: Begun, today: date) -> CorrectionNote:
    due = deadline(today, NOTE_WORKING_DAYS)
    unit_id = acting_unit(actor, version.unit_id)
    note = CorrectionNote.objects.create(
        subject_id=version.subject_id,
        fact_id=version.fact_id,
        effect_id=effect.effect_id,
        unit_id=unit_id,
        document_no=version.document_no,
        withdrawn_on=today,
        due_on=due.due_on,
        due_how=due.as_json(),
    )
    item = desk.NewItem(
        kind=work.CORRECTION_NOTE,
        target=work.note(note.id),
        unit_id=unit_id,
        role=Role.APPROVER,
        title="公布更正说明",
        deadline=due,
        subject_id=version.subject_id,
    )
    desk.open_items(actor=actor, items=[item])
    return note


def _own_fact(actor: Actor, fact_id: int) -> FactVersion:
    found = FactVersion.objects.visible_to(actor).filter(
        CURRENT,
        subject_id__in=Fact.objects.filter(id=fact_id).values("subject_id"),
        fact_id=fact_id,
    )
    version = found.select_related("subject").first()
    if version is None:
        raise core_errors.NOT_FOUND()
    return version
