"""The file of one organisation: as staff read it, and as the public does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from core import errors as core_errors
from core.actors import Actor
from records.decisions import effects as effects_decisions
from records.decisions.disclosure import Terms, window
from records.decisions.effects import Effect
from records.decisions.fields import public_fields
from records.decisions.names import mask_address, public_name
from records.decisions.visibility import may_read
from records.models import SubjectVersion
from records.queries.access import access_subject
from records.sql import files as sql

LARGEST_FILE = 5_000


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register said on the day."""

    valid_from: date
    name: str
    sign: str
    kind: str
    status: str
    region_code: str
    industry_code: str
    established_on: date | None
    address: str
    oddities: tuple[str, ...] = ()

    @property
    def public_name(self) -> str:
        household = self.kind == SubjectVersion.Kind.HOUSEHOLD
        return public_name(self.name, is_household=household, sign=self.sign)


@dataclass(frozen=True, slots=True)
class KnownEffect:
    id: int
    kind: str
    starts_on: date
    ends_on: date | None
    reason: str
    document_no: str
    opened_at: datetime

    def plain(self) -> Effect:
        return Effect(self.kind, self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class FactAsOf:
    """One fact as it was known: its content, its effects, and what followed from them that day."""

    version_id: int
    fact_id: int
    item_id: int
    item_name: str
    kind: str
    polarity: str
    unit_id: int
    disclosure: str
    opened_at: datetime
    recorded_on: date
    decided_on: date | None
    starts_on: date
    ends_on: date | None
    document_no: str
    authority: str
    basis: str
    behaviour_id: int | None
    severity: int | None
    intent: str
    outcome: str
    amount: int | None
    confiscated: int | None
    clock_starts_on: date | None
    disclosure_rule_id: int | None
    performed_on: date | None
    notice_basis: str
    fields: Mapping[str, Any]
    texts: Mapping[str, str]
    effects: tuple[KnownEffect, ...]
    is_shown: bool
    counts: bool
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class CreditFile:
    """A file as of (day, known). `known` is the reading of the ledger clock it was made at: asked
    with it again, the same answer is given, lawful erasure of text excepted."""

    subject_id: int
    uscc: str
    day: date
    known: datetime
    is_confirmed: bool
    register: Registered | None
    facts: tuple[FactAsOf, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class PublicFact:
    """What the public reads of one fact."""

    fact_id: int
    kind: str
    polarity: str
    item_name: str
    decided_on: date | None
    starts_on: date
    ends_on: date | None
    document_no: str
    authority: str
    basis: str
    severity: int | None
    outcome: str
    amount: int | None
    confiscated: int | None
    unit_name: str
    clock_starts_on: date | None
    disclosure_rule_id: int | None
    # None: as long as it is valid, or until the state it is about ends.
    last_day_shown: date | None
    # The first day repair may be asked for; None where it cannot, or not before performance.
    repair_from: date | None
    fields: Mapping[str, Any]
    texts: Mapping[str, str]
    # What the catalogue calls each of the texts.
    text_names: Mapping[str, str]
    is_disputed: bool
    is_repairable: bool


@dataclass(frozen=True, slots=True)
class PublicFile:
    subject_id: int
    uscc: str
    name: str
    day: date
    known: datetime
    register: Registered | None
    facts: tuple[PublicFact, ...]
    is_cut: bool


def file_as_of(
    *,
    actor: Actor,
    uscc: str,
    day: date | None = None,
    known: datetime | None = None,
    limit: int = LARGEST_FILE,
) -> CreditFile:
    """Everything the actor may read about an organisation on a day, by what was known at a moment
    (now when not said). One statement reads the facts and the clock it cites."""
    subject = access_subject(actor=actor, uscc=uscc)
    day = day or clock.today()
    rows = sql.file_rows(subject.id, day, known, limit + 1)
    first = rows[0]
    facts = [_fact(row, day) for row in rows[:limit] if row["fact_id"] is not None]
    return CreditFile(
        subject_id=subject.id,
        uscc=first["uscc"],
        day=day,
        known=first["known"],
        is_confirmed=bool(first["is_confirmed"]),
        register=_registered(first["register"]),
        facts=tuple(
            fact
            for fact in facts
            if may_read(
                actor, disclosure=fact.disclosure, unit_id=fact.unit_id, subject_id=subject.id
            )
        ),
        is_cut=len(rows) > limit,
    )


def public_file(*, uscc: str, day: date | None = None, limit: int = LARGEST_FILE) -> PublicFile:
    """What anybody sees of an organisation on a day. What is provisional does not exist yet."""
    day = day or clock.today()
    rows = sql.public_rows(uscc, day, limit + 1)
    if not rows:
        raise core_errors.NOT_FOUND()
    register = _registered(rows[0]["register"], masked=True)
    return PublicFile(
        subject_id=rows[0]["id"],
        uscc=uscc,
        name=register.public_name if register else uscc,
        day=day,
        known=rows[0]["known"],
        register=register,
        facts=tuple(_public(row) for row in rows[:limit] if row["fact_id"] is not None),
        is_cut=len(rows) > limit,
    )


def _registered(raw: Mapping[str, Any] | None, *, masked: bool = False) -> Registered | None:
    if raw is None:
        return None
    household = raw["kind"] == SubjectVersion.Kind.HOUSEHOLD
    name = public_name(raw["name"], is_household=household, sign=raw["sign"])
    return Registered(
        valid_from=date.fromisoformat(raw["valid_from"]),
        name=name if masked else raw["name"],
        sign=raw["sign"],
        kind=raw["kind"],
        status=raw["status"],
        region_code=raw["region_code"],
        industry_code=raw["industry_code"],
        established_on=_day(raw["established_on"]),
        address=mask_address(raw["address"]) if masked and household else raw["address"],
        oddities=() if masked else tuple(raw["oddities"]),
    )


def _fact(row: Mapping[str, Any], day: date) -> FactAsOf:
    effects = tuple(
        KnownEffect(
            id=each["id"],
            kind=each["kind"],
            starts_on=date.fromisoformat(each["starts_on"]),
            ends_on=_day(each["ends_on"]),
            reason=each["reason"],
            document_no=each["document_no"],
            opened_at=datetime.fromisoformat(each["opened_at"]),
        )
        for each in row["effects"]
    )
    plain = [effect.plain() for effect in effects]
    names = set(FactAsOf.__slots__) - {"version_id", "texts", "effects", "counts", "is_disputed"}
    return FactAsOf(
        version_id=row["version_id"],
        texts=row["texts"] or {},
        effects=effects,
        counts=effects_decisions.counts_on(plain, day),
        is_disputed=effects_decisions.disputed_on(plain, day),
        **{name: row[name] for name in names},
    )


def _public(row: Mapping[str, Any]) -> PublicFact:
    made = {"last_day_shown", "repair_from", "fields", "texts", "text_names"}
    texts = row["texts"] or {}
    return PublicFact(
        last_day_shown=_last_day(row),
        repair_from=_repair_from(row),
        fields=public_fields(row["schema"], row["fields"]),
        texts=texts,
        text_names={each["code"]: each["name"] for each in row["schema"] if each["code"] in texts},
        **{name: row[name] for name in set(PublicFact.__slots__) - made},
    )


def _last_day(row: Mapping[str, Any]) -> date | None:
    """The last day the fact is shown: by its rule or by the catalogue, or earlier when it ends
    itself."""
    if row["clock_starts_on"] is None:
        start, months = row["decided_on"] or row["starts_on"], row["shown_months"]
    else:
        start = row["clock_starts_on"]
        months = row["max_months"] if row["by_rule"] else row["exception_months"]
    ends = []
    if months is not None:
        ends.append(clock.add_months(start, months))
    if row["ends_on"] is not None:
        ends.append(row["ends_on"] - timedelta(days=1))
    return min(ends) if ends else None


def _repair_from(row: Mapping[str, Any]) -> date | None:
    if row["clock_starts_on"] is None or not row["is_repairable"]:
        return None
    terms = Terms(row["by_rule"], row["min_months"], row["max_months"], row["exception_months"])
    return window(terms, row["clock_starts_on"], row["performed_on"]).repair_from


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None
