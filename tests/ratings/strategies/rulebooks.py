"""Legal rulebooks: made of terms, so that whatever the language can say may come up."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from ratings.language import Rulebook, words
from ratings.language.conditions import (
    Age,
    AgeSpan,
    AllOf,
    AnyOf,
    Condition,
    Has,
    IndustryIs,
    KindIs,
    Lacks,
    Not,
    RegionIs,
)
from ratings.language.consequences import Continuous, Noticed, Scope, Yearly, YearlyDays
from ratings.language.determinations import Determination, GradeCase, Source
from ratings.language.documents import Citation, Document
from ratings.language.probes import FieldTest, Probe, Select, Window
from ratings.language.rules import Cap, Decay, DecayStep, Group, Indicator, Occurrences, Rule
from ratings.language.scales import GradeName, Scale, StartCase, StartTable, Threshold
from ratings.language.trees import (
    AmountTree,
    Band,
    Case,
    NumberTree,
    Points,
    Step,
    WordTree,
)
from ratings.language.verdicts import Ceiling, Floor, Outside, Require, Veto
from tests.ratings.strategies.facts import BEHAVIOURS, ITEMS, LINES, OUTCOMES

CITES = Citation(document="doc", mark=words.Mark.ILLUSTRATIVE)
GRADES = ("A", "B", "C", "D")
OUTSIDE = ("M", "未评")
POINTS = st.sampled_from([-1, -50, -100, -150, -333, 50, 100, 201, 1_000]) | st.integers(
    -1_200, 1_200
)
WEIGHTS = st.sampled_from([1_000, 1_000, 500, 333, 5]) | st.integers(0, 2_000)


def some(values: tuple[Any, ...], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """One or more of them, each once."""
    least = min(most, len(values), 2)
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(
        tuple
    ) | st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True).map(tuple)


def maybe(strategy: st.SearchStrategy[Any], otherwise: Any = None) -> st.SearchStrategy[Any]:
    """Seldom: what narrows a selection leaves little to find when all of it comes together."""
    return st.integers(0, 5).flatmap(lambda n: strategy if n == 5 else st.just(otherwise))


@st.composite
def field_tests(draw: st.DrawFn) -> FieldTest:
    if draw(st.booleans()):
        return FieldTest(field=draw(st.sampled_from(["W", "N"])), words=draw(some(("x", "y", "5"))))
    least = draw(st.integers(0, 6))
    most = draw(st.none() | st.integers(least, 9))
    return FieldTest(field=draw(st.sampled_from(["W", "N"])), least=least, most=most)


@st.composite
def selects(draw: st.DrawFn, items: tuple[str, ...]) -> Select:
    if items == LINES:
        return Select(lines=draw(some(items)), outcomes=draw(maybe(some(OUTCOMES), ())))
    return Select(
        items=draw(some(items)),
        behaviours=draw(maybe(some(BEHAVIOURS), ())),
        sectors=draw(maybe(st.sampled_from([("hb",), ("nobody", "hb"), ("nobody",)]), ())),
        severity=draw(maybe(some(tuple(words.Severity)), ())),
        intent=draw(maybe(some(tuple(words.Intent)), ())),
        outcomes=draw(maybe(some(OUTCOMES), ())),
        fine_from=draw(maybe(st.sampled_from([0, 100, 500_000]))),
        fine_below=draw(maybe(st.sampled_from([500_000, 10_000_000]))),
        fields=draw(maybe(st.lists(field_tests(), min_size=1, max_size=2).map(tuple), ())),
    )


WINDOWS = st.builds(
    Window,
    anchor=st.sampled_from([words.Anchor.DECIDED] * 4 + list(words.Anchor)),
    after_days=st.sampled_from([0, 0, 1, 15]),
    months=st.none() | st.sampled_from([1, 12, 24, 36, 60]),
    until_end=st.sampled_from([False, False, True]),
)


@st.composite
def trees(draw: st.DrawFn, points: st.SearchStrategy[int] = POINTS, depth: int = 2) -> Points:
    kind = draw(st.sampled_from(["leaf", "leaf", "word", "amount", "number"])) if depth else "leaf"
    if kind == "leaf":
        return draw(points)
    inner = trees(points, depth - 1)
    otherwise = draw(inner)
    if kind == "amount":
        lows = sorted(
            draw(st.lists(st.sampled_from([0, 100, 500_000, 10_000_000]), min_size=1, unique=True))
        )
        return AmountTree(
            by=draw(st.sampled_from(list(words.ByAmount))),
            bands=tuple(Band(least=each, points=draw(inner)) for each in lows),
            otherwise=otherwise,
        )
    if kind == "number":
        by = draw(st.sampled_from([words.ByNumber.OCCURRENCE] * 2 + list(words.ByNumber)))
        lows = sorted(draw(st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True)))
        return NumberTree(
            by=by,
            field="N" if by is words.ByNumber.FIELD else "",
            steps=tuple(Step(least=each, points=draw(inner)) for each in lows),
            otherwise=otherwise,
        )
    by_word = draw(st.sampled_from(list(words.ByWord)))
    known: dict[words.ByWord, tuple[str, ...]] = {
        words.ByWord.ITEM: (*ITEMS, *LINES),
        words.ByWord.BEHAVIOUR: BEHAVIOURS,
        words.ByWord.SEVERITY: ("minor", "general", "serious"),
        words.ByWord.INTENT: ("wilful", "negligent"),
        words.ByWord.OUTCOME: OUTCOMES,
        words.ByWord.FIELD: ("x", "y", "5"),
    }
    cases = draw(st.lists(some(known[by_word]), min_size=1, max_size=3))
    return WordTree(
        by=by_word,
        field="W" if by_word is words.ByWord.FIELD else "",
        cases=tuple(Case(words=each, points=draw(inner)) for each in cases),
        otherwise=otherwise,
    )


@st.composite
def weights(draw: st.DrawFn) -> int | Decay:
    if draw(st.booleans()):
        return draw(WEIGHTS)
    months = sorted(draw(st.lists(st.sampled_from([0, 1, 6, 12, 24]), min_size=1, unique=True)))
    return Decay(steps=tuple(DecayStep(from_month=each, weight=draw(WEIGHTS)) for each in months))


@st.composite
def conditions(draw: st.DrawFn, items: tuple[str, ...], depth: int = 2) -> Condition:
    kinds = ["has", "has", "lacks", "age", "kind", "industry", "region"]
    kind = draw(st.sampled_from(kinds + (["all", "any", "not"] if depth else [])))
    if kind in {"has", "lacks"}:
        probe = Probe(select=draw(selects(items)), window=draw(WINDOWS))
        if kind == "lacks":
            return Lacks(lacks=probe)
        return Has(has=probe, at_least=draw(st.sampled_from([1, 1, 2, 3])))
    if kind == "age":
        least = draw(st.none() | st.sampled_from([1, 12, 24]))
        below = draw(st.sampled_from([13, 36]) if least is None else st.none() | st.just(36))
        return Age(span=AgeSpan(least=least, below=below))
    if kind == "kind":
        return KindIs(kinds=draw(some(tuple(words.Kind))))
    if kind == "industry":
        return IndustryIs(prefixes=draw(some(("C", "26", "26_", "%"))))
    if kind == "region":
        return RegionIs(prefixes=draw(some(("3202", "32", "9"))))
    if kind == "not":
        return Not(condition=draw(conditions(items, depth - 1)))
    inner = tuple(draw(st.lists(conditions(items, depth - 1), min_size=1, max_size=3)))
    return AllOf(conditions=inner) if kind == "all" else AnyOf(conditions=inner)


@st.composite
def caps(draw: st.DrawFn, around: int = 0) -> Cap:
    low = draw(st.none() | st.integers(-1_500, around))
    high = draw(
        st.integers(around, 1_500) if low is None else st.none() | st.integers(around, 1_500)
    )
    return Cap(least=low, most=high)


@st.composite
def rules(draw: st.DrawFn, code: str, items: tuple[str, ...]) -> Rule:
    plain = st.just(Select(lines=items) if items == LINES else Select(items=items))
    return Rule(
        code=code,
        name="规则",
        cites=CITES,
        select=draw(selects(items) | plain),
        window=draw(WINDOWS),
        points=draw(trees()),
        weight=draw(weights()),
        take=draw(st.sampled_from([words.Take.ALL, words.Take.ALL, *words.Take])),
        occurrences=draw(maybe(st.builds(Occurrences, within_months=st.sampled_from([1, 12, 36])))),
    )


@st.composite
def indicators(draw: st.DrawFn, items: tuple[str, ...], groups: int) -> tuple[Indicator, ...]:
    names = ["", *(f"group-{n}" for n in range(groups))]
    return tuple(
        Indicator(
            code=f"indicator-{n}",
            name="指标",
            group=draw(st.sampled_from(names)),
            cap=draw(maybe(caps())),
            rules=tuple(
                draw(rules(f"rule-{n}-{m}", items)) for m in range(draw(st.integers(1, 2)))
            ),
        )
        for n in range(draw(st.integers(1, 3)))
    )


@st.composite
def scales(draw: st.DrawFn, items: tuple[str, ...]) -> Scale:
    names = tuple(GradeName(code=each, name=f"{each}级") for each in GRADES)
    outside = tuple(GradeName(code=each, name=each) for each in OUTSIDE)
    if draw(st.integers(0, 5)) == 5:
        return Scale(grades=names, outside=outside, base=draw(st.sampled_from(GRADES)))
    rounding = draw(st.sampled_from(list(words.Rounding)))
    unit = rounding.hundredths
    lows = sorted(draw(st.lists(st.integers(-20, 12), min_size=3, max_size=3, unique=True)))
    bounds = [low * 100 for low in reversed(lows)]
    thresholds = [Threshold(grade="A", least=bounds[0])]
    for above, low, grade in zip(bounds, bounds[1:], "BC", strict=False):
        thresholds.append(Threshold(grade=grade, least=low, most=above - unit))
    thresholds.append(Threshold(grade="D", most=bounds[-1] - unit))
    clamp = draw(st.sampled_from([(None, None), (0, 1_200), (-400, None), (None, 1_000)]))
    start: int | StartTable = draw(st.sampled_from([0, 900, 905, -250]))
    if draw(st.booleans()):
        cases = tuple(
            StartCase(when=draw(conditions(items, 1)), points=draw(POINTS), cites=CITES)
            for _ in range(draw(st.integers(1, 2)))
        )
        start = StartTable(cases=cases, otherwise=900)
    return Scale(
        grades=names,
        outside=outside,
        start=start,
        least=clamp[0],
        most=clamp[1],
        rounding=rounding,
        thresholds=tuple(thresholds),
    )


CADENCES = st.sampled_from(
    [
        Continuous(continuous="每日"),
        Continuous(continuous="每日"),
        Noticed(noticed="送达后生效"),
        Yearly(yearly=YearlyDays(cut_off=(12, 31), publish=(4, 1))),
        Yearly(yearly=YearlyDays(cut_off=(6, 30), publish=(9, 1))),
    ]
)


@st.composite
def verdicts(draw: st.DrawFn, items: tuple[str, ...], has_score: bool) -> dict[str, Any]:
    def many(most: int) -> range:
        return range(draw(st.integers(0, most)))

    grade = st.sampled_from(GRADES)
    when = conditions(items)
    common: dict[str, Any] = {"name": "条款", "cites": CITES}
    requires = []
    for n in many(2):
        best = draw(st.integers(0, 2))
        requires.append(
            Require(
                code=f"require-{n}",
                grade=GRADES[best],
                otherwise=GRADES[draw(st.integers(best + 1, 3))],
                needs=draw(when),
                **common,
            )
        )
    return {
        "floors": tuple(
            Floor(code=f"floor-{n}", grade=draw(grade), when=draw(when), **common) for n in many(2)
        ),
        "ceilings": tuple(
            Ceiling(code=f"ceiling-{n}", grade=draw(grade), when=draw(when), **common)
            for n in many(2)
        ),
        "requires": tuple(requires),
        "outside": tuple(
            Outside(
                code=f"outside-{n}",
                grade=draw(st.sampled_from(OUTSIDE)),
                when=draw(when),
                score_from=draw(st.none() | st.just(500)) if has_score else None,
                **common,
            )
            for n in many(2)
        ),
        "vetoes": tuple(
            Veto(code=f"veto-{n}", grade=draw(grade), when=draw(when), **common) for n in many(2)
        ),
    }


@st.composite
def determinations(draw: st.DrawFn, items: tuple[str, ...]) -> Determination:
    grades = st.sampled_from((*GRADES, *OUTSIDE))
    sources = []
    for n in range(draw(st.integers(1, 3))):
        field = draw(st.sampled_from(["", "W"]))
        known = ("x", "y", "z") if field else OUTCOMES
        sources.append(
            Source(
                code=f"source-{n}",
                name="来源",
                cites=CITES,
                select=draw(selects(items)),
                window=draw(WINDOWS),
                field=field,
                grades=tuple(
                    GradeCase(words=draw(some(known)), grade=draw(grades))
                    for _ in range(draw(st.integers(1, 3)))
                ),
            )
        )
    return Determination(sources=tuple(sources), otherwise=draw(grades))


@st.composite
def rulebooks(draw: st.DrawFn, items: tuple[str, ...] = ITEMS) -> Rulebook:
    common: dict[str, Any] = {
        "code": "generated",
        "version": 1,
        "line": "line-three",
        "name": "生成的规则",
        "determined_by": words.DeterminedBy.LOCAL,
        "from_date": date(2030, 1, 1),
        "documents": (Document(code="doc", title="生成的文件"),),
        "visible_to": words.Visibility.PUBLIC,
        "cadence": draw(CADENCES),
        "monotone": False,
        "not_monotone": CITES,
        "disputed": draw(st.sampled_from(list(words.Disputed))),
        "applies_to": Scope(
            kinds=draw(maybe(some(tuple(words.Kind), 4), tuple(words.Kind))),
            statuses=draw(maybe(st.just((words.Status.ACTIVE,)), tuple(words.Status))),
            industries=draw(maybe(st.just(("C", "26")), ())),
            regions=draw(maybe(st.just(("3202",)), ())),
            when=draw(maybe(conditions(items))),
        ),
    }
    if draw(st.integers(0, 5)) == 5:
        names = tuple(GradeName(code=each, name=each) for each in GRADES)
        outside = tuple(GradeName(code=each, name=each) for each in OUTSIDE)
        return Rulebook(
            scale=Scale(grades=names, outside=outside),
            determination=draw(determinations(items)),
            **common,
        )
    scale = draw(scales(items))
    groups = tuple(
        Group(code=f"group-{n}", name="组", cap=draw(caps()))
        for n in range(draw(st.integers(0, 2)))
    )
    if scale.has_score:
        common["groups"] = groups
        common["indicators"] = draw(indicators(items, len(groups)))
    return Rulebook(scale=scale, **common, **draw(verdicts(items, scale.has_score)))
