"""The month's nil reports, and numbers missing or given twice."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core import clock, doors, errors
from core.access import actor_of, allow, staff
from core.errors import Refusal
from core.methods import methods
from core.views.answers import SeeOther, page
from documents.views.unit import MEMBERS, unit_of
from records.intake import nil
from records.intake.batches import items_of
from records.models import Polarity
from records.queries import reporting as queries
from records.queries.access import WRITERS
from records.views.sections import sections
from sectors.middleware import unit_names

SENDERS = staff(*WRITERS)
# How far back months and years are offered.
MONTHS, YEARS = 12, 5


@allow(staff(*MEMBERS))
@methods("GET")
def nil_reports(request: HttpRequest) -> HttpResponse:
    return _nil_page(request, _month(request.GET.get("month", "")))


@allow(SENDERS)
@methods("POST")
def report_nil(request: HttpRequest) -> HttpResponse:
    """For each item that was ticked; one that cannot be said leaves the others standing."""
    actor = actor_of(request)
    month = _month(request.POST.get("month", ""))
    chosen = request.POST.getlist("item")[:100]
    said, refused = 0, []
    for code in chosen:
        try:
            doors.run(
                nil.report_nil, actor=actor, unit_id=unit_of(actor), item_code=code, month=month
            )
            said += 1
        except Refusal as refusal:
            if refusal.error.status not in {409, 422}:
                raise
            refused.append(f"{code}：{refusal.detail}")
    if not chosen:
        messages.error(request, "请先勾选本月没有作出决定的条目。")
    if said:
        messages.success(request, f"已作零报告：{said} 个条目。")
    for each in refused:
        messages.error(request, each)
    return _to_month(month)


@allow(SENDERS)
@methods("POST")
def withdraw_nil(request: HttpRequest, report_id: int) -> HttpResponse:
    try:
        report = doors.run(nil.withdraw_nil, actor=actor_of(request), report_id=report_id)
    except Refusal as refusal:
        if refusal.error.status != 409:
            raise
        messages.error(request, refusal.detail)
        return _to_month(_month(""))
    messages.success(request, "零报告已撤回。")
    return _to_month(report.month)


@allow(staff(*MEMBERS))
@methods("GET")
def numbers(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    unit_id, today = unit_of(actor), clock.today()
    versions = items_of(unit_id, today)
    code = request.GET.get("item", "")
    year = _year(request.GET.get("year", ""))
    penalties = (each for each in versions if each.polarity == Polarity.ADVERSE)
    default = next(penalties, versions[0] if versions else None)
    version = next((each for each in versions if each.item.code == code), default)
    found = None
    if version is not None:
        found = doors.read(
            queries.numbering_of,
            actor=actor,
            purpose="检查本单位文号",
            target=("unit", unit_id),
            unit_id=unit_id,
            version=version,
            year=year,
        )
    context = {
        "versions": versions,
        "version": version,
        "year": year,
        "years": range(today.year, today.year - YEARS, -1),
        "found": found,
        "sections": sections("records:numbers"),
        "unit_name": unit_names(request).get(unit_id, ""),
    }
    return page(request, "records/reporting/numbers.html", context)


def _nil_page(request: HttpRequest, month: date) -> HttpResponse:
    actor = actor_of(request)
    unit_id, today = unit_of(actor), clock.today()
    rows = doors.read(
        queries.month_of,
        actor=actor,
        purpose="办理零报告",
        target=("unit", unit_id),
        unit_id=unit_id,
        month=month,
    )
    first = today.replace(day=1)
    context = {
        "rows": rows,
        "month": month,
        "months": [_months_before(first, back) for back in range(MONTHS)],
        "is_running": month == first,
        "may_report": actor.holds(WRITERS, unit_id=unit_id),
        "open_count": sum(row.may_report for row in rows),
        "sections": sections("records:nil_reports"),
        "unit_name": unit_names(request).get(unit_id, ""),
    }
    return page(request, "records/reporting/nil.html", context)


def _to_month(month: date) -> SeeOther:
    return SeeOther(f"{reverse('records:nil_reports')}?month={month:%Y-%m}")


def _month(raw: str) -> date:
    """The month asked about; without one the last that is over."""
    if not raw:
        return _months_before(clock.today().replace(day=1), 1)
    try:
        found = date.fromisoformat(f"{raw}-01") if len(raw) == 7 else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year < 2100:
        raise errors.BAD_REQUEST(reason="月份应写作 2026-04")
    return found


def _year(raw: str) -> int:
    if not raw:
        return clock.today().year
    if not (raw.isascii() and raw.isdigit() and len(raw) == 4):
        raise errors.BAD_REQUEST(reason="年份应写作 2026")
    return int(raw)


def _months_before(first: date, back: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - back, 12)
    return date(year, month + 1, 1)
