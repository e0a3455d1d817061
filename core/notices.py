"""Reading the yearly notice of days off as it is published, so that nobody types a list.

The notice writes, for each holiday,
「二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。
2月14日（周六）、2月28日（周六）上班。」
A line may also be plain: 「2027-01-01 休 元旦」 or 「2027-01-03 班 元旦调休上班」.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.decisions import WEEKDAYS, Day, chinese

_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(]?\d+[）)、.．])?\s*([^：:，。\d]{2,12})[：:](.+)$"
)
# A line that begins nothing goes on with the one before: text from a PDF is broken anywhere.
_BROKEN = re.compile(
    r"\n(?!\s*(?:[一二三四五六七八九十]+、|[（(]?\d+[）)、.．]|[^：:，。\d\s]{2,12}[：:]|\d{4}[-/.]))"
)
_PLAIN = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[\s,，]+(休|班)[\s,，]*(\S*)$")
_DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^）)]*)[）)])?"
_SPAN = re.compile(rf"{_DATE}(?:\s*(?:至|到|—|－|-)\s*{_DATE})?")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_COUNT = re.compile(r"共\s*(\d+)\s*天")
LONGEST_SPAN = 31


@dataclass
class Reading:
    """What was understood: the days of the year, those of its neighbours (which belong into their
    own calendar), and what could not be read or does not agree with itself."""

    days: list[Day] = field(default_factory=list)
    neighbours: list[Day] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_notice(text: str, year: int) -> Reading:
    """The exceptions of `year` in a pasted notice. Sentences about nothing are passed over; dates
    that contradict their weekday or their number of days are problems."""
    reading = Reading()
    lines = _BROKEN.sub("", text.replace("\r", "")).split("\n")
    for line in (raw.strip() for raw in lines):
        if plain := _PLAIN.match(line):
            _read_plain(plain, year, reading)
        elif item := _ITEM.match(line):
            _read_item(item[1].strip(), item[2], year, reading)
        elif _SPAN.search(line) and ("放假" in line or "上班" in line):
            reading.problems.append(f"这一行没有节日名称，未能识别：{line[:40]}")
    if not reading.days and not reading.problems:
        reading.problems.append("没有找到放假或上班的日期，请粘贴通知中逐个节日的安排。")
    reading.days.sort(key=lambda day: day.day)
    return reading


def _read_plain(found: re.Match[str], year: int, reading: Reading) -> None:
    day = _date(*(int(found[part]) for part in (1, 2, 3)))
    if day is None:
        reading.problems.append(f"没有这一天：{found[0]}")
        return
    is_working = found[4] == "班"
    _keep(Day(day, is_working, found[5] or ("调休上班" if is_working else "")), year, reading)


def _read_item(name: str, body: str, year: int, reading: Reading) -> None:
    for sentence in re.split(r"[。；;]", body):
        if "放假" in sentence:
            dates, rest = sentence.split("放假", 1)
            days = list(_days(dates, year, reading))
            count = _COUNT.search(rest) or re.match(r"(\d+)\s*天", rest)
            if not days:
                reading.problems.append(f"{name}：没有认出放假日期。")
            elif count and int(count[1]) != len(days):
                reading.problems.append(
                    f"{name}：写的是共 {count[1]} 天，日期合计 {len(days)} 天。"
                )
            for day in days:
                _keep(Day(day, False, name), year, reading)
        elif "上班" in sentence:
            for day in _days(sentence, year, reading):
                _keep(Day(day, True, f"{name}调休上班"), year, reading)


def _days(text: str, year: int, reading: Reading) -> Iterator[date]:
    """Every day of every span in a sentence; a span may begin in the year before."""
    month = 0
    for found in _SPAN.finditer(text):
        groups = found.groups()
        month = int(groups[1] or month or 0)
        first = _date(int(groups[0] or year), month, int(groups[2]))
        last = first
        if groups[6]:
            month = int(groups[5] or month)
            last = _date(int(groups[4] or year), month, int(groups[6]))
        if first is None or last is None:
            reading.problems.append(f"没有这一天：{found[0]}")
            continue
        _compare_weekday(first, groups[3], reading)
        if groups[6]:
            _compare_weekday(last, groups[7], reading)
        length = (last - first).days + 1
        if not 1 <= length <= LONGEST_SPAN:
            reading.problems.append(f"起止日期不合理：{found[0]}")
            continue
        yield from (first + timedelta(days=place) for place in range(length))


def _compare_weekday(day: date, written: str | None, reading: Reading) -> None:
    found = _WEEKDAY.search(written or "")
    actual = WEEKDAYS[day.weekday()]
    if found and found[1].replace("天", "日") != actual:
        reading.problems.append(f"{chinese(day)}写的是周{found[1]}，实际是周{actual}，请核对年度。")


def _keep(day: Day, year: int, reading: Reading) -> None:
    (reading.days if day.day.year == year else reading.neighbours).append(day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
