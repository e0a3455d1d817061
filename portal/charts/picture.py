"""What every chart shares: its record, its numbers, its frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, and the same figures as a table: `head` names the columns of `rows`."""

    key: str
    title: str
    description: str
    picture: SafeString
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def number(value: int, decimals: int = 0) -> str:
    """1234567 → 1,234,567; with two decimals (points in hundredths) 1234 → 12.34."""
    if not decimals:
        return f"{value:,}"
    whole, part = divmod(abs(value), 10**decimals)
    return f"{'-' if value < 0 else ''}{whole:,}.{part:0{decimals}d}"


def percent(part: int, whole: int) -> str:
    """A share as a coordinate, such as 33.33%, rounded down; of nothing it is 0.00%."""
    hundredths = part * 10_000 // whole if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def svg(key: str, title: str, description: str, height: int, body: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" role="img" aria-labelledby="chart-{}-title chart-{}-desc"'
        ' width="100%" height="{}"><title id="chart-{}-title">{}</title>'
        '<desc id="chart-{}-desc">{}</desc>{}</svg>',
        key,
        key,
        height,
        key,
        title,
        key,
        description,
        body,
    )


def legend(names: Sequence[tuple[str, str]], *, lines: bool = False) -> SafeString:
    shape = (
        '<path class="line {}" d="M1 7h28"/>'
        if lines
        else '<rect class="{}" width="14" height="14"/>'
    )
    template = '<li><svg width="{}" height="14" aria-hidden="true">' + shape + "</svg>{}</li>"
    items = format_html_join(
        "", template, ((30 if lines else 14, style, name) for name, style in names)
    )
    return format_html('<ul class="legend">{}</ul>', items)


def refuse_negative(values: Sequence[int]) -> None:
    if any(value < 0 for value in values):
        raise ValueError("a chart from zero cannot show a negative value")


def joined(pieces: Sequence[SafeString]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308 - each piece is already escaped by format_html
