"""Grades and numbers must fit together without a hole."""

from datetime import date
from itertools import pairwise

from ratings.checking.findings import Check
from ratings.language import words
from ratings.language.problems import Path

COMPUTING = ("indicators", "groups", "floors", "ceilings", "requires", "outside", "vetoes")


def check_scale(check: Check, today: date) -> None:
    rulebook, scale = check.rulebook, check.rulebook.scale
    if rulebook.from_date <= today:
        remedy = "规则只能自发布之后的日子起施行，请改为今天以后的日期。"
        check.add("past_date", ("from_date",), "施行日期已过", remedy)
    _names(check)
    _parts(check)
    if scale.has_score:
        _thresholds(check)
        _bounds(check)


def _parts(check: Check) -> None:
    """Which parts a rulebook has depends on whether it counts, lists or imports."""
    rulebook, scale = check.rulebook, check.rulebook.scale
    here: Path = ("scale",)
    national = rulebook.determined_by is words.DeterminedBy.NATIONAL
    line = check.vocabulary.lines.get(rulebook.line)
    if line is None:
        check.add("unknown_line", ("line",), f"没有条线“{rulebook.line}”", "请核对条线代码。")
    elif line.determined_by == "national":
        national = True
    official = rulebook.purpose is words.Purpose.OFFICIAL
    if national and official and rulebook.determination is None:
        remedy = "请导入认定结果（determination），或标明 purpose: simulation。"
        check.add("determined_elsewhere", ("line",), "本条线由国家认定，不能自行评定", remedy)
    if rulebook.determination is not None:
        extra = [
            name
            for name in (
                "indicators",
                "groups",
                "floors",
                "ceilings",
                "requires",
                "outside",
                "vetoes",
            )
            if getattr(rulebook, name)
        ]
        if extra or scale.has_score or scale.base:
            remedy = "外部认定的等级照原样导入；请去掉起评分、指标和其他条款。"
            check.add("determination_mixed", ("determination",), "外部认定不能再作计算", remedy)
        return
    if scale.has_score:
        if scale.base:
            check.add("base", (*here, "base"), "有分数就不用 base", "请去掉 base。")
        if not scale.thresholds:
            check.add("threshold_gap", here, "没有分数线", "请写明 thresholds。")
        return
    if scale.thresholds or rulebook.indicators or rulebook.groups:
        remedy = "请写明起评分 start，或去掉分数线和指标。"
        check.add("no_score", here, "没有起评分，却有分数线或指标", remedy)
    if not scale.base:
        check.add("base", here, "没有分数，也没有 base", "请写明没有分数时的等级 base。")
    for place, each in enumerate(rulebook.outside):
        if each.score_from is not None:
            path = ("outside", place, "score_from")
            check.add("no_score", path, "没有分数可比", "请去掉 score_from。", each.code)


def _names(check: Check) -> None:
    seen = set()
    scale = check.rulebook.scale
    for key in ("grades", "outside"):
        for place, each in enumerate(getattr(scale, key)):
            if each.code in seen:
                path = ("scale", key, place)
                check.add("duplicate_code", path, f"等级“{each.code}”重复", "请只留一个。")
            seen.add(each.code)


