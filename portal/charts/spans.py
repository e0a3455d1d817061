"""What held when: rows of stretches and days on one scale of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.charts.picture import Chart, joined, percent, svg

ROW = 44
BAR = 14
TOP = 22
MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Span:
    """`first <= day < before`; open at the end when `before` is None. A single day is a dot.
    `style` is one of s1 to s6, or "off" for an outline: that which does not hold."""

    first: date
    before: date | None
    text: str
    style: str = "s1"
    is_day: bool = False


def spans(
    key: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, Sequence[Span]]],
    *,
    first: date,
    before: date,
    today: date | None = None,
) -> Chart:
    """Each row has its label above its line. What lies outside the scale is cut at its edge."""
    if before <= first:
        raise ValueError("the scale has no days")
    height = TOP + len(rows) * ROW
    scale = _Scale(first, before)
    pieces = [_years(scale, height)]
    for place, (label, marks) in enumerate(rows):
        top = TOP + place * ROW
        pieces.append(
            format_html(
                '<text x="0" y="{}">{}</text><line class="axis" x1="0" x2="100%" y1="{}" y2="{}"/>',
                top + 14,
                label,
                top + 20 + BAR,
                top + 20 + BAR,
            )
        )
        pieces += [_mark(scale, mark, top + 20) for mark in marks if scale.shows(mark)]
    if today is not None and first <= today < before:
        pieces.append(_today(scale, today, height))
    table = tuple(
        (label, mark.text, mark.first.isoformat(), _end(mark))
        for label, marks in rows
        for mark in marks
    )
    return Chart(
        key,
        title,
        description,
        svg(key, title, description, height + 4, joined(pieces)),
        ("项目", "内容", "自", "至"),
        table,
    )


class _Scale:
    def __init__(self, first: date, before: date) -> None:
        self.first, self.before = first, before
        self.days = (before - first).days

    def at(self, day: date) -> str:
        return percent(max(0, min((day - self.first).days, self.days)), self.days)

    def width(self, mark: Span) -> str:
        begin = max((mark.first - self.first).days, 0)
        end = min(((mark.before or self.before) - self.first).days, self.days)
        return percent(max(end - begin, 0), self.days)

    def shows(self, mark: Span) -> bool:
        return mark.first < self.before and (mark.before is None or mark.before > self.first)


def _mark(scale: _Scale, mark: Span, y: int) -> SafeString:
    if mark.is_day:
        return format_html(
            '<circle class="dot {}" cx="{}" cy="{}" r="5"><title>{}</title></circle>',
            mark.style,
            scale.at(mark.first),
            y + BAR // 2,
            mark.text,
        )
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        mark.style,
        scale.at(mark.first),
        y,
        scale.width(mark),
        BAR,
        mark.text,
    )


def _years(scale: _Scale, height: int) -> SafeString:
    """A line for each year's beginning, the years named where there is room."""
    starts = [
        date(year, 1, 1)
        for year in range(scale.first.year, scale.before.year + 1)
        if scale.first <= date(year, 1, 1) < scale.before
    ]
    stride = max(1, -(-len(starts) // MOST_LABELS))
    lines = format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        ((scale.at(day), scale.at(day), TOP - 4, height) for day in starts),
    )
    named = [day for day in starts[::stride] if (day - scale.first).days > 0]
    labels = format_html_join(
        "",
        '<text class="axis-text middle" x="{}" y="12">{}</text>',
        ((scale.at(day), day.year) for day in named if (scale.before - day).days > 20),
    )
    return joined([lines, labels])


def _today(scale: _Scale, today: date, height: int) -> SafeString:
    at = scale.at(today)
    return format_html(
        '<line class="now" x1="{}" x2="{}" y1="{}" y2="{}"/>', at, at, TOP - 4, height
    )


def _end(mark: Span) -> str:
    if mark.is_day:
        return "当日"
    return date.fromordinal(mark.before.toordinal() - 1).isoformat() if mark.before else "至今"
