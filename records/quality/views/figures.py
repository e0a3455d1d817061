"""Coverage, volumes, and the figures of closed months."""

from collections.abc import Callable, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock, doors, errors
from core.access import actor_of, allow
from core.methods import methods
from records.quality import sheets
from records.quality.queries import coverage as coverage_queries
from records.quality.queries import months as month_queries
from records.quality.queries import volumes as volume_queries
from records.quality.queries.months import Closed
from records.quality.sheets import Cell
from records.quality.views.asked import BUSINESS, month_of

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEAD = ("月份", "口径", "代码", "名称", "指标", "数值", "上月", "去年同月")


@allow(BUSINESS)
@methods("GET")
def coverage(request: HttpRequest) -> HttpResponse:
    found = doors.read(
        coverage_queries.latest_coverage,
        actor=actor_of(request),
        purpose="掌握归集覆盖情况",
        today=clock.today(),
    )
    trend = (
        ([f"{day.year}-{day.month:02d}" for day, _ in found.months], found.months)
        if found
        else ([], [])
    )
    context = {
        "found": found,
        "labels": trend[0],
        "series": [("覆盖率", [share.hundredths for _, share in trend[1]])],
    }
    return render(request, "records/quality/coverage.html", context)


@allow(BUSINESS)
@methods("GET")
def volumes(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form, month = month_of(request, today)
    found = doors.read(
        volume_queries.volumes,
        actor=actor_of(request),
        purpose="掌握归集数量",
        month=month,
        today=today,
    )
    context = {
        "form": form,
        "month": month,
        "found": found,
        "labels": [each.title for each in found.months],
        "series": [
            ("新增", [each.facts for each in found.months]),
            ("更新版本", [each.revised for each in found.months]),
        ],
    }
    return render(request, "records/quality/volumes.html", context)


@allow(BUSINESS)
@methods("GET")
def monthly(request: HttpRequest) -> HttpResponse:
    found = _closed(request)
    chosen = _chosen(request, found)
    context = {
        "found": found,
        "place": chosen,
        "towns": found.of("town") if found else [],
        "units": found.of("unit") if found else [],
        "labels": [f"{day:%y-%m}" for day, _ in found.trend] if found else [],
        "series": [("新增信息", [value for _, value in found.trend])] if found else [],
    }
    return render(request, "records/quality/monthly.html", context)


@allow(BUSINESS)
@methods("GET")
def monthly_file(request: HttpRequest, form: str) -> HttpResponse:
    found = _closed(request)
    if found is None or form not in TYPES:
        raise errors.NOT_FOUND()
    title = f"月度数据{found.close.month:%Y-%m}"
    rows = _rows(found)
    writers: dict[str, Callable[[], bytes]] = {
        CSV: lambda: sheets.as_csv(HEAD, rows),
        XLSX: lambda: sheets.as_workbook(title, HEAD, rows),
    }
    response = HttpResponse(writers[form](), content_type=TYPES[form])
    response["Content-Disposition"] = (
        f'attachment; filename="monthly-{found.close.month:%Y-%m}.{form}"'
    )
    return response


def _closed(request: HttpRequest) -> Closed | None:
    return doors.read(
        month_queries.closed_month,
        actor=actor_of(request),
        purpose="查阅月度数据",
        month=_month(request),
        today=clock.today(),
    )


def _month(request: HttpRequest) -> date | None:
    raw = request.GET.get("month", "")
    if not raw:
        return None
    try:
        return date.fromisoformat(f"{raw}-01") if len(raw) == 7 else _bad_month()
    except ValueError:
        return _bad_month()


def _bad_month() -> date:
    raise errors.BAD_REQUEST(reason="月份应写作 2026-10")


def _chosen(request: HttpRequest, found: Closed | None) -> month_queries.Place | None:
    """Whose figures are shown in full: the first, or the one asked for."""
    if found is None or not found.places:
        return None
    scope, key = request.GET.get("scope", ""), request.GET.get("key", "")
    if not scope:
        return found.places[0]
    for place in found.places:
        if (place.scope, place.key) == (scope, key):
            return place
    raise errors.NOT_FOUND()


def _rows(found: Closed) -> Sequence[Sequence[Cell]]:
    titles = {"all": "全部", "unit": "单位", "town": "乡镇（街道）"}
    return [
        (
            f"{found.close.month:%Y-%m}",
            titles[place.scope],
            place.key,
            place.title,
            figure.measure.title,
            figure.value,
            figure.before,
            figure.year_before,
        )
        for place in found.places
        for figure in place.figures
    ]
