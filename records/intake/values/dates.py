"""Days as they are written: 2026/04/15, 2026.4.15, 2026年4月15日, 46127, 长期."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from records.intake import notes
from records.intake.notes import Note
from records.intake.values.text import folded

FOREVER = date(2099, 12, 31)
# The official templates write 2099/12/31 for 长期; others any later day.
_LONG = {"长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限", "至长期", "2099年"}
_DAY = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:T?\d{1,2}[:：时]\d{2}(?:[:：分]\d{2}秒?(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}/\d{1,2}/\d{2}")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
# Day 0 of a spreadsheet, for days after its 29 February 1900 that never was.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(18_264, 73_051)  # 1950-01-01 to 2099-12-31
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"(?<=[年月])([一二三四五六七八九]?)十([一二三四五六七八九]?)(?=[月日])")


@dataclass(frozen=True, slots=True)
class Day:
    """`day` is None when none is said or none could be read; `is_forever` for 长期."""

    day: date | None
    notes: tuple[Note, ...] = ()
    is_forever: bool = False


@lru_cache(maxsize=20_000)
def read_day(raw: str) -> Day:
    plain = folded(raw)
    if plain in _LONG:
        return Day(None, is_forever=True)
    if "年" in plain:
        plain = _TENS.sub(_ten, plain).translate(_DIGITS)
    found = _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        return _of(*(int(part) for part in found.groups()))
    serial = _SERIAL.fullmatch(plain)
    if serial and int(serial[1]) in _SERIALS:
        day = _EPOCH + timedelta(days=int(serial[1]))
        return Day(day, (Note(notes.DATE_SERIAL, values={"serial": serial[1], "day": day}),))
    if _SHORT_YEAR.fullmatch(plain):
        return Day(None, (Note(notes.DATE_SHORT_YEAR),))
    return Day(None, (Note(notes.DATE_FORMAT, values={"shown": plain[:20]}),))


def _of(year: int, month: int, day: int) -> Day:
    if not 1 <= month <= 12 or year < 1:
        return Day(None, (Note(notes.DATE_MONTH, values={"month": month}),))
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        values = {"year": year, "month": month, "day": day}
        return Day(None, (Note(notes.DATE_NONE, values=values),))
    read = date(year, month, day)
    return Day(None, is_forever=True) if read >= FOREVER else Day(read)


def _ten(found: re.Match[str]) -> str:
    """十 → 10, 十五 → 15, 二十 → 20, 三十一 → 31; the other numerals are turned afterwards."""
    return f"{found[1] or '一'}{found[2] or '〇'}"
