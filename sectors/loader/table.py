"""Writing a pack's rows into one table, three-way: what the pack says now, what it said last, what
stands. A value nobody touched follows the pack; a local correction stays and is told; nothing is
deleted: what a pack no longer names ends on the day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import Model

from sectors.loader.columns import Column
from sectors.loader.load import Difference, Load, Plain
from sectors.loader.problems import Problem
from sectors.loader.schema import Row
from sectors.models import PackRow

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Given(Generic[M]):
    """One thing as a pack gives it, with the row it was written in."""

    pack: str
    key: str
    row: Row
    values: Mapping[str, Plain]


@dataclass(frozen=True, kw_only=True)
class Table(Generic[M]):
    """A part that fills one table. `kind` is what other parts call its things; `ends` names the
    date that ends a row, empty where rows stay for good."""

    name: str
    title: str
    model: type[M]
    columns: Callable[[], Sequence[Column[M]]]
    rows: Callable[[Load], Iterable[Given[M]]]
    key_of: Callable[[M], str]
    check_rows: Callable[[Load, Sequence[Given[M]]], None] | None = None
    kind: str = ""
    ends: str = ""
    on_end: Callable[[Load, M], None] | None = None
    after: Sequence[str] = field(default=())

    def check(self, load: Load) -> None:
        """Find what is wrong before anything is written."""
        if self.kind:
            load.remember(self.kind, {key: row.pk for key, row in self._standing().items()})
        said = self._said()
        seen: dict[str, Given[M]] = {}
        for given in self.rows(load):
            first, owner = seen.setdefault(given.key, given), said.get(given.key)
            if first is not given:
                where = f"{first.row.file}:{first.row.line}"
                load.problem(self._repeated(given, f"{where} 已有，请只留一处。"))
            elif owner and owner.pack_id != given.pack and owner.ended_on is None:
                load.problem(self._repeated(given, f"配置包 {owner.pack_id} 已有，请从一处删去。"))
            if self.kind:
                load.declare(self.kind, given.key)
        for row in said.values():
            gone = row.pack_id in load.packs and row.key not in seen and row.ended_on is None
            if gone and not self.ends:
                header = load.header(row.pack_id).row
                reason = f"上次装载的{self.title}“{row.key}”不见了"
                load.problem(Problem(header.file, 1, reason, "已装载的不能删去，请恢复这一行。"))
        if self.check_rows:
            self.check_rows(load, list(seen.values()))

    def apply(self, load: Load) -> None:
        _Writing(self, load).run()

    def _repeated(self, given: Given[M], remedy: str) -> Problem:
        return Problem(given.row.file, given.row.line, f"{self.title}“{given.key}”重复", remedy)

    def _standing(self) -> dict[str, M]:
        return {self.key_of(row): row for row in self.model._default_manager.all()}

    def _said(self) -> dict[str, PackRow]:
        return {row.key: row for row in PackRow.objects.filter(part=self.name)}


class _Writing(Generic[M]):
    def __init__(self, table: Table[M], load: Load) -> None:
        self.table, self.load = table, load
        self.columns = list(table.columns())
        self.standing = table._standing()
        self.said = table._said()
        self.created: list[tuple[M, Given[M]]] = []
        self.seen: set[str] = set()

    def run(self) -> None:
        for column in self.columns:
            column.prepare(self.load)
        for given in list(self.table.rows(self.load)):
            self.seen.add(given.key)
            instance = self.standing.get(given.key)
            if instance is None:
                self._create(given)
            else:
                self._update(instance, given)
        self._insert()
        self._end_missing()
        for column in self.columns:
            column.finish(self.load)

    def _create(self, given: Given[M]) -> None:
        instance = self.table.model()
        for column in self.columns:
            if not column.late:
                column.write(instance, given.values[column.name], self.load)
        self.created.append((instance, given))
        self.load.tallies[given.pack].added += 1

    def _insert(self) -> None:
        instances = self.table.model._default_manager.bulk_create([row for row, _ in self.created])
        if self.table.kind:
            ids = {self.table.key_of(row): row.pk for row in instances}
            self.load.remember(self.table.kind, ids)
        late = [column for column in self.columns if column.late]
        for instance, given in self.created:
            for column in late:
                column.write(instance, given.values[column.name], self.load)
        attributes = [name for column in late for name in column.attributes]
        if instances and attributes:
            self.table.model._default_manager.bulk_update(instances, attributes)
        self._remember_said([given for _, given in self.created])

    def _update(self, instance: M, given: Given[M]) -> None:
        said = self.said.get(given.key)
        touched: list[str] = []
        for column in self.columns:
            value = given.values[column.name]
            standing = column.read(instance, self.load)
            before = said.values.get(column.name, ...) if said else ...
            back = said is not None and said.ended_on is not None
            if standing == value or (before == value and not column.quiet and not back):
                continue
            replaced = column.quiet or back or standing == before
            if not column.quiet:
                self._tell(given, column, standing, replaced)
            if replaced:
                column.write(instance, value, self.load)
                touched += column.attributes
        if touched:
            instance.save(update_fields=touched)
            self.load.tallies[given.pack].changed += 1
        self._remember_said([given])

    def _tell(self, given: Given[M], column: Column[M], standing: Plain, replaced: bool) -> None:
        self.load.differences.append(
            Difference(
                given.pack,
                self.table.name,
                given.key,
                column.name,
                given.values[column.name],
                standing,
                replaced,
            )
        )
        if not replaced:
            self.load.tallies[given.pack].kept += 1

    def _end_missing(self) -> None:
        for row in self.said.values():
            if row.key in self.seen or row.ended_on or row.pack_id not in self.load.packs:
                continue
            instance = self.standing[row.key]
            standing = getattr(instance, self.table.ends)
            if standing is None or standing > self.load.day:
                if self.table.on_end:
                    self.table.on_end(self.load, instance)
                setattr(instance, self.table.ends, self.load.day)
                instance.save(update_fields=[self.table.ends])
            row.ended_on = self.load.day
            row.save(update_fields=["ended_on"])
            self.load.tallies[row.pack_id].ended += 1

    def _remember_said(self, given: Sequence[Given[M]]) -> None:
        new = []
        for one in given:
            said = self.said.get(one.key)
            if said is None:
                new.append(
                    PackRow(
                        pack_id=one.pack, part=self.table.name, key=one.key, values=dict(one.values)
                    )
                )
            elif said.values != one.values or said.ended_on or said.pack_id != one.pack:
                said.values, said.ended_on, said.pack_id = dict(one.values), None, one.pack
                said.save(update_fields=["values", "ended_on", "pack"])
        PackRow.objects.bulk_create(new)
