"""Rows of a file, one at a time, from any place on: a killed reader goes on where it stopped."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from records.decisions.fields import Field
from records.intake import errors
from records.intake.reading.cells import text_of
from records.intake.reading.columns import (
    LOOKED_AT,
    Header,
    find_header,
    heading_of,
    is_beside,
    require_whole,
)
from records.intake.reading.kinds import BOOKS, UTF_8, FileKind, encoding_of

# A cell beyond this is a quotation mark without its pair rather than text.
LONGEST_CELL = 8 * 1024 * 1024
LONGEST_RECORD_LINES = 1_000
DELIMITERS = ",\t;|"
csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Row:
    """What a file says in one row: by code of the field, as text. `line` is its number in the
    file; `after` and `next_line` are where the next row begins."""

    line: int
    values: Mapping[str, str]
    after: int
    next_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is to be read; plain values, kept with the batch."""

    kind: str
    encoding: str = UTF_8
    delimiter: str = ","
    start: int = 0
    line: int = 1
    columns: Sequence[tuple[int, str]] = ()
    header: Sequence[str] = ()
    header_at: int = 0
    header_line: int = 0
    ignored: Sequence[str] = ()
    unkept: Sequence[str] = ()
    sheet: str = ""
    other_sheets: Sequence[str] = ()
    hidden_sheets: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def layout_from(raw: Mapping[str, Any]) -> Layout:
    given = dict(raw)
    given["columns"] = [(int(place), str(code)) for place, code in given["columns"]]
    return Layout(**given)


@dataclass(frozen=True, slots=True)
class Line:
    """A record of cells and where it stood."""

    line: int
    cells: list[str]
    at: int
    after: int
    next_line: int


@dataclass(slots=True)
class _Sheet:
    name: str
    lines: list[Line] = field(default_factory=list)


def find_layout(content: BinaryIO, kind: FileKind, fields: Sequence[Field]) -> Layout:
    """Look at the file's beginning. `content` of a workbook is what it was unpacked into."""
    if kind is FileKind.NDJSON:
        encoding = encoding_of(content)
        if encoding != UTF_8:
            raise errors.ENCODING(line=1)
        return Layout(kind=kind, start=_after_mark(content))
    if kind in BOOKS:
        return _sheet_layout(content, kind, fields)
    encoding = encoding_of(content)
    start = _after_mark(content)
    content.seek(start)
    head = content.read(64 * 1024).decode(encoding, "ignore")
    delimiter = _delimiter(head, fields)
    plain = Layout(kind=kind, encoding=encoding, delimiter=delimiter, start=start)
    lines = list(islice(_csv_lines(content, plain, start, 1), LOOKED_AT))
    header = find_header([line.cells for line in lines], fields)
    return _laid_out(plain, header, lines, fields)


def read_rows(
    content: BinaryIO, layout: Layout, fields: Sequence[Field], *, offset: int, line: int
) -> Iterator[Row]:
    """The rows from a place on, without sums, empty lines and repeated headings."""
    if layout.kind == FileKind.NDJSON:
        yield from _objects(content, fields, offset, line)
        return
    is_book = layout.kind in BOOKS
    lines = (
        _sheet_lines(content, offset, line)
        if is_book
        else _csv_lines(content, layout, offset, line)
    )
    header = Header(0, (), (), (), tuple(layout.header))
    for each in lines:
        if is_beside(each.cells) or header.repeats(each.cells):
            continue
        width = len(each.cells)
        values = {code: each.cells[place] for place, code in layout.columns if place < width}
        yield Row(each.line, values, each.after, each.next_line)


def _laid_out(
    plain: Layout, header: Header | None, lines: Sequence[Line], fields: Sequence[Field]
) -> Layout:
    if header is None:
        raise errors.NO_HEADER(rows=LOOKED_AT)
    require_whole(header, fields)
    at = lines[header.row]
    given = asdict(plain) | {
        "start": at.after,
        "line": at.next_line,
        "columns": [(place, each.code) for place, each in header.columns],
        "header": list(header.cells),
        "header_at": at.at,
        "header_line": at.line,
        "ignored": list(header.ignored),
        "unkept": list(header.unkept),
    }
    return Layout(**given)


def _sheet_layout(content: BinaryIO, kind: FileKind, fields: Sequence[Field]) -> Layout:
    """Of the sheets that are seen, the one whose header names most fields."""
    sheets: list[_Sheet] = []
    hidden: list[str] = []
    for name, is_hidden, lines in _sheets(content):
        if is_hidden:
            hidden.append(name)
        else:
            sheets.append(_Sheet(name, lines))
    found = [(find_header([line.cells for line in s.lines], fields), s) for s in sheets]
    best = max(
        (pair for pair in found if pair[0]),
        key=lambda pair: len(pair[0].columns) if pair[0] else 0,
        default=None,
    )
    if best is None:
        raise errors.NO_HEADER(rows=LOOKED_AT)
    header, sheet = best
    plain = Layout(
        kind=kind,
        sheet=sheet.name,
        hidden_sheets=hidden,
        other_sheets=[other.name for other in sheets if other is not sheet and other.lines],
    )
    return _laid_out(plain, header, sheet.lines, fields)


