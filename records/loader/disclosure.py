"""Section disclosure: how long breaches of trust are shown, and how grave penalties make them."""

from collections.abc import Iterator, Sequence
from datetime import date

from records.loader.behaviours import SEVERITIES
from records.models import DisclosureRule, FactVersion, PenaltyKind, PenaltySeverity
from sectors.loader.columns import Column, Reference
from sectors.loader.load import Load
from sectors.loader.registry import Section
from sectors.loader.schema import Choice, Day, Flag, ListOf, Record, Row, Text, Whole, code, rows
from sectors.loader.table import Given, Table


class Rules:
    """Rules are law: never changed, only followed by others. Once there are facts, a new rule lies
    ahead when it is recorded."""

    name = "disclosure_rules"
    after = ("packs",)

    def check(self, load: Load) -> None:
        standing = {rule.code: rule for rule in DisclosureRule.objects.all()}
        founding = not FactVersion.objects.exists()
        seen: dict[str, Row] = {}
        for row in _rules(load):
            first = seen.setdefault(row["code"], row)
            if first is not row:
                where = f"{first.file}:{first.line}"
                load.problem(row.problem("code", f"公示规则“{row['code']}”重复", f"{where} 已有。"))
            known = standing.get(row["code"])
            if known is not None and _said(known) != _values(row):
                reason = f"公示规则“{row['code']}”已登记，不能改动"
                load.problem(row.problem("code", reason, "请另立一条，写明今后的施行日期。"))
            if known is None and not founding and row["from_date"] <= load.day:
                reason = f"公示规则“{row['code']}”的施行日期已过"
                load.problem(row.problem("from_date", reason, "新的规则须从今后的日期起施行。"))

    def apply(self, load: Load) -> None:
        standing = set(DisclosureRule.objects.values_list("code", flat=True))
        founding = not FactVersion.objects.exists()
        for file in load.files("disclosure"):
            new = [row for row in rows(file.row["rules"]) if row["code"] not in standing]
            DisclosureRule.objects.bulk_create(
                DisclosureRule(
                    code=row["code"],
                    is_founding=founding,
                    recorded_on=load.day,
                    **_values(row),
                )
                for row in new
            )
            load.tallies[file.pack].added += len(new)


def _rules(load: Load) -> Iterator[Row]:
    for file in load.files("disclosure"):
        yield from rows(file.row["rules"])


def _values(row: Row) -> dict[str, object]:
    return {
        "scope": row["scope"],
        "severity": SEVERITIES[row["severity"]],
        "valid_from": row["from_date"],
        "applies_to_earlier": bool(row["favourable_to_earlier"]),
        "shown": row["shown"],
        "min_months": row["least_months"],
        "max_months": row["most_months"],
        "exception_months": row["exception_months"] or 0,
        "basis": row["basis"],
        "is_history": bool(row["history"]),
        "unverified": bool(row["verify"]),
    }


def _said(rule: DisclosureRule) -> dict[str, object]:
    names = (
        "scope",
        "severity",
        "valid_from",
        "applies_to_earlier",
        "shown",
        "min_months",
        "max_months",
        "exception_months",
        "basis",
        "is_history",
        "unverified",
    )
    return {name: getattr(rule, name) for name in names}


def _kinds(load: Load) -> Iterator[Given[PenaltyKind]]:
    for file in load.files("disclosure"):
        for order, row in enumerate(rows(file.row["penalty_kinds"]), start=1):
            values = {
                "code": row["code"],
                "name": row["name"],
                "template_name": row["template_name"],
                "aliases": row["aliases"] or [],
                "personal": bool(row["personal"]),
                "needs_amount": bool(row["needs_amount"]),
                "order": order * 10,
            }
            yield Given(file.pack, row["code"], row, values)


def _check_kinds(load: Load, found: Sequence[Given[PenaltyKind]]) -> None:
    words: dict[str, str] = {}
    for given in found:
        row = given.row
        for word in (row["name"], *(row["aliases"] or ())):
            other = words.setdefault(word, given.key)
            if other != given.key:
                reason = f"“{word}”同时是 {other} 的写法"
                load.problem(row.problem("aliases", reason, "请只留一处。"))


