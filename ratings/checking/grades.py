"""Every grade named is one of the scale, and every verdict can change something."""

from collections.abc import Sequence

from ratings.checking.findings import Check
from ratings.language.problems import Path

IDLE = "请去掉，或改等级。"


def check_grades(check: Check) -> None:
    scale = check.rulebook.scale
    order = [each.code for each in scale.grades]
    every = [*order, *(each.code for each in scale.outside)]
    if scale.base:
        _known(check, ("scale", "base"), scale.base, "", order)
    _verdicts(check, order)
    _mentions(check, every)


def _known(check: Check, path: Path, grade: str, owner: str, among: Sequence[str]) -> bool:
    if grade in among:
        return True
    check.add("unknown_grade", path, f"没有等级“{grade}”", "请核对等级代号。", owner)
    return False


def _verdicts(check: Check, order: Sequence[str]) -> None:
    rulebook, scale = check.rulebook, check.rulebook.scale
    for name, idle, reason in (
        ("floors", order[-1], "最低等级不必保底"),
        ("ceilings", order[0], "最高等级不必封顶"),
        ("vetoes", order[0], "直接判为最高等级不起作用"),
    ):
        for place, each in enumerate(getattr(rulebook, name)):
            path: Path = (name, place, "grade")
            if _known(check, path, each.grade, each.code, order) and each.grade == idle:
                check.add("unreachable", path, reason, IDLE, each.code)
    for place, require in enumerate(rulebook.requires):
        path = ("requires", place, "grade")
        other: Path = ("requires", place, "otherwise")
        here = _known(check, path, require.grade, require.code, order)
        there = _known(check, other, require.otherwise, require.code, order)
        if here and there and scale.rank(require.otherwise) <= scale.rank(require.grade):
            reason = "不具备时的等级应低于该等级"
            check.add("unreachable", other, reason, "请更正 otherwise。", require.code)
    outside = [each.code for each in scale.outside]
    for place, each in enumerate(rulebook.outside):
        _known(check, ("outside", place, "grade"), each.grade, each.code, outside)


def _mentions(check: Check, every: Sequence[str]) -> None:
    rulebook = check.rulebook
    for place, consequence in enumerate(rulebook.consequences):
        _known(check, ("consequences", place, "grade"), consequence.grade, "", every)
    for place, proposal in enumerate(rulebook.proposes):
        for grade in proposal.grades:
            _known(check, ("proposes", place, "grades"), grade, proposal.code, every)
    determination = rulebook.determination
    if determination is not None:
        _known(check, ("determination", "otherwise"), determination.otherwise, "", every)
        for place, source in enumerate(determination.sources):
            for number, case in enumerate(source.grades):
                here = ("determination", "sources", place, "grades", number)
                _known(check, here, case.grade, source.code, every)
    for place, example in enumerate(rulebook.examples):
        if example.expects.grade:
            _known(
                check, ("examples", place, "expects"), example.expects.grade, example.code, every
            )
