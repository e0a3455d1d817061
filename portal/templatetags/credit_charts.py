"""Charts from plain figures, for pages of lower floors: they pass numbers, the drawing is here.

{% load credit_charts %}
{% lines_chart "quality" "近 12 个月质量" "…" labels series unit="%" decimals=2 top=10000 %}
"""

from collections.abc import Sequence

from django.template import Library

from portal.charts import bar, line

register = Library()


@register.inclusion_tag("ui/chart.html")
def lines_chart(
    key: str,
    title: str,
    description: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int | None]]],
    unit: str = "",
    decimals: int = 0,
    top: int | None = None,
) -> dict[str, object]:
    """Lines over common labels; None leaves a gap."""
    return {
        "chart": line(
            key, title, description, labels, series, unit=unit, decimals=decimals, top=top
        )
    }


@register.inclusion_tag("ui/chart.html")
def bars_chart(
    key: str,
    title: str,
    description: str,
    bars: Sequence[tuple[str, int]],
    unit: str = "",
    decimals: int = 0,
) -> dict[str, object]:
    """One horizontal bar a row."""
    return {"chart": bar(key, title, description, bars, unit=unit, decimals=decimals)}
