"""Everything the page of one organisation shows, as of a day and of what was known at a moment: a
constant number of questions, however many facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from core import clock, paging
from core import errors as core_errors
from core.actors import Actor
from portal.files.reasons import Reason, Rulebook, load_rulebook
from portal.files.sections import BY_KIND, FACTS, FactSection
from records.decisions.effects import ENDING, Effect
from records.decisions.fields import public_fields
from records.decisions.names import mask_person
from records.decisions.visibility import may_read
from records.models import (
    BehaviourVersion,
    Case,
    CaseFact,
    Fact,
    FactEffect,
    ObjectHolding,
    QueuedRow,
    ResponsiblePerson,
    SubjectVersion,
    Succession,
    SupervisedObject,
)
from records.models.known import known_at
from records.queries.files import CreditFile, FactAsOf, KnownEffect, file_as_of
from records.queries.naming import names_today
from sectors.models import Industry, Region
from sectors.queries.units import names_on

SHOWN_ROWS = 50
OPEN_ROWS = 10
MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One fact as a line of its section."""

    fact: FactAsOf
    day_asked: date
    unit: str
    act: str
    reason: Reason
    holding: Sequence[KnownEffect]
    case: Case | None
    object: SupervisedObject | None

    @property
    def day(self) -> date:
        return self.fact.decided_on or self.fact.starts_on

    @property
    def last_day(self) -> date | None:
        """The last day it is valid, as people say it."""
        return self.fact.ends_on - timedelta(days=1) if self.fact.ends_on else None

    @property
    def is_over(self) -> bool:
        """Its time had run out on the day asked about."""
        return self.fact.ends_on is not None and self.fact.ends_on <= self.day_asked

    @property
    def said(self) -> str:
        """What it is, its outcome and number, without what the title says already."""
        # Some templates write the outcome as a number of their own code table.
        outcome = "" if self.fact.outcome.isdigit() else self.fact.outcome
        words = (self.fact.item_name if self.act else "", outcome, self.fact.document_no)
        return " · ".join(word for word in words if word)

    @property
    def ended(self) -> bool:
        """No longer stands: repaired or revoked."""
        return any(effect.kind in ENDING for effect in self.holding)

    @property
    def total(self) -> int | None:
        amounts = [each for each in (self.fact.amount, self.fact.confiscated) if each is not None]
        return sum(amounts) if amounts else None


