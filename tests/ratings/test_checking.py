"""Static checks: what each finds, on which line, under which code."""

from typing import Any

import pytest

from ratings.checking import check_rulebook
from tests.ratings.texts import SMALL, TODAY, VOCABULARY, written

RULE = SMALL[SMALL.index("      - code: penalties") : SMALL.index("vetoes:")]
LIST_RULE = """\
      - code: listed
        name: 列入名单
        cites: {document: method, article: 第十条, mark: illustrative}
        select: {items: [list-safety]}
        points: -5
"""
CITES = "cites: {document: method, article: 第三条, mark: found}"


def found(text: str) -> list[tuple[str, str]]:
    """Code and line of everything found, the line as its text."""
    lines = text.splitlines()
    problems = check_rulebook(written(text), VOCABULARY, TODAY)
    assert all(each.file == "hb.yaml" and each.reason and each.remedy for each in problems)
    return [(each.code, lines[each.line - 1].strip()) for each in problems]


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert found(SMALL) == []


# (what is replaced, by what, the finding, the line it stands on)
WRONG: list[tuple[str, str, str, str]] = [
    ("from_date: 2027-01-01", "from_date: 2026-11-20", "past_date", "from_date: 2026-11-20"),
    ("line: hb-emitters", "line: hb-nobody", "unknown_line", "line: hb-nobody"),
    ("line: hb-emitters", "line: ss-tax", "determined_elsewhere", "line: ss-tax"),
    ("[penalty]", "[fine]", "unknown_item", "select: {items: [fine]}"),
    (
        "[penalty]}",
        "[penalty], behaviours: [x]}",
        "unknown_behaviour",
        "select: {items: [penalty], behaviours: [x]}",
    ),
    (
        "[penalty]}",
        "[penalty], sectors: [hs]}",
        "unreachable",
        "select: {items: [penalty], sectors: [hs]}",
    ),
    (
        "[penalty]}",
        "[penalty], fields: [{field: NONE, in: [a]}]}",
        "unknown_field",
        "select: {items: [penalty], fields: [{field: NONE, in: [a]}]}",
    ),
    (
        "[penalty]}",
        "[penalty], fields: [{field: CF_CFLB, from: 1}]}",
        "unknown_field",
        "select: {items: [penalty], fields: [{field: CF_CFLB, from: 1}]}",
    ),
    (
        "[penalty]}",
        "[penalty], fine_from: 2元, fine_below: 1元}",
        "unreachable",
        "select: {items: [penalty], fine_from: 2元, fine_below: 1元}",
    ),
    ("{document: method, article: 第九条,", "{document: other,", "unknown_document", ""),
    ("article: 第九条, mark: illustrative", "mark: found", "uncited", ""),
    ("to: 10}", "to: 9}", "threshold_gap", "- {grade: blue, from: 1, to: 9}"),
    ("to: 10}", "to: 11}", "threshold_overlap", "- {grade: blue, from: 1, to: 11}"),
    ("to: 0}", "from: -20, to: 0}", "threshold_gap", "- {grade: black, from: -20, to: 0}"),
    ("- {grade: green, from: 11}", "- {grade: green, from: 11, to: 11}", "threshold_gap", ""),
    ("    - {grade: blue, from: 1, to: 10}\n", "", "threshold_gap", ""),
    ("from: 11}", 'from: "11.5"}', "threshold_unit", '- {grade: green, from: "11.5"}'),
    ("{grade: green, from: 11}", "{grade: red, from: 11}", "unknown_grade", ""),
    ("most: 12", 'most: "12.5"', "bounds", 'most: "12.5"'),
    ("most: 12", "most: 10", "unreachable", "- {grade: green, from: 11}"),
    ("code: blue, name", "code: green, name", "duplicate_code", "- {code: green, name: 蓝色}"),
    ("code: crime", "code: penalties", "duplicate_code", "- code: penalties"),
    ("grade: black\n", "grade: violet\n", "unknown_grade", "grade: violet"),
    ("grade: black\n", "grade: green\n", "unreachable", "grade: green"),
    ("            - {in: [minor], points: -1}\n", "", "points_gap", "points:"),
    ("[minor], points", "[tiny], points", "unknown_word", "- {in: [tiny], points: -1}"),
    (
        '            - {in: [serious], points: "-6.5"}',
        "            - {in: [serious], points: -6}\n            - {in: [minor], points: -2}",
        "unreachable",
        "- {in: [minor], points: -2}",
    ),
    ('"-6.5"}\n', '"-6.5"}\n          otherwise: 0\n', "unreachable", "otherwise: 0"),
    ("[minor], points: -1", "[minor], points: 1", "not_monotone", "points:"),
    ("  - code: acts", "  - code: acts\n    group: x", "unknown_group", "group: x"),
    ("  - code: acts", "  - code: acts\n    cap: {most: -1}", "bounds", "cap: {most: -1}"),
    ("visible_to: public", "visible_to: public\nmonotone: false", "monotone_uncited", ""),
    ("  start: 9\n", "  base: blue\n", "no_score", "scale:"),
    (
        "vetoes:",
        "      - code: again\n" + RULE.split("\n", 1)[1] + "vetoes:",
        "counted_twice",
        "- code: again",
    ),
    ("vetoes:", LIST_RULE + "vetoes:", "counted_twice", "- code: listed"),
    (
        "        points:\n",
        "        take: latest\n        points:\n",
        "not_monotone",
        "take: latest",
    ),
    (
        "        points:\n",
        "        weight: {steps: [{from_month: 1, weight: 1}]}\n        points:\n",
        "points_gap",
        "weight: {steps: [{from_month: 1, weight: 1}]}",
    ),
    (
        "{has: {select: {items: [court]}}}",
        "{lacks: {select: {items: [court]}}}",
        "not_monotone",
        "when: {lacks: {select: {items: [court]}}}",
    ),
]


