"""One fact down to its document: each version and who said it, what became of it, and the days the
public saw it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from core.actors import Actor
from documents.models import EvidenceFile
from documents.queries.files import files_of
from portal.charts import Chart, Span
from portal.files import charts
from portal.files.reasons import Reason, Rulebook, load_rulebook
from portal.files.versions import VersionLine, values_of, versions_of, written
from records.decisions.effects import ENDING, Effect
from records.decisions.explaining import day_by_day
from records.decisions.names import mask_person
from records.models import (
    CURRENT,
    BehaviourVersion,
    Case,
    CaseFact,
    Erasure,
    FactDocument,
    FactEffect,
    FactVersion,
    ResponsiblePerson,
    TextReview,
)
from records.queries.history import FactHistory, fact_history
from records.queries.naming import names_today
from records.queries.powers import Powers, powers_over
from records.services.documents import document_of
from records.services.evidence import TARGET
from sectors.queries.units import names_on

LONGEST_BAR = timedelta(days=366 * 8)
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text as its source wrote it, and what the public reads of it."""

    name: str
    label: str
    text: str
    shown: str | None


@dataclass(frozen=True, slots=True)
class Tied:
    """A fact of a case, and what it rests on there."""

    fact_id: int
    title: str
    document_no: str
    rests_on: Sequence[str]
    is_this: bool
    has_ended: bool


@dataclass(frozen=True, slots=True)
class CaseOf:
    case: Case
    facts: Sequence[Tied]


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: int
    name: str
    role: str
    statute: str
    is_current: bool
    is_erased: bool


@dataclass(frozen=True, slots=True)
class FactPage:
    history: FactHistory
    last: FactVersion
    name: str
    unit: str
    act: str
    reason: Reason
    chart: Chart
    values: Sequence[tuple[str, str]]
    fields: Sequence[tuple[str, str]]
    versions: Sequence[VersionLine]
    effects: Sequence[tuple[FactEffect, str]]
    texts: Sequence[TextLine]
    review: TextReview | None
    erasures: Sequence[Erasure]
    persons: Sequence[PersonLine]
    cases: Sequence[CaseOf]
    decision: FactDocument | None
    files: Sequence[EvidenceFile]
    powers: Powers

    @property
    def stands(self) -> bool:
        return self.last.closed_at is None


def open_fact(*, actor: Actor, fact_id: int) -> FactPage:
    """Raises not found for whoever may not read the fact."""
    history = fact_history(actor=actor, fact_id=fact_id)
    last = history.versions[-1]
    subject_id, today = history.fact.subject_id, clock.today()
    rulebook = load_rulebook({last.item_id})
    effects = [effect for effect in history.effects if effect.closed_at is None]
    units = names_on(
        {version.unit_id for version in history.versions}
        | {effect.unit_id for effect in history.effects if effect.unit_id},
        today,
    )
    plain = [Effect(each.kind, each.starts_on, each.ends_on) for each in effects]
    confirmed = history.fact.subject.confirmed_at is not None
    labels = _labels(rulebook, last.item_id)
    review = _current_review(history.reviews, last)
    return FactPage(
        history=history,
        last=last,
        name=_name_of(subject_id),
        unit=units.get(last.unit_id, ""),
        act=_act_name(last, today),
        reason=rulebook.reason(last, plain, today, is_confirmed=confirmed),
        chart=_chart(rulebook, last, effects, today),
        values=values_of(last),
        fields=[(labels.get(code, code), written(value)) for code, value in last.fields.items()],
        versions=versions_of(actor, history, labels, units),
        effects=[(effect, units.get(effect.unit_id or 0, "")) for effect in history.effects],
        texts=_texts(last, review, labels),
        review=review,
        erasures=_erasures(history),
        persons=_persons(history.persons),
        cases=_cases(actor, history),
        decision=document_of(actor=actor, fact_id=fact_id),
        files=_files(actor, fact_id),
        powers=powers_over(actor=actor, version=last),
    )


def _chart(
    rulebook: Rulebook, last: FactVersion, effects: Sequence[FactEffect], today: date
) -> Chart:
    begin = last.clock_starts_on or last.decided_on or last.starts_on
    first = max(begin - timedelta(days=15), today - LONGEST_BAR)
    before = max(today, _latest_day(rulebook, last, begin, today)) + AHEAD
    before = min(before, first + LONGEST_BAR)
    if before <= first:
        before = first + AHEAD
    plain = [Effect(each.kind, each.starts_on, each.ends_on) for each in effects]
    stretches = day_by_day(
        rulebook.disclosable(last, plain),
        rulebook.shelves(last.item_id),
        rulebook.rules,
        first=first,
        before=before,
    )
    held: dict[str, list[Span]] = {}
    for effect in effects:
        label = str(FactEffect.Kind(effect.kind).label)
        held.setdefault(label, []).append(
            Span(effect.starts_on, effect.ends_on, f"{label}：{effect.reason}", "s5")
        )
    return charts.disclosure(stretches, list(held.items()), today)