@dataclass(frozen=True, slots=True)
class Section:
    about: FactSection
    rows: Sequence[Row]
    count: int
    next: str | None = None

    @property
    def first(self) -> Sequence[Row]:
        """What the whole page shows at once; a few more are not worth a fold."""
        return self.rows[:OPEN_ROWS] if len(self.rows) > OPEN_ROWS + 3 else self.rows

    @property
    def folded(self) -> Sequence[Row]:
        return self.rows[len(self.first) :]

    @property
    def rest(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Named:
    """A responsible person as staff read it here: masked, with the statute that names them."""

    name: str
    role: str
    statute: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A fact that never stood here: uploaded by mistake, or another organisation's."""

    fact_id: int
    item: str
    effect: FactEffect


@dataclass(frozen=True, slots=True)
class Dossier:
    file: CreditFile
    is_past: bool
    rows: Sequence[Row]
    # Known, but decided only after the day asked about.
    later: int
    sections: Sequence[Section]
    names: Sequence[SubjectVersion]
    successions: Sequence[Succession]
    holdings: Sequence[ObjectHolding]
    persons: Sequence[Named]
    waiting: Sequence[QueuedRow]
    gone: Sequence[Gone]
    region: str
    industry: str

    @property
    def name(self) -> str:
        return self.file.register.name if self.file.register else self.file.uscc


def open_dossier(
    *, actor: Actor, uscc: str, day: date | None = None, known: datetime | None = None
) -> Dossier:
    """The whole page. Raises not found for what the actor may not see."""
    file = file_as_of(actor=actor, uscc=uscc, day=day, known=known)
    every = rows_of(file)
    rows = [row for row in every if row.day <= file.day]
    subject_id = file.subject_id
    then = known_at(file.known)
    register = file.register
    codes = (register.region_code, register.industry_code) if register else ("", "")
    return Dossier(
        file=file,
        is_past=is_past(day, known),
        rows=rows,
        later=len(every) - len(rows),
        sections=[section_of(about, rows, SHOWN_ROWS) for about in FACTS],
        names=_names(subject_id, then),
        successions=_successions(subject_id, file.known),
        holdings=_holdings(subject_id, file),
        persons=_persons(subject_id, then, {row.fact.fact_id for row in rows}),
        waiting=_waiting(actor, uscc),
        gone=_gone(actor, subject_id, then),
        region=_area(codes[0]),
        industry=_trade(codes[1]),
    )


def is_past(day: date | None, known: datetime | None) -> bool:
    return known is not None or (day is not None and day != clock.today())


def section_page(
    *,
    actor: Actor,
    uscc: str,
    key: str,
    day: date | None = None,
    known: datetime | None = None,
    cursor: str | None = None,
    size: int = SHOWN_ROWS,
) -> tuple[CreditFile, Section]:
    """One section of the file, page by page."""
    about = next((each for each in FACTS if each.key == key), None)
    if about is None:
        raise core_errors.NOT_FOUND()
    file = file_as_of(actor=actor, uscc=uscc, day=day, known=known)
    return file, section_of(about, rows_on(file), size, cursor)


def section_of(
    about: FactSection, rows: Sequence[Row], size: int, cursor: str | None = None
) -> Section:
    """The rows of a section after a cursor, the latest first, as the file has them."""
    mine = [row for row in rows if BY_KIND[row.fact.kind] == about.key]
    left: Sequence[Row] = mine
    if cursor:
        last, fact_id = paging.decode(cursor, 2)
        if not isinstance(last, str) or not isinstance(fact_id, int):
            raise core_errors.BAD_CURSOR()
        left = [row for row in mine if (row.day.isoformat(), row.fact.fact_id) < (last, fact_id)]
    shown = left[:size]
    following = None
    if len(left) > size:
        following = paging.encode([shown[-1].day, shown[-1].fact.fact_id])
    return Section(about, shown, len(mine), following)


def rows_on(file: CreditFile) -> list[Row]:
    """What had been decided by the day asked about."""
    return [row for row in rows_of(file) if row.day <= file.day]


def rows_of(file: CreditFile) -> list[Row]:
    """The facts of a file, each with what the page says of it."""
    rulebook = load_rulebook({fact.item_id for fact in file.facts})
    units = names_on({fact.unit_id for fact in file.facts}, file.day)
    acts = _acts({fact.behaviour_id for fact in file.facts if fact.behaviour_id}, file.day)
    cases = _cases(file.subject_id, file.known)
    objects = _objects(file.subject_id)
    return [
        Row(
            fact=fact,
            day_asked=file.day,
            unit=units.get(fact.unit_id, ""),
            act=acts.get(fact.behaviour_id or 0) or _said(rulebook, fact, file.day),
            reason=reason_of(rulebook, fact, file),
            holding=[each for each in fact.effects if each.plain().holds_on(file.day)],
            case=cases.get(fact.fact_id),
            object=objects.get(fact.fact_id),
        )
        for fact in file.facts
    ]


def reason_of(rulebook: Rulebook, fact: FactAsOf, file: CreditFile) -> Reason:
    effects = [Effect(each.kind, each.starts_on, each.ends_on) for each in fact.effects]
    return rulebook.reason(fact, effects, file.day, is_confirmed=file.is_confirmed)


def _said(rulebook: Rulebook, fact: FactAsOf, day: date) -> str:
    """The first of the item's own public fields that reads like a title (违法行为类型,
    许可证书名称), not a year or a code."""
    fields = public_fields(rulebook.edition(fact.item_id, day).fields, fact.fields)
    words = (value for value in fields.values() if isinstance(value, str))
    return next((word for word in words if len(word) > 3 and not word.isdigit()), "")


def _acts(ids: set[int], day: date) -> dict[int, str]:
    found = BehaviourVersion.objects.filter(behaviour_id__in=ids, valid_from__lte=day)
    latest = found.order_by("behaviour_id", "-valid_from").distinct("behaviour_id")
    return dict(latest.values_list("behaviour_id", "name"))


def _cases(subject_id: int, known: datetime) -> dict[int, Case]:
    found = CaseFact.objects.filter(known_at(known), subject_id=subject_id)
    return {tie.fact_id: tie.case for tie in found.select_related("case").order_by("-id")}


def _objects(subject_id: int) -> dict[int, SupervisedObject]:
    found = Fact.objects.filter(subject_id=subject_id, supervised_object__isnull=False)
    return {
        fact.id: fact.supervised_object
        for fact in found.select_related("supervised_object")
        if fact.supervised_object is not None
    }


def _names(subject_id: int, then: Q) -> list[SubjectVersion]:
    """What the register said over time, the latest first; only where the name or sign changed."""
    found = SubjectVersion.objects.filter(then, subject_id=subject_id).select_related("unit")
    changed: list[SubjectVersion] = []
    for version in found.order_by("valid_from"):
        if not changed or (version.name, version.sign) != (changed[-1].name, changed[-1].sign):
            changed.append(version)
    return changed[::-1]


def _successions(subject_id: int, known: datetime) -> list[Succession]:
    found = Succession.objects.filter(
        Q(predecessor_id=subject_id) | Q(successor_id=subject_id), recorded_at__lte=known
    )
    return list(found.select_related("predecessor", "successor").order_by("effective_on", "id"))


def _holdings(subject_id: int, file: CreditFile) -> list[ObjectHolding]:
    """The ships, sites and projects it owned or ran on the day."""
    held = Q(valid_to__isnull=True) | Q(valid_to__gt=file.day)
    found = ObjectHolding.objects.filter(
        held, subject_id=subject_id, valid_from__lte=file.day, recorded_at__lte=file.known
    )
    return list(found.select_related("supervised_object").order_by("role", "id"))


def _persons(subject_id: int, then: Q, readable: set[int]) -> list[Named]:
    found = ResponsiblePerson.objects.filter(then, subject_id=subject_id)
    return [
        Named(
            mask_person(person.name) or "（姓名已擦除）",
            person.get_role_display(),
            person.statute,
            person.fact_id,
        )
        for person in found.order_by("id")
        if person.fact_id in readable
    ]


def _waiting(actor: Actor, uscc: str) -> list[QueuedRow]:
    """Rows that are no facts yet: neither shown nor counted, their time to report running."""
    found = QueuedRow.objects.visible_to(actor).filter(uscc=uscc, state=QueuedRow.State.WAITING)
    return list(found.select_related("unit", "item").order_by("due_on", "id")[:MOST_WAITING])


def _gone(actor: Actor, subject_id: int, then: Q) -> list[Gone]:
    away = (FactEffect.Kind.RETRACTED, FactEffect.Kind.MOVED)
    found = FactEffect.objects.filter(then, subject_id=subject_id, kind__in=away)
    seen = found.select_related("version__catalogue_version").order_by("-id")[:MOST_WAITING]
    return [
        Gone(effect.fact_id, effect.version.catalogue_version.name, effect)
        for effect in seen
        if may_read(
            actor,
            disclosure=effect.version.catalogue_version.disclosure,
            unit_id=effect.version.unit_id,
            subject_id=subject_id,
        )
    ]


def _area(code: str) -> str:
    """江阴市 新桥镇: the county, and below it the town."""
    if not code:
        return ""
    names: Mapping[str, str] = dict(
        Region.objects.filter(code__in={code, code[:6]}).values_list("code", "name")
    )
    wanted = dict.fromkeys((code[:6], code))
    return " ".join(names[each] for each in wanted if each in names) or code


def _trade(code: str) -> str:
    if not code:
        return ""
    found = Industry.objects.filter(code__in={code, code[:2]}).order_by("-code").first()
    return f"{found.name}（{code}）" if found else code


def subjects_of(dossier: Dossier) -> dict[int, str]:
    """The names today of those it was merged from or into."""
    ids = {
        other
        for each in dossier.successions
        for other in (each.predecessor_id, each.successor_id)
        if other != dossier.file.subject_id
    }
    return names_today(ids)
