"""What a row or a fact says, field by field, as a person reads it; and what another says otherwise.

Both are given as a mapping: columns of the ledger by name, the item's own `fields`, the erasable
`texts`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from records.decisions.fields import FIELDS, MONEY, NOWHERE, TEXTS, Field, Type

ERASED = "（文本已擦除）"
SEVERITIES = {1: "轻微", 2: "一般", 3: "严重"}
INTENTS = {"wilful": "故意", "negligent": "过失", "unintended": "非主观"}
# Kept half-open, read with the last day that counts.
HALF_OPEN = frozenset({"ends_on"})


@dataclass(frozen=True, slots=True)
class Item:
    """One field of what is said, by its name in the catalogue."""

    code: str
    label: str
    text: str
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


def items(fields: Sequence[Field], said: Mapping[str, Any]) -> list[Item]:
    """What is said, in the order of the catalogue; what is not said is left out."""
    found = []
    for field in _of_facts(fields):
        text = words(field, _value(field, said))
        if text:
            found.append(Item(field.code, field.name, text, field.into == TEXTS))
    return found


def differences(
    fields: Sequence[Field], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """What the later says otherwise. A text that was erased cannot be compared."""
    found = []
    for field in _of_facts(fields):
        if field.into == TEXTS and before.get("texts_erased"):
            continue
        was, now = words(field, _value(field, before)), words(field, _value(field, after))
        if was != now:
            found.append(Difference(field.name, was or "（空）", now or "（空）"))
    return found


def words(field: Field, value: Any) -> str:
    """A value as it is read on a page: an amount in 元, the last day that counts."""
    if value is None or value == "":
        return ""
    if field.type in MONEY:
        return f"{yuan(int(value))} 元"
    if field.into == "severity":
        return SEVERITIES.get(int(value), str(value))
    if field.into == "intent":
        return INTENTS.get(str(value), str(value))
    if field.type is Type.DATE:
        day = _day(value)
        if day is None:
            return str(value)
        return (day - timedelta(days=1) if field.into in HALF_OPEN else day).isoformat()
    return str(value)


def yuan(fen: int) -> str:
    """12000000 分 as 120,000; with cents only where there are any."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


def _of_facts(fields: Iterable[Field]) -> Iterable[Field]:
    """Without what names the organisation, and what is not kept."""
    hidden = {NOWHERE, "authority_code", "behaviour"}
    for field in fields:
        if field.into not in hidden and not field.into.startswith("subject."):
            yield field


def _value(field: Field, said: Mapping[str, Any]) -> Any:
    if field.into in {FIELDS, TEXTS}:
        return (said.get(field.into) or {}).get(field.code)
    return said.get(field.into)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
