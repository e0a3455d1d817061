"""How long evidence is kept: from its kind, by a dated table, and set when it comes in."""

from datetime import date

import pytest
import time_machine

from core import doors
from core.actors import SYSTEM
from documents.decisions import retention
from documents.decisions.retention import Term, keep_until, term_of
from documents.models import EvidenceFile
from documents.services import files
from tests.documents import samples
from tests.documents.keeping import incoming, yesterday
from tests.documents.people import clerk, make_unit

ENDS = {
    "case": date(2056, 12, 31),
    "letter": date(2036, 12, 31),
    "intake": date(2036, 12, 31),
    "other": date(2036, 12, 31),
}


def test_every_kind_has_a_term_with_its_basis() -> None:
    assert {kind: keep_until(kind, date(2026, 7, 31)) for kind in EvidenceFile.Retention} == ENDS
    assert all(term.basis for term in retention.TERMS)
    assert all(term.illustrative for term in retention.TERMS)


def test_years_count_from_the_end_of_the_year() -> None:
    assert keep_until("letter", date(2026, 1, 1)) == date(2036, 12, 31)
    assert keep_until("letter", date(2026, 12, 31)) == date(2036, 12, 31)
    assert keep_until("letter", date(2027, 1, 1)) == date(2037, 12, 31)


def test_a_new_term_holds_from_its_day_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    later = Term("letter", date(2027, 7, 1), None, "本县保管期限表", illustrative=False)
    monkeypatch.setattr(retention, "TERMS", (*retention.TERMS, later))
    assert term_of("letter", date(2027, 6, 30)).years == 10
    assert term_of("letter", date(2027, 7, 1)) == later
    assert keep_until("letter", date(2027, 7, 1)) is None
    with pytest.raises(ValueError, match="no term of keeping"):
        keep_until("letter", date(2000, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(EvidenceFile.Retention))
def test_a_file_that_comes_in_knows_how_long_it_is_kept(kind: EvidenceFile.Retention) -> None:
    assert add(kind).keep_until == ENDS[kind]


@pytest.mark.django_db
def test_the_law_of_a_procedure_may_say_another_day() -> None:
    assert add(EvidenceFile.Retention.CASE, keep_until=yesterday()).keep_until == yesterday()


@pytest.mark.django_db
def test_what_is_past_its_term_is_erased_on_the_day_after_and_not_before() -> None:
    file = add(EvidenceFile.Retention.LETTER)
    for today, erased in ((date(2036, 12, 31), 0), (date(2037, 1, 1), 1)):
        assert doors.run(files.erase_ended, actor=SYSTEM, today=today) == erased
        file.refresh_from_db()
        assert (file.erased_at is not None) == bool(erased)


def add(kind: EvidenceFile.Retention, *, keep_until: date | None = None) -> EvidenceFile:
    unit = make_unit()
    with (
        time_machine.travel("2026-07-31 10:00:00 +0800", tick=False),
        incoming(samples.pdf()) as coming,
    ):
        return doors.run(
            files.add_file,
            actor=clerk(unit),
            incoming=coming,
            name="决定书.pdf",
            unit_id=unit.id,
            retention=kind,
            keep_until=keep_until,
        )
