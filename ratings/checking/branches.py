"""Trees of points: no fact without a branch, no branch without a fact, none counted twice."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from ratings.checking.findings import Check
from ratings.language import words
from ratings.language.probes import Select
from ratings.language.problems import Path
from ratings.language.rules import Decay, Rule
from ratings.language.trees import AmountTree, NumberTree, Points, WordTree
from ratings.language.walk import selected, trees

PENALTY = "penalty"
# What a penalty may lead to by its own decision.
LISTS = frozenset({"list", "abnormal"})
ONLY_ADVERSE = {"severity": "失信程度", "behaviours": "失信行为", "sectors": "行业"}


def check_branches(check: Check) -> None:
    for path, rule in _rules(check):
        for at, tree in trees(rule.points, (*path, "points")):
            _complete(check, at, tree, rule)
            _ordered(check, at, tree, rule)
        _decay(check, path, rule)
    for each in selected(check.rulebook):
        _possible(check, each.path, each.select, each.owner)
    _twice(check)


def _rules(check: Check) -> Iterator[tuple[Path, Rule]]:
    for place, indicator in enumerate(check.rulebook.indicators):
        for number, rule in enumerate(indicator.rules):
            yield ("indicators", place, "rules", number), rule


def covers(check: Check, tree: Points, select: Select) -> bool:
    """Every fact selected has a branch, without `otherwise`."""
    if isinstance(tree, WordTree):
        named = {word for case in tree.cases for word in case.words}
        if tree.by is words.ByWord.ITEM:
            return named >= {*select.items, *select.lines}
        if tree.by is words.ByWord.BEHAVIOUR:
            return bool(select.behaviours) and named >= set(select.behaviours)
        if tree.by is words.ByWord.OUTCOME:
            return bool(select.outcomes) and named >= set(select.outcomes)
        if tree.by is words.ByWord.INTENT:
            return bool(select.intent) and named >= set(select.intent)
        if tree.by is words.ByWord.SEVERITY:
            possible = {each.value for each in select.severity or words.Severity}
            items = [check.vocabulary.items.get(each) for each in select.items]
            adverse = all(each is not None and each.is_adverse for each in items)
            return named >= possible and (adverse or bool(select.severity))
        return False
    if isinstance(tree, NumberTree):
        return tree.by is words.ByNumber.OCCURRENCE and tree.steps[0].least <= 1
    if isinstance(tree, AmountTree) and tree.by is words.ByAmount.FINE:
        return select.fine_from is not None and tree.bands[0].least <= select.fine_from
    return isinstance(tree, int)


def _complete(check: Check, path: Path, tree: Points, rule: Rule) -> None:
    if isinstance(tree, int) or tree.otherwise is not None:
        return
    if not covers(check, tree, rule.select):
        remedy = "请补齐情形，或写明 otherwise（其他情形的分值）。"
        check.add("points_gap", path, "有的事实没有分值", remedy, rule.code)


def _ordered(check: Check, path: Path, tree: Points, rule: Rule) -> None:
    if isinstance(tree, WordTree):
        seen: set[str] = set()
        for number, case in enumerate(tree.cases):
            if set(case.words) <= seen:
                at = (*path, "cases", number)
                check.add("unreachable", at, "前面的情形已经包括", "请去掉或改取值。", rule.code)
            seen |= set(case.words)
        if tree.otherwise is not None and covers(check, tree, rule.select):
            at = (*path, "otherwise")
            check.add("unreachable", at, "各种情形已经列全", "请去掉 otherwise。", rule.code)
        return
    if isinstance(tree, int):
        return
    key = "bands" if isinstance(tree, AmountTree) else "steps"
    lows = [each.least for each in getattr(tree, key)]
    for number, (low, high) in enumerate(pairwise(lows), start=1):
        if high <= low:
            at = (*path, key, number)
            check.add("points_order", at, "分档没有由低到高排列", "请按 from 排列。", rule.code)
    is_counted = isinstance(tree, NumberTree) and tree.by is words.ByNumber.OCCURRENCE
    if is_counted and rule.occurrences is None:
        remedy = "请在规则中写明 occurrences: {within_months: …}。"
        check.add("occurrences", path, "没有写明在多长时间内计次", remedy, rule.code)


def _decay(check: Check, path: Path, rule: Rule) -> None:
    if not isinstance(rule.weight, Decay):
        return
    months = [each.from_month for each in rule.weight.steps]
    at = (*path, "weight", "steps")
    if months != sorted(set(months)):
        check.add(
            "points_order", at, "各期权重没有由近到远排列", "请按 from_month 排列。", rule.code
        )
    if months[0] != 0:
        check.add("points_gap", at, "开始的一段没有权重", "第一期请写 from_month: 0。", rule.code)
    window = rule.window.months
    if window is not None and months[-1] >= window:
        remedy = "请去掉超出期限的权重。"
        check.add("unreachable", at, "有的权重在期限之后", remedy, rule.code)


def _possible(check: Check, path: Path, select: Select, owner: str) -> None:
    """Something can be selected at all."""
    reasons = []
    low, high = select.fine_from, select.fine_below
    if low is not None and high is not None and low >= high:
        reasons.append("罚款的下限不低于上限")
    items = [check.vocabulary.items.get(each) for each in select.items]
    if items and not any(each is None or each.is_adverse for each in items):
        reasons += [
            f"所选条目都不是失信信息，没有{title}"
            for key, title in ONLY_ADVERSE.items()
            if getattr(select, key)
        ]
    if select.sectors and not any(check.vocabulary.sectors.get(each) for each in select.sectors):
        reasons.append("所列行业没有失信行为清单")
    reasons += [
        f"“{test.field}”的下限高于上限"
        for test in select.fields
        if test.least is not None and test.most is not None and test.least > test.most
    ]
    for reason in reasons:
        check.add("unreachable", path, reason, "这样选不到任何事实，请更正。", owner)


def _twice(check: Check) -> None:
    """One decision must not bring points through two rules, unless somebody orders it."""
    known = {rule.code for _, rule in _rules(check)}
    bringing = []
    for path, rule in _rules(check):
        if rule.besides is not None:
            for code in rule.besides.rules:
                if code not in known:
                    at = (*path, "besides")
                    check.add("unknown_rule", at, f"没有规则“{code}”", "请核对代号。", rule.code)
        adverse = {
            code
            for code in rule.select.items
            if code in check.vocabulary.items and check.vocabulary.items[code].is_adverse
        }
        if adverse and any(each != 0 for each in _leaves(rule.points)):
            bringing.append((path, rule, adverse))
    for (_, first, ours), (path, second, theirs) in combinations(bringing, 2):
        if _agreed(first, second) or _agreed(second, first):
            continue
        same = bool(ours & theirs) and not _disjoint(first.select, second.select)
        kinds = [{check.vocabulary.items[each].kind for each in side} for side in (ours, theirs)]
        through_list = any(
            PENALTY in one and other & LISTS for one, other in (kinds, reversed(kinds))
        )
        if same or through_list:
            how = "同一事实" if same else "同一决定（处罚与列入名单）"
            reason = f"{how}可能被“{first.code}”和“{second.code}”重复计分"
            remedy = "请区分范围，或把名单改为封顶、直接判级；确有规定并计的写 besides 及依据。"
            check.add("counted_twice", path, reason, remedy, second.code)


def _agreed(rule: Rule, other: Rule) -> bool:
    return rule.besides is not None and other.code in rule.besides.rules


def _leaves(tree: Points) -> Iterator[int]:
    for _, each in trees(tree, ()):
        if isinstance(each, int):
            yield each


def _disjoint(one: Select, other: Select) -> bool:
    """No fact is in both: some restriction of both excludes it."""
    for key in ("severity", "behaviours", "intent", "outcomes"):
        ours, theirs = set(getattr(one, key)), set(getattr(other, key))
        if ours and theirs and not ours & theirs:
            return True
    for low, high in ((one, other), (other, one)):
        below, least = low.fine_below, high.fine_from
        if below is not None and least is not None and below <= least:
            return True
    return False
