"""The county's history, told week by week through the ledger's own services.

Everything is known since the Monday its office reported it: the clock is set to that moment for as
long as it is being told (core.clock.telling), so the ledger has a past to look back on. Only the
audit log keeps the true time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from core import clock, doors
from core.actors import SYSTEM
from portal.demo.county import weeks
from portal.demo.county.said import Kind, Said
from portal.demo.county.subjects import Entry, Organisation
from portal.demo.offices import Offices
from portal.demo.portions import portions
from portal.demo.rows import fact_row, subject_row
from portal.demo.sequel import Sequel
from portal.demo.there import There, look
from records.models import Subject
from records.services.facts import open_facts, revise_facts
from records.services.subjects import register_subject_versions
from records.sql.rows import FactRow


class History:
    """Of some organisations, up to the last week that has come."""

    def __init__(self, offices: Offices, until: date) -> None:
        self.offices = offices
        self.last = weeks.last_week(until)

    def tell(
        self,
        organisations: Sequence[Organisation],
        facts: Sequence[Sequence[Said]],
        progress: Callable[[int], None] = lambda week: None,
    ) -> int:
        """How many facts came to be known."""
        entries = _by_week(entry for each in organisations for entry in each.entries)
        said = _by_week(each for of_one in facts for each in of_one)
        there = look(each.uscc for each in organisations)
        ids: dict[int, int] = {}
        sequel = Sequel(self.offices, there)
        told = 0
        for week in range(self.last + 1):
            if week in entries:
                with clock.telling(weeks.moment(week, weeks.REGISTERED_AT)):
                    self._register(entries[week])
                ids |= _ids(organisations, week)
            if week in said:
                with clock.telling(weeks.moment(week, weeks.REPORTED_AT)):
                    told += self._open(said[week], ids, sequel, there)
            with clock.telling(weeks.moment(week, weeks.DECIDED_AT)):
                self._revise(sequel, week)
                sequel.happens(week)
            progress(week)
        return told

    def introduce(self, entries: Iterable[Entry]) -> None:
        """What the register says of some organisations, each in its week; said again, it is not
        new."""
        for week, of_week in sorted(_by_week(entries).items()):
            if week <= self.last:
                with clock.telling(weeks.moment(week, weeks.REGISTERED_AT)):
                    self._register(of_week)

    def _register(self, entries: Iterable[Entry]) -> None:
        by_unit: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_unit[entry.unit].append(entry)
        for unit, of_unit in sorted(by_unit.items()):
            for some in portions(of_unit):
                doors.run(
                    register_subject_versions,
                    actor=SYSTEM,
                    rows=[subject_row(n, entry) for n, entry in enumerate(some)],
                    catalogue_version_id=self.offices.versions["registration"].id,
                    unit_id=self.offices.by_code[unit].id,
                )

    def _open(self, said: Iterable[Said], ids: dict[int, int], sequel: Sequel, there: There) -> int:
        opened = 0
        for some in portions(said):
            rows: list[tuple[Said, FactRow]] = []
            for each in some:
                row = self._row(len(rows), each, ids[each.number])
                fact_id = there.fact(row.subject_id, each)
                if fact_id is not None:
                    sequel.opened(each, row, fact_id)
                    continue
                rows.append((each, row))
            given = [row for _, row in rows]
            for written in doors.run(open_facts, actor=SYSTEM, rows=given) if given else ():
                sequel.opened(*rows[written.n], written.fact_id)
            opened += len(rows)
        return opened

    def _row(self, n: int, said: Said, subject_id: int) -> FactRow:
        attestation_id = None
        if said.severity is not None:
            until = weeks.day_of(said.week)
            attestation_id = self.offices.attested(said.unit, said.item, until, weeks.FIRST_DAY)
        return fact_row(n, said, subject_id, self.offices, attestation_id)

    def _revise(self, sequel: Sequel, week: int) -> None:
        """Amounts put right, and ends that have become known."""
        rows: list[FactRow] = []
        for known in sequel.due(week, Kind.AMOUNT, Kind.ENDS):
            later = known.said.later
            assert later is not None
            changes: dict[str, Any] = {"ends_on": later.ends_on}
            if later.kind is Kind.AMOUNT:
                texts = {**known.row.texts, "CF_NR": later.text}
                changes = {"amount": later.amount, "severity": later.severity, "texts": texts}
            row = replace(known.row, n=len(rows), fact_id=known.fact_id, **changes)
            rows.append(row)
        for some in portions(rows):
            doors.run(revise_facts, actor=SYSTEM, rows=some)


def _by_week(things: Iterable[Any]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for each in things:
        found[each.week].append(each)
    return found


def _ids(organisations: Sequence[Organisation], week: int) -> Iterator[tuple[int, int]]:
    wanted = {each.uscc: each.number for each in organisations if each.week == week}
    for codes in portions(wanted):
        found = Subject.objects.filter(uscc__in=codes).values_list("uscc", "id")
        yield from ((wanted[uscc], subject_id) for uscc, subject_id in found)