def _sheets(content: BinaryIO) -> Iterator[tuple[str, bool, list[Line]]]:
    """Each sheet's first rows; the rest is passed over."""
    content.seek(0)
    name, is_hidden = "", True
    lines: list[Line] = []
    started = False
    at, line = 0, 1
    while raw := content.readline():
        after = at + len(raw)
        if raw.startswith(b"{"):
            if started:
                yield name, is_hidden, lines
            said = json.loads(raw)
            name, is_hidden, lines, line, started = said["sheet"], said["hidden"], [], 1, True
        else:
            if len(lines) < LOOKED_AT:
                lines.append(Line(line, json.loads(raw), at, after, line + 1))
            line += 1
        at = after
    if started:
        yield name, is_hidden, lines


def _sheet_lines(content: BinaryIO, offset: int, line: int) -> Iterator[Line]:
    content.seek(offset)
    at = offset
    while raw := content.readline():
        if raw.startswith(b"{"):
            return
        after = at + len(raw)
        yield Line(line, json.loads(raw), at, after, line + 1)
        at, line = after, line + 1


class _Taken:
    """Lines on their way to the parser, counted: it takes just as many as a record needs."""

    def __init__(self, content: BinaryIO, encoding: str, offset: int, line: int) -> None:
        self.content, self.encoding = content, encoding
        self.offset, self.line, self.begun, self.quotes = offset, line, line, 0
        content.seek(offset)

    def __iter__(self) -> "_Taken":
        return self

    def __next__(self) -> str:
        raw = self.content.readline(LONGEST_CELL)
        if not raw:
            raise StopIteration
        self.offset += len(raw)
        self.line += 1
        self.quotes += raw.count(b'"')
        if self.line - self.begun > LONGEST_RECORD_LINES:
            raise errors.QUOTES(line=self.begun)
        # The parser stops at NUL; it is nobody's text.
        return raw.decode(self.encoding, "replace").replace("\x00", "")


def _csv_lines(content: BinaryIO, layout: Layout, offset: int, line: int) -> Iterator[Line]:
    taken = _Taken(content, layout.encoding, offset, line)
    parser = csv.reader(taken, delimiter=layout.delimiter)
    while True:
        taken.begun, taken.quotes, at = taken.line, 0, taken.offset
        try:
            cells = next(parser)
        except StopIteration:
            return
        except csv.Error as error:
            raise errors.QUOTES(line=taken.begun) from error
        if taken.line - taken.begun > 1 and taken.quotes % 2:
            raise errors.QUOTES(line=taken.begun)
        yield Line(taken.begun, cells, at, taken.offset, taken.line)


def _objects(content: BinaryIO, fields: Sequence[Field], offset: int, line: int) -> Iterator[Row]:
    headings = {heading: each.code for each in fields for heading in each.headers()}
    content.seek(offset)
    at = offset
    while raw := content.readline(LONGEST_CELL):
        after = at + len(raw)
        if raw.strip():
            yield Row(line, read_object(raw, headings, line), after, line + 1)
        at, line = after, line + 1


def read_object(
    raw: bytes | Mapping[str, Any], headings: Mapping[str, str], line: int
) -> dict[str, str]:
    """One object of a stream; numbers are read as they were written, never as floats."""
    said: Any = raw
    if isinstance(raw, bytes):
        try:
            said = json.loads(raw, parse_float=str, parse_int=str, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            raise errors.JSON_LINE(line=line) from error
    if not isinstance(said, Mapping):
        raise errors.JSON_LINE(line=line)
    if any(isinstance(value, list | dict) for value in said.values()):
        raise errors.JSON_LINE(line=line)
    found: dict[str, str] = {}
    for name, value in said.items():
        code = headings.get(heading_of(name))
        if code:
            found[code] = text_of(value)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What names a key twice could be read one way or the other, so it is not read."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _after_mark(content: BinaryIO) -> int:
    content.seek(0)
    return 3 if content.read(3) == b"\xef\xbb\xbf" else 0


def _delimiter(head: str, fields: Sequence[Field]) -> str:
    """Whichever separates most headings that are known."""
    rows = head.splitlines()[:LOOKED_AT]
    headings = {heading for each in fields for heading in each.headers()}

    def known(delimiter: str) -> int:
        try:
            cut = list(csv.reader(rows, delimiter=delimiter))
        except csv.Error:
            return 0
        return max((sum(heading_of(c) in headings for c in cells) for cells in cut), default=0)

    return max(DELIMITERS, key=known)
