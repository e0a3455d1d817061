"""Parameters of a compiled statement. No word of a rulebook ever becomes SQL: everything it names
goes here and stands in the statement as a placeholder."""

from collections.abc import Sequence
from datetime import date
from typing import Any


class Parameters:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def _add(self, value: Any) -> str:
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"

    def text(self, value: str) -> str:
        return f"{self._add(value)}::text"

    def whole(self, value: int | None) -> str:
        return f"{self._add(value)}::bigint"

    def small(self, value: int | None) -> str:
        return f"{self._add(value)}::integer"

    def day(self, value: date | None) -> str:
        return f"{self._add(value)}::date"

    def texts(self, values: Sequence[str]) -> str:
        return f"{self._add(list(values))}::text[]"

    def wholes(self, values: Sequence[int]) -> str:
        return f"{self._add(list(values))}::bigint[]"

    def json(self, value: str) -> str:
        return f"{self._add(value)}::jsonb"

    def any(self, value: Any) -> str:
        """As the driver writes it; for moments, whose type it knows."""
        return self._add(value)
