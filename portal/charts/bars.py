"""Horizontal bars: one figure a row, or the parts of a whole."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.charts.picture import Chart, joined, legend, number, percent, refuse_negative, svg

MOST_SERIES = 6
ROW = 46
BAR = 18


def bar(
    key: str,
    title: str,
    description: str,
    bars: Sequence[tuple[str, int]],
    *,
    unit: str = "",
    decimals: int = 0,
) -> Chart:
    """One horizontal bar a row, its label and value written above it; values are not negative."""
    refuse_negative([value for _, value in bars])
    longest = max((value for _, value in bars), default=0)
    body = format_html_join(
        "",
        '<text x="0" y="{}">{}</text><text class="end strong" x="100%" y="{}">{}</text>'
        '<rect class="track" x="0" y="{}" width="100%" height="18"/>'
        '<rect class="s1" x="0" y="{}" width="{}" height="18"/>',
        (
            (
                i * ROW + 15,
                label,
                i * ROW + 15,
                number(value, decimals) + unit,
                i * ROW + 21,
                i * ROW + 21,
                percent(value, longest),
            )
            for i, (label, value) in enumerate(bars)
        ),
    )
    return Chart(
        key,
        title,
        description,
        svg(key, title, description, len(bars) * ROW, body),
        ("项目", f"数值（{unit.strip()}）" if unit else "数值"),
        tuple((label, number(value, decimals)) for label, value in bars),
    )


def stacked(
    key: str,
    title: str,
    description: str,
    series: Sequence[str],
    bars: Sequence[tuple[str, Sequence[int]]],
    *,
    shares: bool = False,
) -> Chart:
    """Bars made of parts, in the order of `series`; with `shares` every bar fills the width."""
    if len(series) > MOST_SERIES:
        raise ValueError(f"at most {MOST_SERIES} series can be told apart")
    for label, parts in bars:
        if len(parts) != len(series):
            raise ValueError(f"{label}: {len(parts)} parts for {len(series)} series")
        refuse_negative(parts)
    largest = max((sum(parts) for _, parts in bars), default=0)
    pieces: list[SafeString] = []
    for i, (label, parts) in enumerate(bars):
        whole = sum(parts)
        pieces.append(
            format_html(
                '<text x="0" y="{}">{}</text><text class="end strong" x="100%" y="{}">{}</text>'
                '<rect class="track" x="0" y="{}" width="100%" height="{}"/>',
                i * ROW + 15,
                label,
                i * ROW + 15,
                number(whole),
                i * ROW + 21,
                BAR,
            )
        )
        pieces.extend(_segments(parts, whole if shares else largest, i * ROW + 21))
    rows = tuple(
        (label, *(number(part) for part in parts), number(sum(parts))) for label, parts in bars
    )
    picture = legend([(name, f"s{i + 1}") for i, name in enumerate(series)]) + svg(
        key, title, description, len(bars) * ROW, joined(pieces)
    )
    return Chart(key, title, description, picture, ("项目", *series, "合计"), rows)


def _segments(parts: Sequence[int], scale: int, y: int) -> list[SafeString]:
    pieces: list[SafeString] = []
    start = 0
    for i, part in enumerate(parts):
        if part:
            pieces.append(
                format_html(
                    '<rect class="s{}" x="{}" y="{}" width="{}" height="{}"/>',
                    i + 1,
                    percent(start, scale),
                    y,
                    percent(part, scale),
                    BAR,
                )
            )
            if start:
                pieces.append(
                    format_html(
                        '<rect class="gap" x="{}" y="{}" width="2" height="{}"/>',
                        percent(start, scale),
                        y,
                        BAR,
                    )
                )
            text = number(part)
            # Only where it fits on a phone: about 12 units a digit on a bar of 300.
            if len(text) * 12 * scale <= part * 300:
                pieces.append(
                    format_html(
                        '<text class="on-bar middle" x="{}" y="{}">{}</text>',
                        percent(2 * start + part, 2 * scale),
                        y + 14,
                        text,
                    )
                )
        start += part
    return pieces
