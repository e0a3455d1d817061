"""Forms for memberships and hand-overs. A last day is shown to people as included; the services
take the day after, as every span here is half-open."""

from datetime import date, timedelta
from typing import Any

from django import forms

from sectors.forms.fields import choice, day, number, role, text
from sectors.models import Division, HandOver, Membership


class AppointForm(forms.Form):
    person_key = text("工号或用户名", 32, hint="先在人员管理中登记为业务人员，再在此安排岗位。")
    role = role()
    division_id = number(choice("处室", (), required=False))
    valid_from = day("自")
    last_day = day("至（含当日）", required=False, hint="不填表示没有期限。")
    basis = text("依据", 100, hint="任免或分工文件的名称、文号。")

    def __init__(self, *args: Any, divisions: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["division_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((str(each.pk), each.name) for each in divisions)]

    def arguments(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["valid_to"] = day_after(values.pop("last_day"))
        return values


class EndMembershipForm(forms.Form):
    ends_on = day("结束日期", hint="从这一天起不再在岗。")


class HandOverForm(forms.Form):
    membership_id = number(choice("岗位", ()))
    to_membership_id = number(choice("代岗人", ()))
    valid_from = day("自")
    last_day = day("至（含当日）", hint="最长 60 天。")
    reason = forms.ChoiceField(label="事由", choices=HandOver.Reason.choices)

    def __init__(
        self,
        *args: Any,
        held: list[Membership],
        colleagues: list[Membership],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        mine, others = self.fields["membership_id"], self.fields["to_membership_id"]
        assert isinstance(mine, forms.ChoiceField)
        assert isinstance(others, forms.ChoiceField)
        mine.choices = [(str(each.pk), describe(each)) for each in held]
        others.choices = [("", "—"), *((str(each.pk), each.person.name) for each in colleagues)]

    def arguments(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["valid_to"] = day_after(values.pop("last_day"))
        return values


class ActingUnitForm(forms.Form):
    unit_id = forms.TypedChoiceField(label="办理单位", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, units: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(unit_id), name) for unit_id, name in units.items()]


def describe(held: Membership) -> str:
    place = f"{held.unit.short_name or held.unit.name}"
    return f"{held.person.name}：{place}，{held.get_role_display()}"


def day_after(last: date | None) -> date | None:
    return last + timedelta(days=1) if last else None