def _steps(load: Load) -> Iterator[Given[PenaltySeverity]]:
    for file in load.files("disclosure"):
        for row in rows(file.row["severities"]):
            since: date = row["from_date"]
            values = {
                "code": _step_code(
                    row["penalty"], row["sector"] or "", row["amount_from"] or 0, since
                ),
                "penalty": row["penalty"],
                "sector": row["sector"],
                "amount_from": row["amount_from"] or 0,
                "severity": SEVERITIES[row["severity"]],
                "basis": row["basis"],
                "verify": bool(row["verify"]),
                "from_date": since.isoformat(),
            }
            yield Given(file.pack, str(values["code"]), row, values)


def _check_steps(load: Load, found: Sequence[Given[PenaltySeverity]]) -> None:
    for given in found:
        row = given.row
        if not load.knows("penalty_kind", row["penalty"]):
            load.problem(row.problem("penalty", f"没有处罚种类 {row['penalty']}", "请核对。"))
        if row["sector"] and not load.knows("sector", row["sector"]):
            load.problem(row.problem("sector", f"没有行业 {row['sector']}", "请核对代码。"))


def _step_code(penalty: str, sector: str, amount: int, since: date) -> str:
    return f"{penalty}/{sector}/{amount}/{since.isoformat()}"


PENALTY_KINDS = Table[PenaltyKind](
    name="penalty_kinds",
    title="处罚种类",
    model=PenaltyKind,
    kind="penalty_kind",
    rows=_kinds,
    check_rows=_check_kinds,
    key_of=lambda kind: kind.code,
    after=("packs",),
    columns=lambda: [
        Column("code"),
        Column("name"),
        Column("template_name"),
        Column("aliases"),
        Column("personal", "is_personal"),
        Column("needs_amount"),
        Column("order", "sort_order", quiet=True),
    ],
)
SEVERITY_STEPS = Table[PenaltySeverity](
    name="penalty_severities",
    title="处罚程度",
    model=PenaltySeverity,
    rows=_steps,
    check_rows=_check_steps,
    key_of=lambda step: step.code,
    after=("penalty_kinds", "sectors"),
    columns=lambda: [
        Column("code"),
        Column("penalty", "penalty_kind_id"),
        Reference("sector", "sector"),
        Column("amount_from"),
        Column("severity"),
        Column("basis"),
        Column("verify", "unverified"),
        Column("from_date", "valid_from"),
    ],
)

DISCLOSURE_SECTION = Section(
    "disclosure",
    Record(
        fields={
            "rules": ListOf(
                Record(
                    fields={
                        "code": code(),
                        "scope": Choice(choices=tuple(DisclosureRule.Scope.values)),
                        "severity": Choice(choices=tuple(SEVERITIES)),
                        "from_date": Day(),
                        "favourable_to_earlier": Flag(required=False),
                        "shown": Flag(),
                        "least_months": Whole(most=36),
                        "most_months": Whole(most=36, required=False),
                        "exception_months": Whole(most=3, required=False),
                        "basis": Text(300),
                        "history": Flag(required=False),
                        "verify": Flag(required=False),
                    }
                ),
                unique="code",
            ),
            "penalty_kinds": ListOf(
                Record(
                    fields={
                        "code": code(),
                        "name": Text(40),
                        "template_name": Text(40),
                        "aliases": ListOf(Text(40), required=False),
                        "personal": Flag(required=False),
                        "needs_amount": Flag(required=False),
                    }
                ),
                required=False,
                unique="code",
            ),
            "severities": ListOf(
                Record(
                    fields={
                        "penalty": code(),
                        "sector": code(required=False),
                        "amount_from": Whole(required=False, most=10**15),
                        "severity": Choice(choices=tuple(SEVERITIES)),
                        "basis": Text(300),
                        "verify": Flag(required=False),
                        "from_date": Day(),
                    }
                ),
                required=False,
            ),
        }
    ),
    (Rules(), PENALTY_KINDS, SEVERITY_STEPS),
)
