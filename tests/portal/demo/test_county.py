"""The invented county: the same every time, the same in any size, and nobody's."""

import re
from itertools import islice

import pytest

from portal.demo.county import codes, names
from portal.demo.county.blocks import SIZE, blocks
from portal.demo.county.degrees import degree
from portal.demo.county.facts import MOST
from portal.demo.county.said import Said
from portal.demo.county.weeks import LAST_DAY, day_of
from portal.demo.stories.cast import ENTRIES
from records import uscc
from records.decisions.searching import Kind, read_query
from records.intake.values.text import personal

SEED = 11


def everything(count: int, seed: int = SEED) -> list[tuple[object, tuple[Said, ...]]]:
    return [
        (organisation, facts)
        for block in blocks(count, seed)
        for organisation, facts in zip(block.organisations, block.facts, strict=True)
    ]


def test_the_same_seed_gives_the_same_county() -> None:
    assert everything(60) == everything(60)
    assert everything(60) != everything(60, SEED + 1)


@pytest.mark.parametrize("few", [1, 60, SIZE, SIZE + 7])
def test_the_first_are_the_same_in_a_larger_county(few: int) -> None:
    assert list(islice(everything(2 * SIZE), few)) == everything(few)


def test_every_code_is_right_and_of_the_block_nobody_issues() -> None:
    given = [entry.uscc for entry in ENTRIES]
    for block in blocks(600, SEED):
        given += [each.uscc for each in block.organisations]
    given += [codes.code(number, "92") for number in (99_999, 100_000, 1_234_567)]
    for code in given:
        reading = uscc.read(code)
        assert (reading.code, reading.oddities) == (code, ())
        assert code[2:11] == "320281MAY"
        assert read_query(code).kind is Kind.CODE
    assert len({codes.code(number) for number in range(90_000, 120_000)}) == 30_000


def test_the_codes_of_the_worked_examples() -> None:
    assert (codes.code(1), codes.code(3)) == ("91320281MAY0000178", "91320281MAY000033X")


def test_no_name_is_anybodys() -> None:
    entries = [*ENTRIES]
    for block in blocks(600, SEED):
        entries += [entry for each in block.organisations for entry in each.entries]
    assert [entry.name for entry in entries if not names.is_invented(entry.name)] == []
    assert not names.is_invented("江阴市华西特种钢有限公司")
    signs = {names.sign(number, SEED) for number in range(12_000)}
    assert len(signs) == 12_000


def test_nothing_looks_like_a_person_or_a_phone() -> None:
    digits = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])|[1-9][0-9]{16}[0-9Xx]")
    for block in blocks(600, SEED):
        for facts in block.facts:
            for said in facts:
                written = " ".join(
                    (said.document_no, said.key, *said.fields.values(), *said.texts.values())
                )
                assert not digits.search(written), written
                assert not [*personal(written)], written


def test_facts_have_a_long_tail_and_lie_in_their_time() -> None:
    counts = []
    for block in blocks(2_000, SEED):
        for organisation, facts in zip(block.organisations, block.facts, strict=True):
            counts.append(len(facts))
            for said in facts:
                assert organisation.established_on <= said.decided_on <= LAST_DAY
                assert said.decided_on < day_of(said.week) or said.week == 0
                assert said.week >= organisation.week
                assert bool(said.document_no) != bool(said.key)
    assert 9 < sum(counts) / len(counts) < 13
    assert 60 < max(counts) <= MOST
    assert counts.count(0) > 50


def test_abnormal_directories_far_above_serious_lists() -> None:
    items = [said.item for block in blocks(10_000, SEED) for of in block.facts for said in of]
    abnormal = sum(item.startswith("abnormal") for item in items)
    lists = sum(item.startswith("list") for item in items)
    assert abnormal > 300
    assert 1 <= lists <= 15
    assert items.count("licence") > items.count("penalty") > abnormal


def test_no_number_is_given_twice_by_one_office() -> None:
    given: set[tuple[str, str]] = set()
    for block in blocks(1_000, SEED):
        for said in (said for of_one in block.facts for said in of_one if said.document_no):
            assert (said.unit, said.document_no) not in given
            given.add((said.unit, said.document_no))


@pytest.mark.parametrize(
    ("penalties", "amount", "expected"),
    [
        (("警告",), None, 1),
        (("罚款",), 499_999, 1),
        (("罚款",), 500_000, 2),
        (("警告", "罚款"), 99_999_999, 2),
        (("罚款",), 100_000_000, 3),
        (("没收违法所得",), None, 2),
    ],
)
def test_degrees(penalties: tuple[str, ...], amount: int | None, expected: int) -> None:
    assert degree(penalties, amount) == expected
