"""Quality of what units report, and the rows behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock, doors, paging
from core.access import actor_of, allow
from core.methods import methods
from records.intake.notes import kind_of
from records.models import ReturnedRow
from records.quality.decisions.dimensions import DIMENSIONS
from records.quality.queries import due as due_queries
from records.quality.queries import quality as queries
from records.quality.queries import rows as row_queries
from records.quality.queries.quality import Line
from records.quality.views.asked import BUSINESS, month_of

PURPOSE = "掌握数据质量"


@dataclass(frozen=True, slots=True)
class Trend:
    """The year's lines of the chart, in hundredths of a percent."""

    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int | None]]]

    @property
    def is_known(self) -> bool:
        return any(value is not None for _, values in self.series for value in values)


@allow(BUSINESS)
@methods("GET")
def overview(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form, month = month_of(request, today)
    found = doors.read(
        queries.overview, actor=actor_of(request), purpose=PURPOSE, month=month, today=today
    )
    context = {
        "form": form,
        "found": found,
        "month": f"{month:%Y-%m}",
        "trend": _trend(found.months),
        "dimensions": DIMENSIONS,
    }
    return render(request, "records/quality/overview.html", context)


@allow(BUSINESS)
@methods("GET")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    today = clock.today()
    form, month = month_of(request, today)
    found = doors.read(
        queries.of_unit,
        actor=actor_of(request),
        purpose=PURPOSE,
        code=code,
        month=month,
        today=today,
    )
    context = {
        "form": form,
        "found": found,
        "month": f"{month:%Y-%m}",
        "trend": _trend(found.months),
        "dimensions": DIMENSIONS,
    }
    return render(request, "records/quality/unit.html", context)


@allow(BUSINESS)
@methods("GET")
def rows(request: HttpRequest, code: str, what: str) -> HttpResponse:
    today = clock.today()
    _, month = month_of(request, today)
    found = doors.read(
        row_queries.rows_behind,
        actor=actor_of(request),
        purpose=PURPOSE,
        code=code,
        month=month,
        what=what,
        item_code=request.GET.get("item", "")[:40],
        today=today,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "found": found,
        "month": f"{month:%Y-%m}",
        "returned": _with_reasons(found) if found.shape == "returned" else [],
    }
    return render(request, "records/quality/rows.html", context)


@allow(BUSINESS)
@methods("GET")
def due(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    page = doors.read(
        due_queries.list_due,
        actor=actor_of(request),
        purpose="掌握报送期限",
        today=today,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    return render(request, "records/quality/due.html", {"page": page, "today": today})


def _trend(months: Sequence[Line]) -> Trend:
    labels = [line.title.split("年")[1] for line in months]
    series = [
        (
            dimension.title,
            [getattr(line.counts, dimension.name).hundredths for line in months],
        )
        for dimension in DIMENSIONS
    ]
    return Trend(labels, series)


def _with_reasons(found: row_queries.Behind) -> list[tuple[ReturnedRow, list[str]]]:
    """What each row was sent back for. The particulars are in the answer to its batch."""
    return [
        (
            row,
            [kind_of(code).message.format_map(_Blank(label=label)) for code, label in row.reasons],
        )
        for row in found.rows
    ]


class _Blank(dict[str, str]):
    """What is not kept is left open."""

    def __missing__(self, key: str) -> str:
        return "…"
