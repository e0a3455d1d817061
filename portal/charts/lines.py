"""Lines and steps over time, and the small line within a text."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.charts.picture import Chart, joined, legend, number, percent, refuse_negative, svg

MOST_LINES = 4
PLOT = 180
TOP = 22


def line(
    key: str,
    title: str,
    description: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int | None]]],
    *,
    unit: str = "",
    decimals: int = 0,
    steps: bool = False,
    top: int | None = None,
) -> Chart:
    """Lines over common labels, from zero to `top` (by default a round value above them all). None
    leaves a gap. With `steps` a value holds until the next one, as a grade or a score does."""
    if len(series) > MOST_LINES:
        raise ValueError(f"at most {MOST_LINES} lines can be told apart")
    for name, values in series:
        if len(values) != len(labels):
            raise ValueError(f"{name}: {len(values)} values for {len(labels)} labels")
        refuse_negative([value for value in values if value is not None])
    known = [value for _, values in series for value in values if value is not None]
    highest = max(known, default=0)
    top = nice_ceiling(highest, decimals) if top is None else top
    if highest > top:
        raise ValueError(f"{highest} lies above the top of the chart, {top}")
    pieces = [_grid()]
    pieces += [_line_of(i + 1, values, top, steps) for i, (_, values) in enumerate(series)]
    pieces += [_scale(top, unit, decimals), _labels(labels)]
    names = [(name, f"s{i + 1}") for i, (name, _) in enumerate(series)]
    key_of_lines = legend(names, lines=True) if len(series) > 1 else SafeString("")
    rows = tuple(
        (
            label,
            *(
                "—" if values[i] is None else number(values[i] or 0, decimals)
                for _, values in series
            ),
        )
        for i, label in enumerate(labels)
    )
    picture = key_of_lines + svg(key, title, description, TOP + PLOT + 28, joined(pieces))
    return Chart(key, title, description, picture, ("时间", *(name for name, _ in series)), rows)


def nice_ceiling(value: int, decimals: int = 0) -> int:
    """The least round number not below `value` whose quarters can be written as they are."""
    unit: int = 10**decimals
    while True:
        for factor in (4, 6, 8, 10, 12, 16, 20, 24, 32):
            if factor * unit >= value and factor * unit % 4 == 0:
                return factor * unit
        unit *= 10


def _grid() -> SafeString:
    return format_html_join(
        "",
        '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/>',
        (("grid" if quarter else "axis", *(_level(quarter),) * 2) for quarter in range(5)),
    )


def _scale(top: int, unit: str, decimals: int) -> SafeString:
    """Written over the lines, which may cross it."""
    return format_html_join(
        "",
        '<text class="axis-text" x="0" y="{}">{}</text>',
        (
            (
                _level(quarter) - 4,
                number(top * quarter // 4, decimals) + (unit if quarter == 4 else ""),
            )
            for quarter in range(5)
        ),
    )


def _level(quarter: int) -> int:
    return TOP + PLOT - quarter * PLOT // 4


def _labels(labels: Sequence[str]) -> SafeString:
    """The first, the last, and two between: more do not fit a phone in large type."""
    last = len(labels) - 1
    stride = max(1, -(-last // 3))
    shown = [i for i in range(0, last, stride) if last - i > stride // 2]
    if last >= 0:
        shown.append(last)
    return format_html_join(
        "",
        '<text class="axis-text{}" x="{}" y="{}">{}</text>',
        (
            (
                "" if i == 0 else " end" if i == last else " middle",
                percent(i, last),
                TOP + PLOT + 20,
                labels[i],
            )
            for i in shown
        ),
    )


def _line_of(place: int, values: Sequence[int | None], top: int, steps: bool) -> SafeString:
    last = max(1, len(values) - 1)
    strokes: list[str] = []
    run: list[tuple[int, int]] = []
    for i, value in enumerate([*values, None]):
        if value is None:
            if len(run) == 1:
                x, y = run[0]
                run.append((x + 1 if x < 1000 else x - 1, y))
            if run:
                strokes.append(" ".join(f"{x},{y}" for x, y in run))
            run = []
            continue
        point = (i * 1000 // last, PLOT - value * PLOT // top)
        if steps and run and run[-1][1] != point[1]:
            run.append((point[0], run[-1][1]))
        run.append(point)
    drawn = format_html_join(
        "",
        '<polyline class="line s{}" points="{}" vector-effect="non-scaling-stroke"/>',
        ((place, stroke) for stroke in strokes),
    )
    dots = format_html_join(
        "",
        '<circle class="dot s{}" cx="{}" cy="{}" r="4"/>',
        (
            (place, percent(i, last), TOP + PLOT - value * PLOT // top)
            for i, value in enumerate(values)
            if value is not None and (len(values) <= 13 or i == len(values) - 1)
        ),
    )
    return format_html(
        '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 1000 {}"'
        ' preserveAspectRatio="none" overflow="visible">{}</svg>{}',
        TOP,
        PLOT,
        PLOT,
        drawn,
        dots,
    )


def sparkline(values: Sequence[int], title: str) -> SafeString:
    """A line the height of the text; `title` says in words what it shows."""
    refuse_negative(values)
    top = max(values, default=0) or 1
    last = max(1, len(values) - 1)
    points = [(2 + i * 90 // last, 21 - value * 18 // top) for i, value in enumerate(values)]
    end = (
        format_html('<circle class="dot" cx="{}" cy="{}" r="2.5"/>', *points[-1]) if points else ""
    )
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 96 24" width="96" height="24">'
        '<polyline class="line" points="{}"/>{}</svg>',
        title,
        " ".join(f"{x},{y}" for x, y in points),
        end,
    )