def _latest_day(rulebook: Rulebook, last: FactVersion, begin: date, today: date) -> date:
    """The last day anything could change: the longest any rule shows it, or its own end."""
    months = [rule.max_months for rule in rulebook.rules if rule.id == last.disclosure_rule_id]
    shelf = rulebook.edition(last.item_id, today)
    months.append(shelf.shown_months)
    ends = [clock.add_months(begin, each) for each in months if each]
    if last.ends_on is not None:
        ends.append(last.ends_on)
    return max(ends, default=today)


def _labels(rulebook: Rulebook, item_id: int) -> dict[str, str]:
    """What each of the item's own fields is called, in any of its editions."""
    return {
        field["code"]: field["name"]
        for edition in rulebook.editions[item_id]
        for field in edition.fields
    }


def _current_review(reviews: Iterable[TextReview], last: FactVersion) -> TextReview | None:
    standing = [
        review for review in reviews if review.closed_at is None and review.text_id == last.text_id
    ]
    return standing[-1] if standing else None


def _texts(
    last: FactVersion, review: TextReview | None, labels: Mapping[str, str]
) -> list[TextLine]:
    if last.text is None:
        return []
    shown = review.texts if review else {}
    order = {name: place for place, name in enumerate(labels)}
    return [
        TextLine(name, labels.get(name, name), text, shown.get(name))
        for name, text in sorted(last.text.texts.items(), key=lambda each: order.get(each[0], 99))
    ]


def _erasures(history: FactHistory) -> list[Erasure]:
    texts = {version.text_id for version in history.versions if version.text_id is not None}
    found = Erasure.objects.filter(
        subject_id=history.fact.subject_id, target=Erasure.Target.TEXT, target_id__in=texts
    )
    return list(found.order_by("-id"))


def _persons(persons: Iterable[ResponsiblePerson]) -> list[PersonLine]:
    return [
        PersonLine(
            person.id,
            mask_person(person.name) or "（姓名已擦除）",
            person.get_role_display(),
            person.statute,
            person.closed_at is None,
            not person.name,
        )
        for person in persons
    ]


def _cases(actor: Actor, history: FactHistory) -> list[CaseOf]:
    """The cases the fact is in now, with the facts of them the reader may read."""
    mine = {tie.case_id for tie in history.ties if tie.closed_at is None}
    subject_id = history.fact.subject_id
    ties = list(
        CaseFact.objects.filter(CURRENT, subject_id=subject_id, case_id__in=mine)
        .select_related("case")
        .order_by("case_id", "id")
    )
    facts = {tie.fact_id for tie in ties}
    versions = FactVersion.objects.visible_to(actor).filter(
        subject_id=subject_id, fact_id__in=facts
    )
    last = versions.order_by("fact_id", "-id").distinct("fact_id")
    known = {version.fact_id: version for version in last.select_related("catalogue_version")}
    ended = set(
        FactEffect.objects.filter(
            CURRENT,
            subject_id=subject_id,
            fact_id__in=facts,
            kind__in=ENDING,
            ends_on__isnull=True,
        ).values_list("fact_id", flat=True)
    )
    found: list[CaseOf] = []
    for case in dict.fromkeys(tie.case for tie in ties):
        of_case = [tie for tie in ties if tie.case_id == case.id]
        tied = [
            Tied(
                fact_id,
                _title(known[fact_id]),
                known[fact_id].document_no,
                [
                    _title(known[tie.rests_on_id])
                    for tie in of_case
                    if tie.fact_id == fact_id and tie.rests_on_id in known
                ],
                fact_id == history.fact.id,
                fact_id in ended,
            )
            for fact_id in dict.fromkeys(tie.fact_id for tie in of_case)
            if fact_id in known
        ]
        found.append(CaseOf(case, tied))
    return found


def _title(version: FactVersion) -> str:
    return f"{version.catalogue_version.name} {version.document_no}".strip()


def _files(actor: Actor, fact_id: int) -> list[EvidenceFile]:
    """Papers beside the decision are opened by their keeping unit and by the credit office."""
    found = files_of(actor=actor, target=(TARGET, fact_id))
    return [file for file in found if file.erased_at is None]


def _name_of(subject_id: int) -> str:
    return names_today({subject_id}).get(subject_id, "")


def _act_name(version: FactVersion, day: date) -> str:
    if version.behaviour_id is None:
        return ""
    found = BehaviourVersion.objects.filter(behaviour_id=version.behaviour_id, valid_from__lte=day)
    return found.order_by("-valid_from").values_list("name", flat=True).first() or ""
