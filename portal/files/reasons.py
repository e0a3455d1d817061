"""What the public sees of facts as staff read them: shown until when and by which rule, or not
shown and why, with the citation."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from records.decisions.disclosure import Disclosable, Rule, Shelf
from records.decisions.effects import Effect
from records.decisions.explaining import Explained, explain, shelf_of
from records.models import CatalogueVersion, DisclosureRule
from records.queries.rules import load_rules


class Said(Protocol):
    """A fact as far as showing it goes, whether a version or a fact as of some moment."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def decided_on(self) -> date | None: ...
    @property
    def clock_starts_on(self) -> date | None: ...
    @property
    def disclosure_rule_id(self) -> int | None: ...
    @property
    def item_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """`heading` is what matters first; `because` says why, `cited` by what."""

    shown: bool
    heading: str
    because: str
    cited: str
    tone: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules and the editions of catalogue items, read once for a page."""

    rules: Sequence[Rule]
    citations: Mapping[int, str]
    editions: Mapping[int, Sequence[CatalogueVersion]]

    def edition(self, item_id: int, day: date) -> CatalogueVersion:
        """The catalogue's word on the item on the day; before its first edition, the first."""
        editions = self.editions[item_id]
        begun = [edition for edition in editions if edition.valid_from <= day]
        return begun[-1] if begun else editions[0]

    def shelves(self, item_id: int) -> list[tuple[date, Shelf]]:
        return [
            (
                edition.valid_from,
                Shelf(
                    edition.disclosure == CatalogueVersion.Disclosure.PUBLIC
                    and not edition.is_ended,
                    edition.shown_months,
                ),
            )
            for edition in self.editions[item_id]
        ]

    def disclosable(self, fact: Said, effects: Iterable[Effect]) -> Disclosable:
        own = next((rule for rule in self.rules if rule.id == fact.disclosure_rule_id), None)
        return Disclosable(
            starts_on=fact.starts_on,
            ends_on=fact.ends_on,
            decided_on=fact.decided_on,
            clock_starts_on=fact.clock_starts_on,
            rule=own,
            effects=tuple(effects),
        )

    def reason(
        self, fact: Said, effects: Iterable[Effect], day: date, *, is_confirmed: bool
    ) -> Reason:
        explained = explain(
            self.disclosable(fact, effects),
            shelf_of(self.shelves(fact.item_id), day),
            self.rules,
            day,
            is_confirmed=is_confirmed,
        )
        return _reason(explained, self._cited(explained, fact.item_id, day))

    def _cited(self, explained: Explained, item_id: int, day: date) -> str:
        if explained.rule_id is not None:
            return self.citations.get(explained.rule_id, "")
        if explained.effect:
            return ""
        return self.edition(item_id, day).basis


def load_rulebook(item_ids: Collection[int]) -> Rulebook:
    """Three questions, however many facts."""
    editions: dict[int, list[CatalogueVersion]] = {}
    found = CatalogueVersion.objects.filter(item_id__in=item_ids)
    for edition in found.select_related("item").order_by("item_id", "valid_from"):
        editions.setdefault(edition.item_id, []).append(edition)
    citations = dict(DisclosureRule.objects.values_list("id", "basis"))
    return Rulebook(load_rules(), citations, editions)


def _reason(explained: Explained, cited: str) -> Reason:
    if not explained.shown:
        return Reason(False, "不公示", explained.sentence, cited, "neutral")
    if explained.last is None:
        return Reason(True, "公示中", explained.sentence, cited, "info")
    return Reason(True, f"公示至 {explained.last}", explained.sentence, cited, "info")
