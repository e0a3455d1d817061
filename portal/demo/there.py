"""What of the county is in the ledger already, so that it is told once however often begun."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.demo.county.said import Said
from portal.demo.portions import portions
from records.decisions.numbers import document_key
from records.models import CaseFact, FactEffect, FactVersion, Subject, TextReview


@dataclass(slots=True)
class There:
    """Facts by what they are known again by, and what has happened to them."""

    facts: dict[tuple[int, str, str], int] = field(default_factory=dict)
    tied: set[int] = field(default_factory=set)
    read: set[int] = field(default_factory=set)
    effects: set[tuple[int, str]] = field(default_factory=set)

    def fact(self, subject_id: int, said: Said) -> int | None:
        if not self.facts:
            return None
        known_by = document_key(said.document_no) or said.key
        return self.facts.get((subject_id, said.item, known_by))


def look(codes: Iterable[str]) -> There:
    there = There()
    for some in portions(codes):
        subjects = list(Subject.objects.filter(uscc__in=some).values_list("id", flat=True))
        if subjects:
            _facts(there, subjects)
    return there


def _facts(there: There, subjects: Sequence[int]) -> None:
    found = FactVersion.objects.filter(subject_id__in=subjects)
    rows = found.values_list("subject_id", "item__code", "document_key", "source_key", "fact_id")
    for subject_id, item, key, source_key, fact_id in rows.iterator():
        there.facts[subject_id, item, key or source_key] = fact_id
    of_these = {"subject_id__in": subjects}
    there.tied.update(CaseFact.objects.filter(**of_these).values_list("fact_id", flat=True))
    there.read.update(TextReview.objects.filter(**of_these).values_list("fact_id", flat=True))
    effects = FactEffect.objects.filter(**of_these).values_list("fact_id", "kind")
    there.effects.update(effects)
