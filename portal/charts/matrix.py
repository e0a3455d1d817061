"""Movement between grades: a table shaded by how many moved."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.charts.picture import Chart, joined, number, refuse_negative


def movement_matrix(
    key: str,
    title: str,
    description: str,
    grades: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    unordered: frozenset[str] = frozenset(),
) -> Chart:
    """How many moved from each grade (row) to each (column), best grade first. Grades in
    `unordered` (未评, M) stand outside the order: a move from or to them is neither up nor down.
    Only the moves are shaded; those who stayed would outshine them."""
    if len(counts) != len(grades) or any(len(row) != len(grades) for row in counts):
        raise ValueError("the matrix needs a row and a column for each grade")
    refuse_negative([count for row in counts for count in row])
    moved = [count for i, row in enumerate(counts) for j, count in enumerate(row) if i != j]
    largest = max(moved, default=0)
    rows: list[SafeString] = []
    for i, row in enumerate(counts):
        cells = format_html_join(
            "",
            '<td class="{}">{}{}</td>',
            (
                (
                    "same" if i == j else f"h{_heat(count, largest)}",
                    number(count),
                    _direction(i, j, grades, unordered) if count else "",
                )
                for j, count in enumerate(row)
            ),
        )
        rows.append(
            format_html(
                '<tr><th scope="row">{}</th>{}<td>{}</td></tr>', grades[i], cells, number(sum(row))
            )
        )
    columns = format_html_join("", '<th scope="col">{}</th>', ((grade,) for grade in grades))
    totals = format_html_join(
        "",
        "<td>{}</td>",
        ((number(sum(row[j] for row in counts)),) for j in range(len(grades))),
    )
    picture = format_html(
        '<div class="table-wrap" role="region" tabindex="0" aria-label="{}">'
        '<table class="table heat" id="chart-{}"><caption class="visually-hidden">{}。{}</caption>'
        '<thead><tr><th scope="col">原＼新</th>{}<th scope="col">合计</th></tr></thead>'
        "<tbody>{}</tbody>"
        '<tfoot><tr><th scope="row">合计</th>{}<td>{}</td></tr></tfoot></table></div>',
        title,
        key,
        title,
        description,
        columns,
        joined(rows),
        totals,
        number(sum(sum(row) for row in counts)),
    )
    return Chart(key, title, description, picture)


def _direction(
    i: int, j: int, grades: Sequence[str], unordered: frozenset[str]
) -> SafeString | str:
    if i == j or grades[i] in unordered or grades[j] in unordered:
        return ""
    mark, word = ("↑", "上升") if j < i else ("↓", "下降")
    return format_html(
        ' <span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>', mark, word
    )


def _heat(count: int, largest: int) -> int:
    return -(-count * 5 // largest) if largest else 0
