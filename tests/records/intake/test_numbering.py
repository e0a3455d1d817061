"""Gaps and doubles among the numbers of decisions."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.actors import Role
from core.errors import Refusal
from records.decisions.numbering import Used, find, read
from records.intake import numbering
from tests.records.build import people
from tests.records.intake.office import Office
from tests.records.intake.samples import row, wsh

DAY = date(2026, 4, 15)


def used(number: str, uscc: str = "A", day: date | None = DAY) -> Used:
    return Used(number, uscc, day)


def test_what_a_number_is_made_of() -> None:
    for key, series, serial in (
        ("锡澄环罚决〔2026〕31号", "锡澄环罚决〔2026〕", 31),
        ("澄(消)行罚决字〔2026〕第45号", "澄(消)行罚决字〔2026〕第", 45),
    ):
        number = read(key)
        assert number is not None
        assert (number.series, number.year, number.serial) == (series, 2026, serial)
    assert read("无文号") is None


@pytest.mark.req("R014")
def test_missing_repeated_and_spelled_twice() -> None:
    found = find(
        [
            used("甲〔2026〕2号"),
            used("甲〔2026〕3号", "B"),
            used("甲〔2026〕3号", "C"),
            used("甲〔2026〕7号", "B"),
            used("甲〔2026〕7号", "C", date(2026, 5, 1)),
            used("乙罚〔2026〕1号", "D"),
            used("乙罚决〔2026〕1号", "D"),
            used("甲〔2025〕99号"),
            used("没有文号"),
        ],
        2026,
    )
    by_name = {each.name: each for each in found.series}
    assert by_name["甲〔2026〕"].missing == ((1, 1), (4, 6))
    assert by_name["甲〔2026〕"].missing_count == 4
    assert [[each.uscc for each in same] for same in found.repeated] == [["B", "C"]]
    assert [[each.key for each in same] for same in found.spellings] == [
        ["乙罚〔2026〕1号", "乙罚决〔2026〕1号"]
    ]
    assert [each.key for each in found.unread] == ["没有文号"]


@given(serials=st.sets(st.integers(1, 300), min_size=1), order=st.randoms())
def test_what_is_there_and_what_is_missing_make_the_whole(
    serials: set[int], order: random.Random
) -> None:
    numbers = [used(f"甲〔2026〕{serial}号") for serial in serials]
    order.shuffle(numbers)
    (series,) = find(numbers, 2026).series
    missing = {n for first, last in series.missing for n in range(first, last + 1)}
    assert missing | serials == set(range(1, max(serials) + 1))
    assert not missing & serials
    assert series.count + series.missing_count == series.last
    # Sent once more, nothing changes.
    assert find([*numbers, *numbers], 2026).series == (series,)
    assert find([replace(each, uscc="Z") for each in numbers], 2026).series == (series,)


@pytest.mark.django_db
def test_of_facts_and_of_rows_that_wait(office: Office) -> None:
    office.enrol(1, 2)
    office.take_in(row(1, CF_WSH=wsh(1)), row(2, CF_WSH=wsh(4)), row(3, CF_WSH=wsh(6)))
    unit_id, item_code = office.world.bureau.id, office.penalty.item.code
    found = numbering.check_numbers(
        actor=office.clerk, unit_id=unit_id, item_code=item_code, year=2026
    )
    (series,) = found.series
    assert (series.count, series.missing) == (3, ((2, 3), (5, 5)))
    for actor, year in ((people(office.world.register, Role.CLERK), 2026), (office.clerk, 99999)):
        with pytest.raises(Refusal) as refusal:
            numbering.check_numbers(actor=actor, unit_id=unit_id, item_code=item_code, year=year)
        assert refusal.value.code == "core.not_found"
