"""What an auditor says and seeks. Purposes are chosen, not written: they stand in addresses and in
the log, where no names belong."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from django import forms

from core import clock
from core.models import AuditEvent
from core.queries.anomalies import Thresholds
from core.queries.audit import EventFilter

PURPOSES = {
    "routine": "日常审计",
    "complaint": "投诉举报核查",
    "incident": "安全事件调查",
    "inspection": "上级检查",
    "drill": "演练与测评",
}
KINDS = {"": "全部", **dict(AuditEvent.Kind.choices)}
LONGEST = timedelta(days=366)
LARGEST_ID = 2**63 - 1
# The day after the last one of the calendar cannot be named.
LAST_YEAR = 9998


class PurposeForm(forms.Form):
    """Why the log is read. Without it nothing is shown."""

    purpose = forms.ChoiceField(
        label="查阅目的",
        choices=[("", "请选择"), *PURPOSES.items()],
        error_messages={"required": "请选择查阅目的。"},
    )

    def label_of_purpose(self) -> str:
        return PURPOSES[self.cleaned_data["purpose"]]


class DaysForm(PurposeForm):
    first_day = forms.DateField(label="起始日期", widget=forms.DateInput)
    last_day = forms.DateField(label="截止日期", widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if last and last.year > LAST_YEAR:
            self.add_error("last_day", f"截止日期不能晚于 {LAST_YEAR} 年。")
        elif first and last and last < first:
            self.add_error("last_day", "截止日期不能早于起始日期。")
        elif first and last and last - first > LONGEST:
            self.add_error("last_day", "一次最多查阅 366 天，请缩小范围。")
        return given


class EventFilterForm(DaysForm):
    kind = forms.ChoiceField(label="类别", choices=KINDS.items(), required=False)
    person_id = forms.IntegerField(
        label="人员编号", min_value=1, max_value=LARGEST_ID, required=False
    )
    unit_id = forms.IntegerField(
        label="机构编号", min_value=1, max_value=LARGEST_ID, required=False
    )
    action = forms.CharField(
        label="操作", max_length=80, required=False, help_text="如 accounts. 或 core.change_day"
    )
    target_kind = forms.CharField(label="对象种类", max_length=40, required=False)
    target_id = forms.CharField(label="对象编号", max_length=64, required=False)
    field_order = ["purpose", "first_day", "last_day", "kind", "person_id", "unit_id", "action"]

    def chosen(self) -> EventFilter:
        names = [field.name for field in fields(EventFilter)]
        given = self.cleaned_data
        return EventFilter(**{name: given[name] for name in names if name in given})


class ExportForm(DaysForm):
    """Part of the log as a file; the days are those on which the seals were made."""


class ThresholdsForm(PurposeForm):
    days = forms.IntegerField(label="最近几天", min_value=1, max_value=31)
    per_day = forms.IntegerField(label="单日查阅不少于", min_value=1, max_value=1_000_000)
    per_hour = forms.IntegerField(label="单小时查阅不少于", min_value=1, max_value=1_000_000)
    factor = forms.IntegerField(label="达到本人中位数的倍数", min_value=1, max_value=1_000)
    in_a_row = forms.IntegerField(label="连续被拒次数", min_value=2, max_value=1_000)

    def thresholds(self) -> Thresholds:
        names = [field.name for field in fields(Thresholds)]
        return Thresholds(**{name: self.cleaned_data[name] for name in names})


def last_week(today: date | None = None) -> dict[str, Any]:
    """What a form about days begins with."""
    today = today or clock.today()
    return {"first_day": today - timedelta(days=6), "last_day": today}
