"""What may be asked about an organisation: its facts, its age, what the register says of it."""

from typing import Union

from ratings.language import words
from ratings.language.probes import Probe
from ratings.language.shapes import ByKey, Later, Many, Shape, Text, Whole, Word
from ratings.language.terms import Of, said, term

Condition = Union[
    "Has", "Lacks", "AllOf", "AnyOf", "Not", "Age", "KindIs", "IndustryIs", "RegionIs"
]


def _condition() -> Shape:
    return CONDITION


@term
class Has:
    """At least so many such facts count on the day."""

    has: Probe = said(Of(Probe), "有")
    at_least: int = said(Whole(1, 1_000), "次数不少于", default=1)


@term
class Lacks:
    """No such fact counts on the day."""

    lacks: Probe = said(Of(Probe), "没有")


@term
class AllOf:
    """Everything listed holds."""

    conditions: tuple[Condition, ...] = said(Many(Later(_condition), 1, 20), "同时", key="all")


@term
class AnyOf:
    """Something listed holds."""

    conditions: tuple[Condition, ...] = said(Many(Later(_condition), 1, 20), "任一", key="any")


@term
class Not:
    """It does not hold."""

    condition: Condition = said(Later(_condition), "非", key="not")


@term
class AgeSpan:
    """Months since it was established."""

    least: int | None = said(Whole(1, 1_200), "满（月）", key="from", default=None)
    below: int | None = said(Whole(1, 1_200), "不满（月）", key="under", default=None)


@term
class Age:
    """How long it has existed. Where the register does not say, this does not hold."""

    span: AgeSpan = said(
        Of(AgeSpan, lambda it: "" if it.least or it.below else "请写明 from 或 under（月）"),
        "存续月数",
        key="age_months",
    )


@term
class KindIs:
    """The register says it is one of these."""

    kinds: tuple[words.Kind, ...] = said(Many(Word(words.Kind), 1, 7), "主体类别", key="kind")


@term
class IndustryIs:
    """Its industry code begins with one of these."""

    prefixes: tuple[str, ...] = said(Many(Text(4), 1), "行业", key="industry")


@term
class RegionIs:
    """Its region code begins with one of these."""

    prefixes: tuple[str, ...] = said(Many(Text(12), 1), "地区", key="region")


CONDITION = ByKey(
    {
        "has": (Has, Of(Has)),
        "lacks": (Lacks, Of(Lacks)),
        "all": (AllOf, Of(AllOf)),
        "any": (AnyOf, Of(AnyOf)),
        "not": (Not, Of(Not)),
        "age_months": (Age, Of(Age)),
        "kind": (KindIs, Of(KindIs)),
        "industry": (IndustryIs, Of(IndustryIs)),
        "region": (RegionIs, Of(RegionIs)),
    }
)
