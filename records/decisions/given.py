"""Rows of the ledger as systems are given them: plain values that can be written as JSON."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.moments import day_or_none, text

DAYS = ("recorded_on", "decided_on", "starts_on", "ends_on", "performed_on")
# What a source said: differs from version to version.
CONTENT = (
    "version_id",
    "opened_at",
    "recorded_on",
    "decided_on",
    "starts_on",
    "ends_on",
    "document_no",
    "authority",
    "basis",
    "behaviour",
    "severity",
    "intent",
    "outcome",
    "amount",
    "confiscated",
    "performed_on",
    "fields",
    "texts",
)
FACT = (
    *CONTENT,
    "fact_id",
    "item",
    "item_name",
    "kind",
    "polarity",
    "disclosure",
    "unit_code",
    "unit_name",
    "effects",
)
REGISTER = (
    "name",
    "sign",
    "kind",
    "status",
    "region_code",
    "industry_code",
    "established_on",
    "address",
    "valid_from",
)


def fact(row: Mapping[str, Any]) -> dict[str, Any]:
    return _plain(row, FACT)


def content(row: Mapping[str, Any]) -> dict[str, Any]:
    return _plain(row, CONTENT)


def register(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: row[name] for name in REGISTER} if row else None


def _plain(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    said = {name: row[name] for name in names}
    said["opened_at"] = text(row["opened_at"])
    for name in DAYS:
        day: date | None = row[name]
        said[name] = day_or_none(day)
    return said
