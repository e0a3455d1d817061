"""Finding the header and what its columns are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from records.decisions.fields import NOWHERE, Field, plain_header
from records.intake import errors
from records.intake.values.text import folded

LOOKED_AT = 30
# Without these a row is about nobody or nothing; files that lack them are not read.
ESSENTIAL = frozenset({"subject.uscc", "document_no", "decided_on", "subject.valid_from"})
LEAST = 2
_SUMS = ("合计", "总计", "小计", "共计")
_SIGNATURES = (
    "填表人",
    "填报人",
    "制表",
    "审核人",
    "审核：",
    "负责人：",
    "联系电话",
    "填表说明",
    "说明：",
    "注：",
    "备注：",
)
_SUMS_SAID = tuple(f"{word}：" for word in _SUMS)
_SIGNED = tuple(folded(word) for word in _SIGNATURES)
_ASIDE = re.compile("必填项?|选填项?|可选")
_SEQUENCE = {"序号", "编号", "NO", "NO."}


@dataclass(frozen=True, slots=True)
class Header:
    """Which column holds which field. `ignored` are headings nobody knows, `unkept` those of what
    must not be kept."""

    row: int
    columns: tuple[tuple[int, Field], ...]
    ignored: tuple[str, ...]
    unkept: tuple[str, ...]
    cells: tuple[str, ...] = ()

    def repeats(self, cells: Sequence[str]) -> bool:
        """The heading once more, as on each printed page."""
        first = next((cell for cell in cells if cell and not cell.isspace()), "")
        # Nearly every row is none: its first cell says so.
        if not first or heading_of(first) != heading_of(self._first):
            return False
        return _plain(cells) == _plain(self.cells)

    @property
    def _first(self) -> str:
        return next((cell for cell in self.cells if cell and not cell.isspace()), "")


@lru_cache(maxsize=4_096)
def heading_of(cell: str) -> str:
    """One spelling of a heading, without what templates write beside it."""
    return plain_header(_ASIDE.sub("", cell))


def find_header(rows: Sequence[Sequence[str]], fields: Sequence[Field]) -> Header | None:
    """The row among the first that names most fields; the upper of two that name as many."""
    headings = {heading: field for field in fields for heading in field.headers()}
    best: tuple[int, int] = (LEAST - 1, -1)
    for place, cells in enumerate(rows[:LOOKED_AT]):
        known = len({headings[h].code for cell in cells if (h := heading_of(cell)) in headings})
        if known > best[0]:
            best = (known, place)
    if best[1] < 0:
        return None
    return _header(best[1], rows[best[1]], headings)


def require_whole(header: Header, fields: Sequence[Field]) -> None:
    present = {field.code for _, field in header.columns}
    missing = [
        field.name
        for field in fields
        if field.into in ESSENTIAL and field.required != "never" and field.code not in present
    ]
    if missing:
        raise errors.COLUMNS_MISSING(columns="、".join(missing))


def is_beside(cells: Sequence[str]) -> bool:
    """Not a row of its own: empty, a sum, or what is written below a table."""
    filled = [cell for cell in cells if cell and not cell.isspace()]
    if not filled:
        return True
    first = folded(filled[0])
    if first in _SUMS or first.startswith(_SUMS_SAID):
        return True
    if len(filled) > 1 and folded(filled[1]) in _SUMS and not first.isalpha():
        return True
    return len(filled) <= 4 and first.startswith(_SIGNED)


def _header(place: int, cells: Sequence[str], headings: dict[str, Field]) -> Header:
    columns: list[tuple[int, Field]] = []
    ignored: list[str] = []
    unkept: list[str] = []
    taken: set[str] = set()
    for column, cell in enumerate(cells):
        heading = heading_of(cell)
        field = headings.get(heading)
        if field is None:
            if heading and heading not in _SEQUENCE:
                ignored.append(cell.strip()[:40])
            continue
        if field.code in taken:
            raise errors.COLUMN_TWICE(column=field.name)
        taken.add(field.code)
        columns.append((column, field))
        if field.into == NOWHERE:
            unkept.append(field.name)
    return Header(place, tuple(columns), tuple(ignored), tuple(unkept), tuple(cells))


def _plain(cells: Sequence[str]) -> list[str]:
    return [heading_of(cell) for cell in cells if cell and not cell.isspace()]
