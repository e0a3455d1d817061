"""Giving a fact to the organisation it is really about: an act of its own, never a correction."""

from datetime import date

from core import clock
from core.actors import Actor
from core.doors import require_transaction
from core.services import audit
from records import errors
from records.decisions.effects import CARRIED
from records.models import (
    CURRENT,
    CaseFact,
    Erasure,
    Fact,
    FactEffect,
    FactText,
    FactVersion,
    ResponsiblePerson,
    TextReview,
)
from records.queries.access import access_facts, access_subject_id
from records.services import effects, ledger
from records.services.verbs import Grounds
from records.sql import effects as effects_sql
from records.sql import facts as sql
from records.sql.facts import Written
from records.sql.rows import FactRow, of_rows

ERASED_HERE = "已擦除"


def move_fact(*, actor: Actor, fact_id: int, to_subject_id: int, grounds: Grounds) -> Written:
    """Close the fact where it was said by mistake and open it, as it stands, under the organisation
    it is about. What held for it holds on: a repaired fact stays repaired, erased text erased. Its
    ties to cases of the former organisation are loosened."""
    require_transaction()
    effect = grounds.effect(FactEffect.Kind.MOVED)
    effects.require_sound(effect)
    target = access_subject_id(actor=actor, subject_id=to_subject_id)
    (seen,) = access_facts(actor=actor, fact_ids=[fact_id])
    if seen.subject_id == target.id:
        raise errors.SAME_SUBJECT()
    # Both organisations at once, so that two moves across each other queue instead of blocking.
    stamps = ledger.advance([seen.subject_id, target.id])
    version = _standing(seen)
    today = clock.today()
    effects.close(actor=actor, versions=[version], effect=effect)
    (written,) = sql.open_rows(of_rows([_row(version, target.id)]), today)
    _carry_effects(version, written, today)
    _carry_text(version, written)
    ResponsiblePerson.objects.bulk_create(
        ResponsiblePerson(
            subject_id=written.subject_id,
            fact_id=written.fact_id,
            item_id=version.item_id,
            role=person.role,
            name=person.name,
            statute=person.statute,
            unit_id=person.unit_id,
            opened_at=stamps[target.id],
        )
        for person in ResponsiblePerson.objects.filter(
            CURRENT, subject_id=version.subject_id, fact_id=fact_id, erasure__isnull=True
        ).order_by("id")
    )
    CaseFact.objects.filter(CURRENT, subject_id=version.subject_id, fact_id=fact_id).update(
        closed_at=stamps[version.subject_id]
    )
    CaseFact.objects.filter(CURRENT, subject_id=version.subject_id, rests_on_id=fact_id).update(
        closed_at=stamps[version.subject_id]
    )
    audit.record(
        actor=actor,
        action="records.move_fact",
        target=("fact", written.fact_id),
        subject_id=target.id,
        detail={"from_fact": fact_id, "from_subject": version.subject_id},
    )
    return written


def _standing(seen: FactVersion) -> FactVersion:
    found = FactVersion.objects.filter(CURRENT, subject_id=seen.subject_id, fact_id=seen.fact_id)
    version = found.select_related("fact", "text", "text__erasure", "disclosure_rule").first()
    if version is None:
        raise errors.FACT_GONE()
    return version


def _row(version: FactVersion, subject_id: int) -> FactRow:
    rule = version.disclosure_rule
    return FactRow(
        subject_id=subject_id,
        unit_id=version.unit_id,
        catalogue_version_id=version.catalogue_version_id,
        supervised_object_id=version.fact.supervised_object_id,
        source_key=version.source_key,
        decided_on=version.decided_on,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        document_no=version.document_no,
        document_key=version.document_key,
        authority=version.authority,
        authority_key=version.authority_key,
        basis=version.basis,
        behaviour_id=version.behaviour_id,
        severity=version.severity,
        is_safety=rule is not None and rule.scope == "safety",
        intent=version.intent,
        outcome=version.outcome,
        amount=version.amount,
        confiscated=version.confiscated,
        clock_starts_on=version.clock_starts_on,
        performed_on=version.performed_on,
        notice_basis=version.notice_basis,
        notice_evidence_id=version.notice_evidence_id,
        attestation_id=version.attestation_id,
        fields=version.fields,
        texts=_texts(version.text),
        batch_id=version.batch_id,
        moved_from_id=version.fact_id,
    )


def _texts(text: FactText | None) -> dict[str, str]:
    """The texts, with a mark in place of each erased one: it is erased again where it goes, so that
    the new fact, too, takes no such text in any more."""
    if text is None:
        return {}
    return {**text.texts, **dict.fromkeys(_erased(text), ERASED_HERE)}


def _erased(text: FactText) -> list[str]:
    if text.erasure is None:
        return []
    return [name for name in text.erasure.names if name not in text.texts] or [ERASED_HERE]


def _carry_effects(version: FactVersion, written: Written, today: date) -> None:
    effects_sql.carry(
        from_subject=version.subject_id,
        from_fact=version.fact_id,
        to_subject=written.subject_id,
        to_fact=written.fact_id,
        kinds=sorted(CARRIED),
        today=today,
    )


def _carry_text(version: FactVersion, written: Written) -> None:
    if version.text is None:
        return
    new = FactVersion.objects.get(id=written.version_id)
    assert new.text_id is not None  # the row was opened with a text
    review = TextReview.objects.filter(
        CURRENT, subject_id=version.subject_id, text=version.text
    ).first()
    if review is not None:
        TextReview.objects.create(
            subject_id=written.subject_id,
            fact_id=written.fact_id,
            text_id=new.text_id,
            texts=review.texts,
            note=review.note,
            reviewer_id=review.reviewer_id,
            opened_at=new.opened_at,
        )
    erasure = version.text.erasure
    if erasure is not None:
        again = Erasure.objects.create(
            subject_id=written.subject_id,
            target=Erasure.Target.TEXT,
            target_id=new.text_id,
            names=_erased(version.text),
            reason=erasure.reason,
            state=Erasure.State.CONFIRMED,
            requested_by_id=erasure.requested_by_id,
            requested_at=erasure.requested_at,
            decided_by_id=erasure.decided_by_id,
            decided_at=erasure.decided_at,
        )
        FactText.objects.filter(id=new.text_id).update(
            texts=version.text.texts,
            salt=None,
            erasure=again,
            erasure_state=again.state,
            erased_at=new.opened_at,
        )


def moved_to(fact_id: int) -> Fact | None:
    """Where a fact was moved to."""
    return Fact.objects.filter(moved_from_id=fact_id).order_by("-id").first()
