"""The working-day calendar: one row for every day of every year whose notice is known."""

from django.db import models
from django.db.models import Q


class CalendarYear(models.Model):
    """日历年度: a year whose official notice of days off has been entered."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    notice = models.CharField("通知文号", max_length=80)
    remark = models.CharField("说明", max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_calendaryear_range", condition=Q(year__gte=2000, year__lt=2200)
            ),
        ]


class CalendarDay(models.Model):
    """日历日. `ordinal` counts the working days up to and including this one since the first
    known year, so a deadline of n working days is the day with ordinal + n: one lookup, also in
    bulk SQL. Years follow one another without a gap."""

    day = models.DateField(primary_key=True)
    year = models.ForeignKey(CalendarYear, on_delete=models.PROTECT, related_name="days")
    is_working = models.BooleanField()
    label = models.CharField(max_length=20, blank=True)
    ordinal = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_calendarday_in_year", condition=Q(year_id=models.F("day__year"))
            ),
        ]
        indexes = [
            models.Index(
                name="core_calendarday_ordinal", fields=["ordinal"], condition=Q(is_working=True)
            ),
        ]
