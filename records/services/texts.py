"""Texts and names: read by a person before the public sees them, erased by two."""

from collections.abc import Mapping, Sequence

from core import clock
from core import errors as core_errors
from core.actors import Actor, Role
from core.doors import require_transaction
from core.services import audit
from desk import services as desk
from records import errors, work
from records.models import (
    CURRENT,
    Erasure,
    Fact,
    FactText,
    FactVersion,
    ResponsiblePerson,
    TextReview,
)
from records.queries.access import DECIDERS, acting_unit, require_answering
from records.services import ledger

Target = Erasure.Target
State = Erasure.State


def review_text(
    *, actor: Actor, fact_id: int, text_id: int, texts: Mapping[str, str], note: str = ""
) -> TextReview:
    """What the public reads of a fact's text, by a person who has read it: names of victims,
    drivers and witnesses out, trade secrets out. A field left out is withheld. A later review takes
    the place of an earlier one; what was shown before stays known."""
    require_transaction()
    (version,) = ledger.lock_facts(
        actor=actor, fact_ids=[fact_id], roles=(*DECIDERS, Role.CREDIT_OFFICE)
    )
    if version.text_id != text_id:
        raise errors.FACT_CHANGED()
    stored = FactText.objects.get(id=text_id)
    shown = {name: text.strip() for name, text in texts.items() if text.strip()}
    if not set(shown) <= set(stored.texts):
        raise errors.TEXT_FIELDS()
    if actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    at = version.subject.ledger_at
    TextReview.objects.filter(CURRENT, subject_id=version.subject_id, text_id=text_id).update(
        closed_at=at
    )
    review = TextReview.objects.create(
        subject_id=version.subject_id,
        fact_id=fact_id,
        text_id=text_id,
        texts=shown,
        note=note,
        reviewer_id=actor.person_id,
        opened_at=at,
    )
    audit.record(
        actor=actor,
        action="records.review_text",
        target=("fact", fact_id),
        subject_id=version.subject_id,
        detail={"text": text_id, "shown": sorted(shown)},
    )
    return review


def request_text_erasure(
    *, actor: Actor, fact_id: int, text_id: int, names: Sequence[str] = (), reason: str
) -> Erasure:
    """Ask that text of a fact be erased for good (个人信息保护法 第四十七条): named fields, or all
    when none is named. Another person of a unit that answers for the fact has to agree."""
    require_transaction()
    version = _readable(actor, fact_id)
    text = FactText.objects.filter(
        subject_id=version.subject_id, fact_id=fact_id, id=text_id
    ).first()
    if text is None:
        raise core_errors.NOT_FOUND()
    if not text.texts:
        raise errors.ERASED()
    if not set(names) <= set(text.texts):
        raise errors.TEXT_FIELDS()
    return _request(actor, version, Target.TEXT, text_id, names, reason)


def request_name_erasure(*, actor: Actor, person_id: int, reason: str) -> Erasure:
    """Ask that the name of a responsible person be erased for good."""
    require_transaction()
    person = ResponsiblePerson.objects.filter(id=person_id).first()
    if person is None:
        raise core_errors.NOT_FOUND()
    version = _readable(actor, person.fact_id)
    if not person.name:
        raise errors.ERASED()
    return _request(actor, version, Target.PERSON, person_id, (), reason)


def confirm_erasure(*, actor: Actor, erasure_id: int) -> Erasure:
    """A second person agrees, and the text or name is gone, with the salt of its hash and from
    every review of it. The hash stays and shows that something stood here."""
    require_transaction()
    erasure = _decide(actor, erasure_id, State.CONFIRMED)
    at = ledger.advance([erasure.subject_id])[erasure.subject_id]
    if erasure.target == Target.PERSON:
        ResponsiblePerson.objects.filter(
            subject_id=erasure.subject_id, id=erasure.target_id
        ).update(name="", erasure=erasure, erasure_state=State.CONFIRMED)
        return erasure
    text = FactText.objects.get(subject_id=erasure.subject_id, id=erasure.target_id)
    FactText.objects.filter(id=text.id).update(
        texts=_without(text.texts, erasure.names),
        salt=None,
        erasure=erasure,
        erasure_state=State.CONFIRMED,
        erased_at=at,
    )
    for review in TextReview.objects.filter(subject_id=erasure.subject_id, text_id=text.id):
        TextReview.objects.filter(id=review.id).update(
            texts=_without(review.texts, erasure.names),
            erasure=erasure,
            erasure_state=State.CONFIRMED,
        )
    return erasure


