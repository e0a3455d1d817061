"""Statements planned once for a connection: for some, planning takes ten times as long as running.

What is prepared lives as long as the connection, through commits and rollbacks. The database plans
anew by itself when tables change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg2.extensions import AsIs

# By connection of the driver: the names of what is prepared on it.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Prepared:
    """`statement` with named parameters: those in `given` change with each call, in this order and
    of these types; `fixed` are the same for ever."""

    name: str
    statement: str
    given: Mapping[str, str]
    fixed: Mapping[str, Any]

    def run(self, cursor: CursorWrapper, values: Mapping[str, Any]) -> None:
        known = _known.setdefault(connection.connection, set())
        if self.name not in known:
            self._prepare(cursor)
            known.add(self.name)
        places = ", ".join(f"%({name})s" for name in self.given)
        cursor.execute(f"EXECUTE {self.name} ({places})", values)

    def _prepare(self, cursor: CursorWrapper) -> None:
        parameters: dict[str, Any] = dict(self.fixed)
        parameters |= {name: AsIs(f"${place}") for place, name in enumerate(self.given, 1)}
        types = ", ".join(self.given.values())
        cursor.execute(f"PREPARE {self.name} ({types}) AS {self.statement}", parameters)
