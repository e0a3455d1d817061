"""Texts that wait for a person to read them before the public does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import errors as core_errors
from core import paging
from core.actors import Actor, Role
from records import errors
from records.decisions import hints
from records.models import CURRENT, FactText, FactVersion, TextReview
from records.queries.access import DECIDERS
from records.queries.acting import open_for_act
from records.queries.naming import names_today
from records.queries.units import origins_of
from records.sql import reviews as sql

REVIEWERS = (*DECIDERS, Role.CREDIT_OFFICE)
SIZE = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    version: FactVersion
    name: str
    beginning: str
    noticed: Sequence[str]


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """`is_partial`: only a stretch of the ledger was looked at so far."""

    items: Sequence[Waiting]
    next: str | None
    is_partial: bool = False


def list_waiting_texts(*, actor: Actor, cursor: str | None = None, size: int = SIZE) -> WaitingPage:
    """Of the units the actor reads texts for, the latest first."""
    units = actor.units(*REVIEWERS)
    if not units:
        raise core_errors.NOT_ALLOWED()
    (before,) = paging.decode(cursor, 1) if cursor else (2**62,)
    if not isinstance(before, int):
        raise core_errors.BAD_CURSOR()
    found, last = sql.waiting(origins_of(units), max(1, min(before, 2**62)), size + 1)
    following, partial = (paging.encode([last]), True) if last else (None, False)
    if len(found) > size:
        following, partial = paging.encode([found[size - 1]]), False
    return WaitingPage(_waiting(found[:size]), following, partial)


def _waiting(version_ids: Sequence[int]) -> list[Waiting]:
    found = FactVersion.objects.filter(id__in=version_ids)
    versions = list(
        found.select_related("subject", "catalogue_version", "unit", "text").order_by("-id")
    )
    names = names_today({version.subject_id for version in versions})
    return [
        Waiting(version, names.get(version.subject_id, ""), *_glance(version.text))
        for version in versions
    ]


def _glance(text: FactText | None) -> tuple[str, list[str]]:
    texts = list(text.texts.values()) if text else []
    noticed = dict.fromkeys(str(hint.kind) for each in texts for hint in hints.find(each))
    return (texts[0][:60] if texts else "", list(noticed))


@dataclass(frozen=True, slots=True)
class Piece:
    """One text to be read: the original in pieces, what is suggested, what the public reads now."""

    name: str
    label: str
    text: str
    cut: Sequence[tuple[str, str]]
    suggested: str
    shown: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    version: FactVersion
    name: str
    text_id: int
    pieces: Sequence[Piece]
    review: TextReview | None


def open_for_review(*, actor: Actor, fact_id: int) -> Reading:
    acted = open_for_act(actor=actor, fact_id=fact_id, roles=REVIEWERS)
    version = acted.version
    text = (
        FactText.objects.filter(subject_id=version.subject_id, id=version.text_id).first()
        if version.text_id is not None
        else None
    )
    if text is None or not text.texts:
        raise errors.ERASED()
    review = TextReview.objects.filter(
        CURRENT, subject_id=version.subject_id, text_id=text.id
    ).first()
    labels = {each["code"]: each["name"] for each in version.catalogue_version.fields}
    order = {name: place for place, name in enumerate(labels)}
    shown: Mapping[str, str] = review.texts if review else {}
    found = [
        _piece(name, labels.get(name, name), said, shown.get(name) if review else None)
        for name, said in sorted(text.texts.items(), key=lambda each: order.get(each[0], 99))
    ]
    return Reading(version, acted.name, text.id, found, review)


def _piece(name: str, label: str, text: str, shown: str | None) -> Piece:
    noticed = hints.find(text)
    return Piece(
        name, label, text, hints.pieces(text, noticed), hints.suggest(text, noticed), shown
    )
