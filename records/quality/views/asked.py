"""Who opens the pages of quality, and the month or year they ask for."""

from datetime import date

from django.http import HttpRequest

from core import errors
from core.access import staff
from core.actors import Role
from records.quality.forms import MonthForm, YearForm

# Everybody who serves in a unit; how far they see is settled by their duties.
BUSINESS = staff(*Role)


def month_of(request: HttpRequest, today: date) -> tuple[MonthForm, date]:
    form = MonthForm(request.GET, today)
    if not form.is_valid():
        raise errors.BAD_REQUEST(reason="月份应为近三年内的月份，写作 2026-10")
    return form, form.chosen()


def year_of(request: HttpRequest, today: date) -> tuple[YearForm, int]:
    form = YearForm(request.GET, today)
    if not form.is_valid():
        raise errors.BAD_REQUEST(reason="年度应为近五年内的年份，写作 2026")
    return form, form.chosen()
