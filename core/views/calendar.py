"""The working-day calendar: for everybody on the staff to look at, for the system administrator to
keep."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core import clock, doors, errors
from core.access import actor_of, administrator, allow, staff
from core.actors import AdminRole
from core.decisions import Day, usual
from core.errors import Refusal
from core.forms.calendar import DayForm, YearForm
from core.methods import methods
from core.notices import read_notice
from core.queries import calendar as queries
from core.services import calendar as services
from core.views.answers import add_refusal, form_page, page, see

KEEPER = administrator(AdminRole.SYSTEM)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in the grid. `note` is 休 or 班 where the day is not what its weekday says."""

    day: date
    is_working: bool
    note: str
    label: str
    is_today: bool


@allow(staff())
@methods("GET")
def calendar(request: HttpRequest) -> HttpResponse:
    """To the present year, or the last one that is known."""
    last = queries.last_known_year()
    if last is None:
        return page(request, "core/calendar_empty.html", {"may_edit": _keeps(request)})
    return see("core:calendar_year", min(clock.today().year, last))


@allow(staff())
@methods("GET")
def year(request: HttpRequest, year: int) -> HttpResponse:
    chosen = request.GET.get("day", "")
    form = DayForm(initial={"day": chosen}) if _keeps(request) else None
    return _year_page(request, year, form)


@allow(KEEPER)
@methods("POST")
def change_day(request: HttpRequest, year: int) -> HttpResponse:
    form = DayForm(request.POST)
    if not form.is_valid():
        return _year_page(request, year, form, status=422)
    given = form.cleaned_data
    try:
        changed = doors.run(services.change_day, actor=actor_of(request), **given)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _year_page(request, year, form, status=refusal.error.status)
    words = "上班" if changed.is_working else f"放假（{changed.label}）"
    messages.success(request, f"{changed.day}已改为{words}。此后计算的期限按新的日历。")
    return see("core:calendar_year", changed.day.year)


@allow(KEEPER)
@methods("GET", "POST")
def enter_year(request: HttpRequest) -> HttpResponse:
    """First shows what was understood of the notice, then enters it."""
    template = "core/calendar_new.html"
    following = (queries.last_known_year() or clock.today().year - 1) + 1
    context: dict[str, Any] = {"year": following}
    if request.method != "POST":
        return form_page(request, template, YearForm(initial={"year": following}), context)
    form = YearForm(request.POST)
    if not form.is_valid():
        return form_page(request, template, form, context)
    reading = read_notice(form.cleaned_data["text"], following)
    for problem in reading.problems:
        form.add_error("text", problem)
    if reading.problems:
        return form_page(request, template, form, context)
    if "confirm" not in request.POST:
        days = _with_exceptions(following, reading.days)
        context |= {
            "months": months(days),
            "exceptions": reading.days,
            "neighbours": queries.differing(reading.neighbours),
        }
        return form_page(request, template, form, context)
    try:
        doors.run(
            services.enter_year,
            actor=actor_of(request),
            year=form.cleaned_data["year"] or following,
            notice=form.cleaned_data["notice"],
            exceptions=reading.days,
            remark=form.cleaned_data["remark"],
        )
    except Refusal as refusal:
        return form_page(request, template, form, context, refusal=refusal)
    messages.success(request, f"{following} 年的工作日历已录入。")
    return see("core:calendar_year", following)


def months(days: Sequence[Day]) -> list[dict[str, Any]]:
    """A year as twelve grids of weeks that begin on Monday; None where the month has no day."""
    by_day = {day.day: day for day in days}
    year = days[0].day.year
    today = clock.today()
    grid = Calendar(firstweekday=0)
    return [
        {
            "name": f"{year}年{month}月",
            "weeks": [
                [_cell(by_day[day], today) if day.month == month else None for day in week]
                for week in grid.monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _cell(day: Day, today: date) -> Cell:
    plain = usual(day.day)
    note = ""
    if day.is_working != plain.is_working or (not day.is_working and day.label != plain.label):
        note = "班" if day.is_working else "休"
    return Cell(day.day, day.is_working, note, day.label if note else "", day.day == today)


def _with_exceptions(year: int, exceptions: Sequence[Day]) -> list[Day]:
    listed = {day.day: day for day in exceptions}
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = (date.fromordinal(ordinal) for ordinal in range(first, last + 1))
    return [listed.get(day) or usual(day) for day in days]


def _year_page(
    request: HttpRequest, year: int, form: DayForm | None, *, status: int = 200
) -> HttpResponse:
    known = queries.known_years()
    if year not in {one.year for one in known}:
        raise errors.NOT_FOUND()
    days = queries.days_of(year)
    context = {
        "year": next(one for one in known if one.year == year),
        "tabs": [_tab(one.year, year) for one in known],
        "months": months(days),
        "exceptions": [day for day in days if _cell(day, day.day).note],
        "working_days": sum(day.is_working for day in days),
        "warning": queries.warning(clock.today()),
        "form": form,
        "following": known[-1].year + 1,
    }
    return page(request, "core/calendar_year.html", context, status=status)


def _tab(year: int, shown: int) -> dict[str, Any]:
    url = reverse("core:calendar_year", args=[year])
    return {"label": f"{year} 年", "url": url, "current": year == shown}


def _keeps(request: HttpRequest) -> bool:
    return KEEPER.admits(actor_of(request))
