"""Names for numbers. The core keeps ids only; the floors that keep people and units lend their
names to its pages: `names.use("person", query)`."""

from collections.abc import Callable, Iterable, Mapping

Lookup = Callable[[frozenset[int]], Mapping[int, str]]

KINDS = {
    "person": "人员",
    "unit": "机构",
    "staff": "账号",
    "agent": "经办人账号",
    "client": "接口客户端",
}
_lookups: dict[str, Lookup] = {}


def use(kind: str, lookup: Lookup) -> None:
    """Give the names of one kind of number; `lookup` is asked once for all that a page shows."""
    _lookups[kind] = lookup


def of(kind: str, ids: Iterable[int | None]) -> dict[int, str]:
    """A name for each id; where none is known, what kind of number it is and the number."""
    wanted = frozenset(number for number in ids if number is not None)
    lookup = _lookups.get(kind)
    known = lookup(wanted) if lookup and wanted else {}
    return {number: known.get(number) or f"{KINDS.get(kind, kind)} {number}" for number in wanted}


def of_pairs(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Names for numbers of several kinds, one question for each kind."""
    by_kind: dict[str, set[int]] = {}
    for kind, number in pairs:
        by_kind.setdefault(kind, set()).add(number)
    return {
        (kind, number): name
        for kind, numbers in by_kind.items()
        for number, name in of(kind, numbers).items()
    }
