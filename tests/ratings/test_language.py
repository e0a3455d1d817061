"""Reading rulebooks: what is said, what is refused, and the one text of what was said."""

import json
from datetime import date
from pathlib import Path

import pytest

from ratings.language import Unacceptable, canonical_text, content_hash, json_schema, read_rulebook
from ratings.language.probes import Window
from ratings.language.trees import Case, WordTree
from ratings.language.words import Anchor, ByWord
from tests.ratings.texts import SMALL, written

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def refused(text: str) -> list[tuple[str, int]]:
    with pytest.raises(Unacceptable) as refusal:
        read_rulebook("hb.yaml", text.encode())
    assert all(each.remedy and each.file == "hb.yaml" for each in refusal.value.problems)
    return [(each.code, each.line) for each in refusal.value.problems]


def line_of(part: str) -> int:
    return SMALL[: SMALL.index(part)].count("\n") + 1


@pytest.mark.req("R042")
def test_read_into_whole_numbers() -> None:
    rulebook = written().rulebook
    assert rulebook.from_date == date(2027, 1, 1)
    assert (rulebook.scale.start, rulebook.scale.most) == (900, 1_200)
    rule = rulebook.rules[0]
    assert rule.window == Window(anchor=Anchor.RECORDED, after_days=15, months=12)
    assert rule.weight == 1_000
    assert rule.points == WordTree(
        by=ByWord.SEVERITY,
        cases=(
            Case(words=("minor",), points=-100),
            Case(words=("general",), points=-300),
            Case(words=("serious",), points=-650),
        ),
    )


def test_lines_are_kept() -> None:
    lines = written().lines
    place = ("indicators", 0, "rules", 0)
    assert lines.of((*place, "points", "cases", 2)) == line_of('points: "-6.5"')
    assert lines.of((*place, "weight")) == line_of("- code: penalties")


@pytest.mark.req("R042")
def test_the_hash_is_of_what_is_said() -> None:
    """Comments, order, quotes, flow or block, defaults written out: the same text and hash."""
    other = "# 说明\n" + SMALL.replace("start: 9\n", 'start: "9.00"\n').replace(
        "{code: green, name: 绿色}", '{name: "绿色", code: green}'
    ).replace(
        "visible_to: public\n", "visible_to: public\ndisputed: counted\nmonotone: true\n"
    ).replace("items: [penalty]", "items:\n            - penalty").replace(
        "{items:\n", "\n            items:\n"
    ).replace("- penalty}", "- penalty")
    assert read_rulebook("x", other.encode()).rulebook == written().rulebook
    text = canonical_text(written().rulebook)
    assert canonical_text(read_rulebook("x", other.encode()).rulebook) == text
    assert content_hash(text) != content_hash(text.replace("-3", "-4"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("start: 9", "start: 9.5"),
        ("start: 9", "start: true"),
        ("start: 9", 'start: "9.555"'),
        ("start: 9", "start: 1e3"),
        ("start: 9", "start: 0x9"),
        ("start: 9", 'start: "９"'),
        ("start: 9", "start: .inf"),
        ("most: 12", "most: null"),
        ("months: 12", "months: 0"),
        ("months: 12", "months: 100000"),
        ("from: 11", "from: 1_1"),
        ("visible_to: public", "visible_to: everyone"),
        ("from_date: 2027-01-01", "from_date: 2027-02-30"),
        ("rulebook: hb-emitters", "rulebook: hb; drop table ratings_grade"),
        ("line: hb-emitters", "line: $(reboot)"),
        ("{in: [minor], points: -1}", "{in: [], points: -1}"),
        ("{in: [minor], points: -1}", "{in: [minor]}"),
        ("{has: {select: {items: [court]}}}", "{}"),
        ("{has: {select: {items: [court]}}}", "{exec: rm}"),
        ("{has: {select: {items: [court]}}}", "{has: {select: {}}}"),
    ],
)
def test_refused_where_it_stands(old: str, new: str) -> None:
    """Floats, wrong words, wrong days, text that means something elsewhere."""
    assert old in SMALL
    found = refused(SMALL.replace(old, new, 1))
    assert [line for _, line in found] == [line_of(old)]


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("[penalty]", "&a [penalty]"),
        SMALL.replace("[penalty]", "*a"),
        SMALL.replace("name: 行政处罚", "name: !!python/object:os.system 行政处罚"),
        SMALL.replace("    name: 违法行为\n", "    name: 违法行为\n    name: 再说一遍\n"),
        SMALL.replace("name: 违法行为", "<<: 违法行为"),
        SMALL + "---\n" + SMALL,
        SMALL.replace("违法行为", "违法\u202e行为"),
        "a: " + "[" * 60 + "]" * 60,
        "- 只是列表",
        "",
        "\x00",
    ],
)
def test_hostile_yaml_is_refused(text: str) -> None:
    assert {code for code, _ in refused(text)} == {"rulebook.unreadable"}


def test_too_much_is_refused() -> None:
    assert refused(SMALL + "#" * 600_000) == [("rulebook.too_large", 1)]
    many = ", ".join(["a"] * 41_000)
    assert refused(f"a: [{many}]") == [("rulebook.too_large", 1)]


def test_what_is_unknown_is_named() -> None:
    found = refused(SMALL.replace("name: 行政处罚", "name: 行政处罚\n        wieght: 2"))
    assert found == [("rulebook.unknown_key", line_of("name: 行政处罚") + 1)]


def test_everything_wrong_is_told_at_once() -> None:
    text = SMALL.replace("start: 9", "start: 9x").replace("months: 12", "months: x")
    assert [line for _, line in refused(text)] == [line_of("start: 9"), line_of("months: 12")]


def test_the_schema_is_committed() -> None:
    """docs/rulebook.schema.json comes from `bin/manage describe_rulebooks`."""
    kept = json.loads((DOCS / "rulebook.schema.json").read_text(encoding="utf-8"))
    assert kept == json_schema()
