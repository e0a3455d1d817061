"""What one edition of an item changed against the one before, as a reader would say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LABELS: Mapping[str, str] = {
    "name": "名称",
    "basis": "依据",
    "disclosure": "公开属性",
    "shown_months": "公开期限（月）",
    "shared_with": "共享范围",
    "update_cycle": "更新周期",
    "report_days": "报送时限（工作日）",
    "is_priority": "亟需核心数据",
    "needs_check": "须复核",
    "any_unit": "凡有权机关均可报送",
    "data_resource": "政务数据资源代码",
    "source": "出处",
    "is_illustrative": "示例",
    "unverified": "待核",
    "is_ended": "停用",
}


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What is said otherwise, in the order of the form; data items by their code."""
    found = [
        Change(label, said(before[name]), said(after[name]))
        for name, label in LABELS.items()
        if before[name] != after[name]
    ]
    return found + _fields(before["fields"], after["fields"])


def said(value: object) -> str:
    match value:
        case True:
            return "是"
        case False:
            return "否"
        case None | "":
            return "—"
    return str(value)


def _fields(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[Change]:
    old = {each["code"]: each for each in before}
    new = {each["code"]: each for each in after}
    found = [Change(f"数据项 {code}", _named(old[code]), "不再使用") for code in old.keys() - new]
    found += [Change(f"数据项 {code}", "—", _named(new[code])) for code in new.keys() - old]
    for code in old.keys() & new:
        for name in sorted(old[code].keys() | new[code].keys()):
            one, other = old[code].get(name), new[code].get(name)
            if one != other:
                found.append(Change(f"数据项 {code} {name}", _plain(one), _plain(other)))
    return sorted(found, key=lambda change: change.label)


def _named(field: Mapping[str, Any]) -> str:
    return str(field["name"])


def _plain(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else said(value)
