"""Figures as files for spreadsheets. Nothing in them is run: what looks like a formula is text."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

from records.intake.reporting import safe

Cell = str | int | None
WIDTH = 18


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With a mark that tells spreadsheets how it is encoded."""
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def as_workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        for column, name in enumerate(head):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                elif cell is not None:
                    sheet.write_string(line, column, safe(cell))
        sheet.set_column(0, len(head) - 1, WIDTH)
        sheet.freeze_panes(1, 0)
    return target.getvalue()


def _plain(cell: Cell) -> str | int:
    if cell is None:
        return ""
    return cell if isinstance(cell, int) else safe(cell)
