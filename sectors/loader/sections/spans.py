"""Spans of days given as a list: the names of a unit, the owners of a line.

A list is compared and kept as a whole. Its rows are corrected in place and added to, never fewer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Model

from sectors.loader.columns import Column, plain
from sectors.loader.load import Load, Plain
from sectors.loader.problems import Problem
from sectors.models import Line, LineOwner, OrgUnit, UnitName

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=Model)


class Spans(Column[M], Generic[M, S]):
    """Rows of a second table that hang on the first, in order of their days."""

    saved: Sequence[str] = ()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.late = True
        self.by_owner: dict[int, list[S]] = defaultdict(list)
        self.new: list[S] = []

    @property
    def attributes(self) -> Sequence[str]:
        return ()

    def all(self) -> Iterable[tuple[int, S]]:
        raise NotImplementedError

    def as_plain(self, span: S, load: Load) -> list[Plain]:
        raise NotImplementedError

    def make(self, instance: M, load: Load) -> S:
        raise NotImplementedError

    def set(self, span: S, value: list[Any], load: Load) -> None:
        raise NotImplementedError

    def prepare(self, load: Load) -> None:
        for owner, span in self.all():
            self.by_owner[owner].append(span)

    def read(self, instance: M, load: Load) -> Plain:
        return [self.as_plain(span, load) for span in self.by_owner[instance.pk]]

    def write(self, instance: M, value: Plain, load: Load) -> None:
        assert isinstance(value, list)
        standing = self.by_owner[instance.pk]
        if len(value) < len(standing):
            pack = load.packs[0]
            header = load.header(pack).row
            reason = f"“{self.name}”比已装载的少"
            load.problem(Problem(header.file, 1, reason, "已登记的不能删去，只能更正。"))
            return
        for position, one in enumerate(value):
            if position < len(standing):
                if self.as_plain(standing[position], load) != one:
                    self.set(standing[position], one, load)
                    standing[position].save(update_fields=self.saved)
            else:
                span = self.make(instance, load)
                self.set(span, one, load)
                self.new.append(span)

    def finish(self, load: Load) -> None:
        if self.new:
            type(self.new[0])._default_manager.bulk_create(self.new)


class Names(Spans[OrgUnit, UnitName]):
    """What a unit was called when; the name of the day also stands on the unit itself."""

    saved = ("name", "valid_from", "valid_to", "unverified")

    @property
    def attributes(self) -> Sequence[str]:
        return ("name",)

    def all(self) -> Iterable[tuple[int, UnitName]]:
        found = UnitName.objects.order_by("unit", "valid_from")
        return ((name.unit_id, name) for name in _open_first(found))

    def as_plain(self, span: UnitName, load: Load) -> list[Plain]:
        return [span.name, plain(span.valid_from), plain(span.valid_to), span.unverified]

    def make(self, instance: OrgUnit, load: Load) -> UnitName:
        return UnitName(unit=instance, recorded_at=load.now)

    def set(self, span: UnitName, value: list[Any], load: Load) -> None:
        span.name, span.unverified = value[0], value[3]
        span.valid_from, span.valid_to = _day(value[1]), _day(value[2])

    def write(self, instance: OrgUnit, value: Plain, load: Load) -> None:
        super().write(instance, value, load)
        assert isinstance(value, list)
        instance.name = name_among(value, load.day)


class Owners(Spans[Line, LineOwner]):
    """Which unit a line belonged to when."""

    saved = ("unit", "valid_from", "valid_to")

    def all(self) -> Iterable[tuple[int, LineOwner]]:
        found = LineOwner.objects.order_by("line", "valid_from")
        return ((owner.line_id, owner) for owner in _open_first(found))

    def as_plain(self, span: LineOwner, load: Load) -> list[Plain]:
        return [load.code_of("unit", span.unit_id), plain(span.valid_from), plain(span.valid_to)]

    def make(self, instance: Line, load: Load) -> LineOwner:
        return LineOwner(line=instance, recorded_at=load.now)

    def set(self, span: LineOwner, value: list[Any], load: Load) -> None:
        span.unit_id = int(load.id_of("unit", value[0]))
        span.valid_from, span.valid_to = _day(value[1]), _day(value[2])


def name_among(names: list[Any], day: date) -> str:
    """The name that holds on the day; before the first or after the last, the nearest."""
    for name, begins, ends, *_ in names:
        begun = begins is None or date.fromisoformat(begins) <= day
        if begun and (ends is None or day < date.fromisoformat(ends)):
            return str(name)
    first = names[0][1]
    return str(names[0][0] if first and day < date.fromisoformat(first) else names[-1][0])


def _open_first(rows: Iterable[Any]) -> list[Any]:
    """PostgreSQL sorts null last; an open beginning is the earliest."""
    return sorted(rows, key=lambda row: row.valid_from or date.min)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
