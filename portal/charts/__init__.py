"""Charts drawn on the server: pure functions from whole numbers to safe SVG (or an HTML table).

Every coordinate is integer arithmetic, so the same figures give the same bytes. Widths are
percentages: the picture fits a phone while its text keeps its size. Colour never carries a meaning
alone: values are written out, lines differ by dash, segments keep the order of the legend. Each
chart carries its figures as a table, which the page shows beneath it.
"""

from portal.charts.bars import bar, stacked
from portal.charts.lines import line, sparkline
from portal.charts.matrix import movement_matrix
from portal.charts.picture import Chart
from portal.charts.spans import Span, spans

__all__ = ["Chart", "Span", "bar", "line", "movement_matrix", "spans", "sparkline", "stacked"]
