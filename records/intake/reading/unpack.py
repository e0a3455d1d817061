"""A process of its own that unpacks one workbook, within bounds the system holds it to.

What reads a spreadsheet holds it in memory, and a malicious one may bring it down. So it is read
here, with a limit on memory and time: `python -m records.intake.reading.unpack` takes the workbook
on its standard input and writes one JSON array per row, a sheet beginning with a JSON object.
"""

import json
import resource
import sys
from io import BytesIO
from typing import BinaryIO, TextIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from records.intake.reading.cells import text_of

MEMORY = 2 * 1024**3
SECONDS = 100
MOST_COLUMNS = 200
DAMAGED, TOO_HEAVY = 3, 4


def main(source: BinaryIO, out: TextIO) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        unpack(source.read(), out)
    except MemoryError:
        return TOO_HEAVY
    except BaseException:  # noqa: BLE001 -- the reader panics outside of Exception
        return DAMAGED
    return 0


def unpack(content: bytes, out: TextIO) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for place, sheet in enumerate(book.sheets_metadata):
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        hidden = sheet.visible != SheetVisibleEnum.Visible
        _write(out, {"sheet": sheet.name, "hidden": hidden})
        if hidden:
            continue
        # Empty rows before the first filled one come as rows, too: numbers stay those of the file.
        for row in book.get_sheet_by_index(place).iter_rows():
            _write(out, trimmed([text_of(value) for value in row[:MOST_COLUMNS]]))


def trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _write(out: TextIO, value: object) -> None:
    out.write(json.dumps(value, ensure_ascii=False))
    out.write("\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a real stream here
    sys.exit(main(sys.stdin.buffer, sys.stdout))
