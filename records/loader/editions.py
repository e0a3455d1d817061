"""Things that a pack gives in editions: what was in force stays, a change is the next edition.

Unlike other rows of packs these are not corrected in place. A row that differs from the latest
edition needs a `from_date` that lies ahead; then it becomes the next one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from records.models import Behaviour, BehaviourVersion, CatalogueItem, CatalogueVersion
from sectors.loader.load import Load
from sectors.loader.problems import Problem
from sectors.loader.schema import Row
from sectors.models import PackRow

T = TypeVar("T", CatalogueItem, Behaviour)
V = TypeVar("V", CatalogueVersion, BehaviourVersion)


@dataclass(frozen=True, slots=True)
class Given:
    """A thing as a pack gives it: what never changes of it, and what the edition says."""

    pack: str
    key: str
    row: Row
    fixed: Mapping[str, object]
    said: Mapping[str, object]
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class Editions(Generic[T, V]):
    """`identities` are found by `code`; `versions` point at them by `owner` and carry `copied`."""

    name: str
    title: str
    kind: str
    identities: type[T]
    versions: type[V]
    owner: str
    rows: Callable[[Load], Iterable[Given]]
    check_row: Callable[[Load, Given], None]
    read_fixed: Callable[[Load, T], Mapping[str, object]]
    write_fixed: Callable[[Load, Given], Mapping[str, Any]]
    copied: Sequence[str] = ()
    after: Sequence[str] = field(default=())

    def check(self, load: Load) -> None:
        standing = self._standing()
        load.remember(self.kind, {code: thing.pk for code, thing in standing.items()})
        latest = self._latest()
        owners = {row.key: row for row in PackRow.objects.filter(part=self.name)}
        seen: dict[str, Given] = {}
        for given in self.rows(load):
            first = seen.setdefault(given.key, given)
            if first is not given:
                where = f"{first.row.file}:{first.row.line}"
                load.problem(self._problem(given, "重复", f"{where} 已有，请只留一处。"))
                continue
            owner = owners.get(given.key)
            if owner and owner.pack_id != given.pack:
                load.problem(self._problem(given, "重复", f"配置包 {owner.pack_id} 已有。"))
            load.declare(self.kind, given.key)
            self.check_row(load, given)
            thing = standing.get(given.key)
            if thing is not None:
                self._check_against(load, given, thing, latest.get(thing.pk))
            elif given.said["is_ended"]:
                reason = f"“{given.key}”尚未施行，不能停用"
                load.problem(given.row.problem("ended", reason, "请删去这一行或 ended。"))
        for row in owners.values():
            if row.pack_id in load.packs and row.key not in seen:
                header = load.header(row.pack_id).row
                reason = f"上次装载的{self.title}“{row.key}”不见了"
                remedy = "已公布的不能删去；不再使用的请写 ended: true 和今后的 from_date。"
                load.problem(Problem(header.file, 1, reason, remedy))

    def apply(self, load: Load) -> None:
        given = list(self.rows(load))
        standing = self._standing()
        new = [each for each in given if each.key not in standing]
        made = self.identities._default_manager.bulk_create(
            self.identities(code=each.key, **self.write_fixed(load, each)) for each in new
        )
        standing |= {each.key: thing for each, thing in zip(new, made, strict=True)}
        load.remember(self.kind, {code: thing.pk for code, thing in standing.items()})
        latest = self._latest()
        editions = []
        for each in given:
            thing = standing[each.key]
            before = latest.get(thing.pk)
            if before is not None and not self._differs(each, before):
                continue
            number = before.number + 1 if before else 1
            editions.append(self._edition(load, each, thing, number))
            tally = load.tallies[each.pack]
            if before is None:
                tally.added += 1
            else:
                tally.changed += 1
        self.versions._default_manager.bulk_create(editions)
        self._remember(given)

    def _check_against(self, load: Load, given: Given, thing: T, latest: V | None) -> None:
        fixed = self.read_fixed(load, thing)
        for name, value in given.fixed.items():
            if fixed[name] != value:
                reason = f"“{given.key}”的 {name} 不能改变"
                load.problem(given.row.problem(name, reason, "请另立一条，停用原有的。"))
        if latest is None or not self._differs(given, latest):
            return
        if given.valid_from <= load.day or given.valid_from <= latest.valid_from:
            reason = f"“{given.key}”与在用的版本不同，却没有今后的施行日期"
            remedy = "已施行的不能改写；请把 from_date 改为今后的日期，作为新的版本。"
            load.problem(given.row.problem("from_date", reason, remedy))

    def _differs(self, given: Given, version: V) -> bool:
        return any(_plain(getattr(version, name)) != value for name, value in given.said.items())

    def _edition(self, load: Load, given: Given, thing: T, number: int) -> V:
        values: dict[str, Any] = {name: getattr(thing, name) for name in self.copied}
        for name, value in given.said.items():
            nullable = getattr(self.versions._meta.get_field(name), "null", False)
            values[name] = "" if value is None and not nullable else value
        return self.versions(
            **{self.owner: thing},
            **values,
            number=number,
            valid_from=given.valid_from,
            recorded_on=load.day,
        )

    def _standing(self) -> dict[str, T]:
        return {thing.code: thing for thing in self.identities._default_manager.all()}

    def _latest(self) -> dict[Any, V]:
        found = self.versions._default_manager.order_by(self.owner, "-number")
        return {getattr(row, f"{self.owner}_id"): row for row in found.distinct(self.owner)}

    def _remember(self, given: Sequence[Given]) -> None:
        known = set(PackRow.objects.filter(part=self.name).values_list("key", flat=True))
        PackRow.objects.bulk_create(
            PackRow(
                pack_id=each.pack,
                part=self.name,
                key=each.key,
                values={"from_date": each.valid_from.isoformat()},
            )
            for each in given
            if each.key not in known
        )

    def _problem(self, given: Given, what: str, remedy: str) -> Problem:
        reason = f"{self.title}“{given.key}”{what}"
        return Problem(given.row.file, given.row.line, reason, remedy)


def _plain(value: Any) -> object:
    return None if value == "" else value
