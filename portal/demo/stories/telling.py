"""What the stories are told with: a moment, an office, and the ledger's services."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time

from core import clock
from core.actors import SYSTEM, Actor
from portal.demo.county import weeks
from portal.demo.county.said import Said
from portal.demo.county.subjects import Entry
from portal.demo.offices import Offices
from portal.demo.reading import read_texts
from portal.demo.rows import fact_row
from records.models import Subject
from records.services import facts as facts_service
from records.sql.rows import FactRow

AT = time(10, 0)


@dataclass(slots=True)
class Teller:
    offices: Offices

    @contextmanager
    def on(self, day: date, at: time = AT) -> Iterator[None]:
        """On the day, or as soon after it as the platform was there; never ahead of the clock."""
        moment = datetime.combine(max(day, weeks.BEGAN), at, clock.SHANGHAI)
        with clock.telling(min(moment, clock.true_now())):
            yield

    def officer(self, office: str) -> Actor:
        return self.offices.by_code[f"320281-{office}"].officer

    def subject(self, entry: Entry) -> int:
        return Subject.objects.values_list("id", flat=True).get(uscc=entry.uscc)

    def say(self, about: Entry, said: Said, *, is_read: bool = True) -> int:
        """The office says it now; its officer has read the text. The fact's id."""
        (fact_id,) = self.say_all([(about, said)], is_read=is_read)
        return fact_id

    def say_all(
        self,
        all_said: Sequence[tuple[Entry, Said]],
        *,
        is_read: bool = True,
        by_procedure: bool = False,
    ) -> list[int]:
        rows = [self.row(n, about, said) for n, (about, said) in enumerate(all_said)]
        written = facts_service.open_facts(actor=SYSTEM, rows=rows, by_procedure=by_procedure)
        facts = [each.fact_id for each in sorted(written, key=lambda each: each.n)]
        read = [fact for fact, row in zip(facts, rows, strict=True) if row.texts and is_read]
        if read:
            readers = {office.id: office.reader for office in self.offices.by_code.values()}
            read_texts(actor=SYSTEM, fact_ids=read, readers=readers)
        return facts

    def row(self, n: int, about: Entry, said: Said) -> FactRow:
        attestation = None
        if said.severity is not None:
            office, version = self.offices.by_code[said.unit], self.offices.versions[said.item]
            attestation = facts_service.attest(
                actor=office.officer,
                unit_id=office.id,
                item_id=version.item_id,
                wording="上述决定已依法告知当事人并送达。（演示数据）",
                decided_from=said.decided_on,
                decided_to=said.decided_on,
            ).id
        return fact_row(n, said, self.subject(about), self.offices, attestation)


def penalty(
    office: str,
    number: str,
    day: date,
    *,
    act: str,
    basis: str,
    kinds: str,
    severity: int,
    story: str,
    outcome: str,
    amount: int | None = None,
    behaviour: str = "",
    is_safety: bool = False,
) -> Said:
    """Amounts in 元."""
    return Said(
        number=0,
        item="penalty",
        unit=f"320281-{office}",
        week=0,
        decided_on=day,
        document_no=number,
        basis=basis,
        behaviour=behaviour,
        severity=severity,
        is_safety=is_safety,
        amount=None if amount is None else amount * 100,
        fields={"CF_WFXW": act, "CF_CFLB": kinds, "X_CXLX": "普通程序"},
        texts={"CF_SY": story, "CF_NR": outcome},
    )


def other(item: str, office: str, number: str, day: date, **values: object) -> Said:
    return Said(
        number=0,
        item=item,
        unit=f"320281-{office}",
        week=0,
        decided_on=day,
        document_no=number,
        **values,  # type: ignore[arg-type]  # fields of Said
    )