def _thresholds(check: Check) -> None:
    scale = check.rulebook.scale
    unit = scale.rounding.hundredths
    order = {each.code: place for place, each in enumerate(scale.grades)}
    path: Path = ("scale", "thresholds")
    known = [each for each in scale.thresholds if each.grade in order]
    missing = [each.name for each in scale.grades if each.code not in {it.grade for it in known}]
    if missing and scale.thresholds:
        reason = f"等级没有分数线：{'、'.join(missing)}"
        check.add("threshold_gap", path, reason, "请为每个等级写明分数线。")
    for place, each in enumerate(scale.thresholds):
        here = (*path, place)
        if each.grade not in order:
            check.add("unknown_grade", here, f"没有等级“{each.grade}”", "请核对等级代号。")
        if each.least is not None and each.most is not None and each.least > each.most:
            check.add("threshold_overlap", here, "下限高于上限", "请更正。")
        for bound in (each.least, each.most):
            if bound is not None and bound % unit:
                remedy = f"请写成 {scale.rounding} 的整数倍，或改 round。"
                check.add("threshold_unit", here, "分数线细于得分的取整单位", remedy)
        _reachable(check, here, each.least, each.most)
    ranks = [order[each.grade] for each in known]
    if ranks != sorted(set(ranks)):
        check.add("threshold_order", path, "分数线没有由优到劣排列，或等级重复", "请按等级排列。")
        return
    if known and known[0].most is not None and not _covers(scale.most, known[0].most):
        check.add("threshold_gap", (*path, 0), "高于最高分数线的得分没有等级", "请去掉 to。")
    for place, (above, below) in enumerate(pairwise(known), start=1):
        if above.least is None or below.most is None:
            check.add("threshold_overlap", (*path, place), "与上一等级重叠", "请写明 from 和 to。")
        elif below.most + unit < above.least:
            reason = "与上一等级之间有空档"
            check.add("threshold_gap", (*path, place), reason, "请使 to 与上一等级的 from 相接。")
        elif below.most >= above.least:
            check.add("threshold_overlap", (*path, place), "与上一等级重叠", "请更正 from、to。")
    if known and known[-1].least is not None and not _covers_below(scale.least, known[-1].least):
        place = len(known) - 1
        check.add("threshold_gap", (*path, place), "低于最低分数线的得分没有等级", "请去掉 from。")


def _covers(most: int | None, bound: int) -> bool:
    return most is not None and most <= bound


def _covers_below(least: int | None, bound: int) -> bool:
    return least is not None and least >= bound


def _reachable(check: Check, path: Path, least: int | None, most: int | None) -> None:
    scale = check.rulebook.scale
    high = scale.most is not None and least is not None and least > scale.most
    low = scale.least is not None and most is not None and most < scale.least
    if high or low:
        check.add("unreachable", path, "得分到不了这个等级", "请核对最高分、最低分和分数线。")


def _bounds(check: Check) -> None:
    rulebook, scale = check.rulebook, check.rulebook.scale
    unit = scale.rounding.hundredths
    bounds = [("scale", scale.least, scale.most)]
    if scale.least is not None and scale.most is not None and scale.least > scale.most:
        check.add("bounds", ("scale",), "最低分高于最高分", "请更正。")
    for _, least, most in bounds:
        for key, bound in (("least", least), ("most", most)):
            if bound is not None and bound % unit:
                remedy = f"请写成 {scale.rounding} 的整数倍，或改 round。"
                check.add("bounds", ("scale", key), "上下限细于得分的取整单位", remedy)
    named = {each.code for each in rulebook.groups}
    for place, indicator in enumerate(rulebook.indicators):
        path: Path = ("indicators", place)
        if indicator.group and indicator.group not in named:
            reason = f"没有指标组“{indicator.group}”"
            check.add("unknown_group", (*path, "group"), reason, "请在 groups 中列出。")
        if indicator.cap:
            _cap(check, (*path, "cap"), indicator.cap.least, indicator.cap.most, indicator.code)
    used = {each.group for each in rulebook.indicators}
    for place, group in enumerate(rulebook.groups):
        _cap(check, ("groups", place, "cap"), group.cap.least, group.cap.most, group.code)
        if group.code not in used:
            path = ("groups", place)
            check.add(
                "unreachable", path, "没有指标属于这个组", "请去掉，或让指标归入。", group.code
            )


def _cap(check: Check, path: Path, least: int | None, most: int | None, owner: str) -> None:
    if least is None and most is None:
        check.add("bounds", path, "没有写上下限", "请写明 least 或 most。", owner)
    if least is not None and most is not None and least > most:
        check.add("bounds", path, "下限高于上限", "请更正。", owner)
    # A sum of nothing is nought: a cap that moves it would give points to everybody.
    if (least is not None and least > 0) or (most is not None and most < 0):
        check.add("bounds", path, "没有事实时也会计分", "上下限须把 0 包括在内。", owner)