@pytest.mark.req("R042")
@pytest.mark.parametrize(("old", "new", "code", "line"), WRONG)
def test_finds(old: str, new: str, code: str, line: str) -> None:
    assert old in SMALL
    problems = found(SMALL.replace(old, new, 1))
    assert f"rulebook.{code}" in [each for each, _ in problems]
    if line:
        assert (f"rulebook.{code}", line) in problems


@pytest.mark.req("R042")
def test_what_somebody_orders_may_count_twice() -> None:
    besides = f"        besides: {{rules: [penalties], {CITES}}}\n"
    assert found(SMALL.replace("vetoes:", LIST_RULE + besides + "vetoes:")) == []


EXAMPLE = """\
examples:
  - code: one-serious
    name: 一次严重违法
    day: 2027-03-01
    facts:
      - {item: penalty, severity: serious, starts_on: 2027-02-01, recorded_on: 2027-02-05}
    expects: {grade: blue, score: SCORE}
"""


def test_examples_are_run() -> None:
    """9 − 6.5 = 2.5, rounded away from zero: 3. It takes effect 15 days after it came in."""
    assert found(SMALL + EXAMPLE.replace("SCORE", "3")) == []
    wrong = SMALL + EXAMPLE.replace("SCORE", "2")
    assert found(wrong) == [("rulebook.example_fails", "expects: {grade: blue, score: 2}")]
    early = SMALL + EXAMPLE.replace("SCORE", "9").replace("2027-03-01", "2027-02-19")
    assert found(early) == []
    first_day = SMALL + EXAMPLE.replace("SCORE", "3").replace("2027-03-01", "2027-02-20")
    assert found(first_day) == []


def combination(**lines: Any) -> str:
    start = SMALL.index("indicators:")
    text = SMALL[:start].replace("start: 9\n  most: 12\n", "base: blue\n")
    text = text[: text.index('  round: "1"')]
    return (
        text
        + f"""monotone: false
not_monotone: {{document: method, article: 第三条, mark: found}}
ceilings:
  - code: poor
    name: 行业等级差
    grade: black
    when: {{has: {{select: {{lines: [{lines["reads"]}], outcomes: [{lines["grade"]}]}}}}}}
    {CITES}
"""
    )


@pytest.mark.req("R045")
def test_combinations_read_grades_of_other_lines() -> None:
    assert found(combination(reads="mz-homes", grade="C")) == []
    line = "when: {has: {select: {lines: [LINE], outcomes: [GRADE]}}}"
    for reads, grade, code in (
        ("hb-emitters", "green", "cyclic_combination"),
        ("round-about", "I", "cyclic_combination"),
        ("all-in-one", "I", "cyclic_combination"),
        ("mz-homes", "D", "unknown_grade"),
        ("nowhere", "D", "unknown_line"),
    ):
        expected = (f"rulebook.{code}", line.replace("LINE", reads).replace("GRADE", grade))
        assert found(combination(reads=reads, grade=grade)) == [expected]