def decline_erasure(*, actor: Actor, erasure_id: int) -> Erasure:
    require_transaction()
    return _decide(actor, erasure_id, State.DECLINED)


def _request(
    actor: Actor,
    version: FactVersion,
    target: Target,
    target_id: int,
    names: Sequence[str],
    reason: str,
) -> Erasure:
    subject_id, unit_id = version.subject_id, acting_unit(actor, version.unit_id)
    if actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    pending = Erasure.objects.filter(
        subject_id=subject_id, target=target, target_id=target_id, state=State.REQUESTED
    )
    if pending.exists():
        raise errors.ERASURE_PENDING()
    erasure = Erasure.objects.create(
        subject_id=subject_id,
        target=target,
        target_id=target_id,
        names=sorted(names),
        reason=reason,
        requested_by_id=actor.person_id,
        requested_at=clock.now(),
    )
    item = desk.NewItem(
        kind=work.ERASURE,
        target=work.erasure(erasure.id),
        unit_id=unit_id,
        role=Role.APPROVER,
        title="确认擦除个人信息",
        subject_id=subject_id,
    )
    desk.open_items(actor=actor, items=[item])
    audit.record(
        actor=actor,
        action="records.request_erasure",
        target=(f"records_{target}", target_id),
        subject_id=subject_id,
        detail={"erasure": erasure.id},
    )
    return erasure


def _decide(actor: Actor, erasure_id: int, state: State) -> Erasure:
    erasure = Erasure.objects.select_for_update().filter(id=erasure_id).first()
    if erasure is None:
        raise core_errors.NOT_FOUND()
    _require_deciding(actor, erasure)
    if erasure.state != State.REQUESTED:
        raise errors.ERASURE_DECIDED()
    if actor.person_id is None or actor.person_id == erasure.requested_by_id:
        raise errors.SAME_PERSON()
    erasure.state = state
    erasure.decided_by_id, erasure.decided_at = actor.person_id, clock.now()
    erasure.save(update_fields=["state", "decided_by", "decided_at"])
    desk.complete(
        actor=actor,
        kind=work.ERASURE,
        target_kind=work.ASKED,
        target_ids=[erasure.id],
    )
    audit.record(
        actor=actor,
        action=f"records.{'confirm' if state == State.CONFIRMED else 'decline'}_erasure",
        target=(f"records_{erasure.target}", erasure.target_id),
        subject_id=erasure.subject_id,
        detail={"erasure": erasure.id},
    )
    return erasure


def _require_deciding(actor: Actor, erasure: Erasure) -> None:
    rows = FactText if erasure.target == Target.TEXT else ResponsiblePerson
    fact_id = rows._default_manager.values_list("fact_id", flat=True).get(id=erasure.target_id)
    _readable(actor, fact_id)


def _readable(actor: Actor, fact_id: int) -> FactVersion:
    """The last version of a fact, standing or not: text of a retracted fact can be erased, too."""
    subjects = Fact.objects.filter(id=fact_id).values("subject_id")
    versions = FactVersion.objects.visible_to(actor).filter(
        subject_id__in=subjects, fact_id=fact_id
    )
    version = versions.order_by("-id").first()
    if version is None:
        raise core_errors.NOT_FOUND()
    require_answering(actor, {version.unit_id}, DECIDERS)
    return version


def _without(texts: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    gone = set(names) or set(texts)
    return {name: text for name, text in texts.items() if name not in gone}
