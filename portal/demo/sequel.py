"""What becomes of facts after they are known: cases, reviewed texts, repairs, objections."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core import clock, doors
from core.actors import SYSTEM, Actor
from core.doors import require_transaction
from portal.demo.county import weeks
from portal.demo.county.said import Kind, Said
from portal.demo.offices import Offices
from portal.demo.portions import portions
from portal.demo.reading import read_texts
from portal.demo.there import There
from records.models import FactEffect
from records.services import effects, ledger, verbs
from records.services.cases import tie_facts
from records.services.verbs import Grounds
from records.sql.effects import NewEffect
from records.sql.rows import FactRow

# Cases are tied one by one, and texts of plain permissions read: for the county as it is shown,
# not for one as large as a province.
CLOSELY_TOLD = 20_000
REPAIRED = "已履行处罚决定并作出信用承诺，期限届满，准予修复。"
OBJECTED = "当事人对认定事实提出异议。"
ANSWERED = "经核实，原信息无误。"


@dataclass(frozen=True, slots=True)
class Known:
    said: Said
    row: FactRow
    fact_id: int


class Sequel:
    def __init__(self, offices: Offices, there: There) -> None:
        self.offices = offices
        self.there = there
        self._due: defaultdict[int, list[Known]] = defaultdict(list)
        self._ending: defaultdict[int, list[int]] = defaultdict(list)
        self._cases: defaultdict[str, list[Known]] = defaultdict(list)
        self._whole: list[str] = []
        self._texts: list[int] = []

    def opened(self, said: Said, row: FactRow, fact_id: int) -> None:
        known = Known(said, row, fact_id)
        closely = said.number <= CLOSELY_TOLD
        if said.later is not None:
            self._due[said.later.week].append(known)
        if said.case and closely and fact_id not in self.there.tied:
            self._cases[said.case].append(known)
            if said.item == "penalty":
                self._whole.append(said.case)
        # Some always wait to be read; those of no consequence are read for the shown county only.
        if self._is_read(said, closely) and fact_id not in self.there.read:
            self._texts.append(fact_id)

    @staticmethod
    def _is_read(said: Said, closely: bool) -> bool:
        place = (said.number + said.decided_on.toordinal()) % 8
        return bool(said.texts) and place > 0 and (said.severity is not None or closely)

    def due(self, week: int, *kinds: Kind) -> Iterator[Known]:
        for known in self._due.get(week, ()):
            later = known.said.later
            if later and later.kind in kinds and not self._has_happened(known, later.kind):
                yield known

    def _has_happened(self, known: Known, kind: Kind) -> bool:
        return (known.fact_id, kind.value) in self.there.effects

    def happens(self, week: int) -> None:
        """What happens in a week, in this order."""
        for case in self._whole:
            self._tie(case)
        self._whole.clear()
        for some in portions(self._texts):
            readers = {office.id: office.reader for office in self.offices.by_code.values()}
            doors.run(read_texts, actor=SYSTEM, fact_ids=some, readers=readers)
        self._texts.clear()
        self._repair(list(self.due(week, Kind.REPAIRED)))
        self._object(list(self.due(week, Kind.DISPUTED)))
        self._answer(week)
        self._due.pop(week, None)

    def _tie(self, case: str) -> None:
        members = self._cases.pop(case)
        penalty = next(each for each in members if each.said.item == "penalty")
        doors.run(
            tie_facts,
            actor=self.offices.by_code[penalty.said.unit].officer,
            fact_ids=[each.fact_id for each in members],
            reason="同一违法行为的检查、责令改正和处罚",
            number=f"立案{case}",
            rests_on={each.fact_id: penalty.fact_id for each in members if each.said.rests},
        )

    def _repair(self, known: Sequence[Known]) -> None:
        """What nothing else rests on is repaired together, office by office."""
        alone: defaultdict[str, list[int]] = defaultdict(list)
        for each in known:
            if each.said.case:
                grounds = Grounds(reason=REPAIRED)
                doors.run(verbs.repair, actor=SYSTEM, fact_id=each.fact_id, grounds=grounds)
            else:
                alone[each.said.unit].append(each.fact_id)
        for unit, fact_ids in sorted(alone.items()):
            officer = self.offices.by_code[unit].officer
            doors.run(repair_alone, actor=officer, fact_ids=fact_ids)

    def _object(self, known: Sequence[Known]) -> None:
        objecting = NewEffect(
            kind=FactEffect.Kind.DISPUTED, starts_on=clock.today(), reason=OBJECTED
        )
        by_unit: defaultdict[str, list[Known]] = defaultdict(list)
        for each in known:
            by_unit[each.said.unit].append(each)
        for _, some in sorted(by_unit.items()):
            fact_ids = [each.fact_id for each in some]
            begun = doors.run(effects.begin, actor=SYSTEM, fact_ids=fact_ids, effect=objecting)
            ends = {each.fact_id: each.said.later for each in some}
            for effect in begun:
                later = ends[effect.fact_id]
                if later and later.until_week:
                    self._ending[later.until_week].append(effect.effect_id)

    def _answer(self, week: int) -> None:
        ending = self._ending.pop(week, [])
        if ending:
            day = weeks.day_of(week)
            doors.run(effects.end, actor=SYSTEM, effect_ids=ending, on=day, reason=ANSWERED)


def repair_alone(*, actor: Actor, fact_ids: Sequence[int]) -> int:
    """As verbs.repair, for many facts at once of which it is known that nothing rests on them."""
    require_transaction()
    effect = NewEffect(kind=FactEffect.Kind.REPAIRED, starts_on=clock.today(), reason=REPAIRED)
    versions = ledger.lock_facts(actor=actor, fact_ids=fact_ids)
    return len(effects.write(actor=actor, versions=versions, effect=effect))
