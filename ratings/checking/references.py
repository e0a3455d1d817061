"""Everything a rulebook names must be there, and everything it says must be cited."""

from collections.abc import Iterator, Sequence

from ratings.checking.findings import Check
from ratings.language import words
from ratings.language.probes import Select
from ratings.language.problems import Path
from ratings.language.trees import NumberTree, Points, WordTree
from ratings.language.walk import Selected, citations, selected, trees

NUMBERS = frozenset({"whole", "money_wan", "money_yuan"})


def check_references(check: Check) -> None:
    _documents(check)
    _codes(check)
    _strata(check)
    for each in selected(check.rulebook):
        _select(check, each)
    for place, indicator in enumerate(check.rulebook.indicators):
        for number, rule in enumerate(indicator.rules):
            path: Path = ("indicators", place, "rules", number, "points")
            for at, tree in trees(rule.points, path):
                _tree(check, at, tree, rule.select, rule.code)


def _documents(check: Check) -> None:
    known = {each.code for each in check.rulebook.documents}
    for path, citation in citations(check.rulebook):
        if citation.document not in known:
            remedy = "请先在 documents 中列出该文件。"
            check.add("unknown_document", path, f"没有文件“{citation.document}”", remedy)
        elif not citation.article and citation.mark is not words.Mark.ILLUSTRATIVE:
            remedy = "请写明条款；只作示例的标 mark: illustrative。"
            check.add("uncited", path, "依据没有写到条款", remedy)


def _codes(check: Check) -> None:
    """Codes are what entries and explanations name: each once."""
    seen: dict[str, Path] = {}
    for path, code in _all_codes(check):
        if code in seen:
            line = check.written.lines.of(seen[code])
            reason = f"代号“{code}”重复"
            check.add("duplicate_code", path, reason, f"第 {line} 行已用，请另取代号。", code)
        seen.setdefault(code, path)


def _all_codes(check: Check) -> Iterator[tuple[Path, str]]:
    rulebook = check.rulebook
    for place, indicator in enumerate(rulebook.indicators):
        yield ("indicators", place), indicator.code
        for number, rule in enumerate(indicator.rules):
            yield ("indicators", place, "rules", number), rule.code
    for name in ("groups", "floors", "ceilings", "requires", "outside", "vetoes"):
        for place, each in enumerate(getattr(rulebook, name)):
            yield (name, place), each.code
    sources = rulebook.determination.sources if rulebook.determination else ()
    for place, source in enumerate(sources):
        yield ("determination", "sources", place), source.code


def _strata(check: Check) -> None:
    """A combination reads grades and nothing else, of lines that are no combinations."""
    found = list(selected(check.rulebook))
    combines = [each for each in found if each.select.lines]
    if not combines:
        return
    for each in found:
        if each.select.items:
            remedy = "综合评价只读条线等级；请把事实放进条线自己的规则。"
            check.add("mixed_strata", each.path, "综合评价不能同时读事实", remedy, each.owner)
    for each in combines:
        for code in each.select.lines:
            line = check.vocabulary.lines.get(code)
            if code == check.rulebook.line or (line and check.rulebook.line in line.combines):
                reason = f"条线“{code}”的等级又取决于本条线"
                check.add("cyclic_combination", each.path, reason, "请去掉循环。", each.owner)
            elif line and line.combines:
                reason = f"条线“{code}”本身就是综合评价"
                remedy = "综合评价只能读单项条线的等级。"
                check.add("cyclic_combination", each.path, reason, remedy, each.owner)


def _select(check: Check, each: Selected) -> None:
    select, known = each.select, check.vocabulary
    for key, names, there in (
        ("items", select.items, known.items),
        ("lines", select.lines, known.lines),
        ("behaviours", select.behaviours, known.behaviours),
        ("sectors", select.sectors, known.sectors),
    ):
        for name in names:
            if name not in there:
                _unknown(check, key, (*each.path, key), name, each.owner)
    grades = {grade for code in select.lines for grade in _grades_of(check, code)}
    for outcome in select.outcomes if grades else ():
        if outcome not in grades:
            path = (*each.path, "outcomes")
            reason = f"所列条线没有等级“{outcome}”"
            check.add("unknown_grade", path, reason, "请核对条线的等级。", each.owner)
    for number, test in enumerate(select.fields):
        path = (*each.path, "fields", number)
        kinds = _field(check, path, test.field, select, each.owner)
        if test.words and kinds & NUMBERS:
            check.add("unknown_field", path, f"“{test.field}”是数量", "请用 from、to。", each.owner)
        if not test.words and kinds - NUMBERS:
            check.add("unknown_field", path, f"“{test.field}”不是数量", "请用 in。", each.owner)


def _grades_of(check: Check, code: str) -> Sequence[str]:
    line = check.vocabulary.lines.get(code)
    return line.grades if line else ()


TITLES = {"items": "目录条目", "lines": "条线", "behaviours": "失信行为", "sectors": "行业"}


def _unknown(check: Check, key: str, path: Path, name: str, owner: str) -> None:
    remedy = "请核对代码；目录外的信息不得用于评价。" if key == "items" else "请核对代码。"
    code = f"unknown_{key.removesuffix('s')}"
    check.add(code, path, f"没有{TITLES[key]}“{name}”", remedy, owner)


def _field(check: Check, path: Path, name: str, select: Select, owner: str) -> set[str]:
    """What the field holds in the items selected; said when some of them do not have it."""
    kinds = set()
    for code in select.items:
        item = check.vocabulary.items.get(code)
        if item is None:
            continue
        if name in item.fields:
            kinds.add(item.fields[name])
        else:
            reason = f"目录条目“{code}”没有数据项“{name}”"
            check.add("unknown_field", path, reason, "请核对目录中的数据项代码。", owner)
    return kinds


def _tree(check: Check, path: Path, tree: Points, select: Select, owner: str) -> None:
    if isinstance(tree, WordTree):
        if tree.by is words.ByWord.FIELD:
            _field(check, path, tree.field, select, owner)
        known: dict[words.ByWord, tuple[str, set[str]]] = {
            words.ByWord.ITEM: ("items", {*select.items, *select.lines}),
            words.ByWord.BEHAVIOUR: ("behaviours", set(check.vocabulary.behaviours)),
            words.ByWord.SEVERITY: ("severity", {each.value for each in words.Severity}),
            words.ByWord.INTENT: ("intent", {each.value for each in words.Intent}),
        }
        key, there = known.get(tree.by, ("", set()))
        for number, case in enumerate(tree.cases):
            for word in case.words:
                if key and word not in there:
                    at = (*path, "cases", number, "in")
                    reason = f"“{word}”不在可选范围内"
                    check.add("unknown_word", at, reason, "请核对取值。", owner)
    elif isinstance(tree, NumberTree) and tree.by is words.ByNumber.FIELD:
        kinds = _field(check, path, tree.field, select, owner)
        if kinds - NUMBERS:
            check.add("unknown_field", path, f"“{tree.field}”不是数量", "请用 cases。", owner)
