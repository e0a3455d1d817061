"""Keyset paging: constant cost on every page, no page numbers, no counting."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from core import errors

M = TypeVar("M", bound=Model)
T = TypeVar("T")

DEFAULT_SIZE = 50
LARGEST_SIZE = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: list[T]
    next: str | None


def page_size(raw: str | None) -> int:
    if raw is None or raw == "":
        return DEFAULT_SIZE
    digits = raw.isascii() and raw.isdigit() and len(raw) <= len(str(LARGEST_SIZE))
    if not digits or not 1 <= int(raw) <= LARGEST_SIZE:
        raise errors.PAGE_SIZE(limit=LARGEST_SIZE)
    return int(raw)


def encode(values: Sequence[object]) -> str:
    plain = [v.isoformat() if isinstance(v, date | datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(cursor: str, length: int) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        values = json.loads(raw)
    except (ValueError, UnicodeError, binascii.Error, RecursionError) as error:
        raise errors.BAD_CURSOR() from error
    plain = isinstance(values, list) and all(
        isinstance(v, str | int) and not isinstance(v, bool) for v in values
    )
    if not plain or len(values) != length or any("\x00" in v for v in values if isinstance(v, str)):
        raise errors.BAD_CURSOR()
    return list(values)


def page(
    rows: QuerySet[M],
    *,
    order: Sequence[str],
    cursor: str | None = None,
    size: int = DEFAULT_SIZE,
) -> Page[M]:
    """The rows after `cursor` in `order`, such as ("-recorded_at", "-id"); the last is unique."""
    names = [name.removeprefix("-") for name in order]
    if cursor:
        rows = rows.filter(_after(rows, order, decode(cursor, len(order))))
    items = list(rows.order_by(*order)[: size + 1])
    following = None
    if len(items) > size:
        items = items[:size]
        following = encode([getattr(items[-1], name) for name in names])
    return Page(items, following)


def _after(rows: QuerySet[M], order: Sequence[str], values: Sequence[Any]) -> Q:
    condition = Q()
    equal: dict[str, Any] = {}
    for name, raw in zip(order, values, strict=True):
        column = name.removeprefix("-")
        try:
            value = _to_python(rows, column, raw)
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            raise errors.BAD_CURSOR() from error
        operator = "lt" if name.startswith("-") else "gt"
        condition |= Q(**equal, **{f"{column}__{operator}": value})
        equal[column] = value
    return condition


def _to_python(rows: QuerySet[M], column: str, raw: Any) -> Any:
    field = rows.model._meta.get_field(column)
    return field.to_python(raw) if isinstance(field, Field) else raw
