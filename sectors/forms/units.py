"""Forms for units, their names, successions, divisions and routes."""

import re
from datetime import date
from typing import Any

from django import forms

from sectors.forms.fields import choice, day, number, text
from sectors.models import Division, Line, OrgUnit, UnitSuccession
from sectors.queries.codes import region_choices
from sectors.queries.units import choices_on

CODE = re.compile(r"[0-9]{6}-[a-z0-9-]{1,33}")
SUCCESSION_KINDS = [
    choice for choice in UnitSuccession.Kind.choices if choice[0] != UnitSuccession.Kind.RENAME
]


class SearchForm(forms.Form):
    q = forms.CharField(label="名称或代码", max_length=60, required=False)
    kind = forms.ChoiceField(
        label="类别", choices=[("", "全部"), *OrgUnit.Kind.choices], required=False
    )
    on = day("日期", required=False)
    ended = forms.BooleanField(label="含已停用", required=False)


class PlaceForm(forms.Form):
    """What may be corrected of a unit at any time."""

    short_name = text("简称", 30, required=False)
    kind = forms.ChoiceField(label="类别", choices=OrgUnit.Kind.choices)
    region_id = choice("行政区划", ())
    parent_id = number(choice("上级机构", (), required=False, hint="垂直管理机构写本系统的上级。"))
    vertical_parent_id = number(
        choice(
            "业务主管机构",
            (),
            required=False,
            hint="地方机构受上级部门双重管理时填写，如生态环境部门。",
        )
    )
    uscc = text("统一社会信用代码", 18, required=False)
    unverified = forms.BooleanField(
        label="待核", required=False, help_text="名称、日期等尚未由公开来源核实。"
    )
    remark = text("备注", 200, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [("", "—"), *((str(value), label) for value, label in choices_on(today))]
        _offer(self, "parent_id", units)
        _offer(self, "vertical_parent_id", units)
        _offer(self, "region_id", [("", "—"), *region_choices(today)])

    def clean_uscc(self) -> str:
        return str(self.cleaned_data["uscc"]).strip().upper()


class NewUnitForm(PlaceForm):
    code = text("机构代码", 40, hint="区划代码、短横线和简称，如 320281-zjj；一经使用不再改变。")
    name = text("名称", 100)
    level = forms.TypedChoiceField(label="层级", choices=OrgUnit.Level.choices, coerce=int)
    valid_from = day("启用日期", required=False, hint="不填表示在本平台有记录之前已设立。")
    field_order = [
        "code",
        "name",
        "short_name",
        "level",
        "kind",
        "region_id",
        "parent_id",
        "vertical_parent_id",
        "uscc",
        "valid_from",
        "remark",
    ]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        del self.fields["unverified"]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if not CODE.fullmatch(code):
            raise forms.ValidationError("请写成区划代码、短横线和小写字母，如 320281-zjj。")
        return code


class ChangeUnitForm(PlaceForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class RenameForm(forms.Form):
    name = text("新名称", 100)
    short_name = text("新简称", 30, required=False, hint="不填则沿用原简称。")
    effective_on = day("生效日期", hint="新名称启用的第一天，可以是将来的日子；最多追溯 30 天。")
    basis = text("依据", 200, hint="批准或公布更名的文件名称和文号。")


class CorrectNameForm(forms.Form):
    name = text("名称", 100)
    unverified = forms.BooleanField(label="待核", required=False)


class EndForm(forms.Form):
    ends_on = day("停用日期", hint="今天或以后；从这一天起不再使用，之前的记录不变。")


class SuccessionForm(forms.Form):
    kind = forms.ChoiceField(label="方式", choices=SUCCESSION_KINDS)
    to_unit_id = number(choice("承接机构", ()))
    effective_on = day("生效日期", hint="新状态的第一天；最多追溯 30 天。")
    basis = text("依据", 200, hint="文件名称和文号。")
    line_ids = forms.TypedMultipleChoiceField(
        label="划转的条线",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="所选条线自生效日期起归承接机构，此前的记录仍属原机构。",
    )
    remark = text("备注", 200, required=False)

    def __init__(
        self, *args: Any, unit: OrgUnit, lines: list[Line], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = [(str(value), name) for value, name in choices_on(today) if value != unit.pk]
        _offer(self, "to_unit_id", [("", "—"), *others])
        _offer(self, "line_ids", [(str(line.pk), line.name) for line in lines])
        if not lines:
            del self.fields["line_ids"]


class NewDivisionForm(forms.Form):
    code = text("处室代码", 40, hint="机构代码、短横线和简称，如 320281-zjj-fgk。")
    name = text("名称", 60)
    short_name = text("简称", 30, required=False)
    is_credit_office = forms.BooleanField(
        label="是信用办", required=False, help_text="信用办岗位只能设在这里；设定后不能更改。"
    )
    valid_from = day("启用日期", required=False)


class ChangeDivisionForm(forms.Form):
    name = text("名称", 60)
    short_name = text("简称", 30, required=False)
    unverified = forms.BooleanField(label="待核", required=False)
    remark = text("备注", 200, required=False)


class RouteForm(forms.Form):
    """Which division handles one line from a day on."""

    line_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    division_id = number(choice("承办处室", (), required=False))
    begins_on = day("自")

    def __init__(self, *args: Any, divisions: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(division.pk), division.name) for division in divisions]
        _offer(self, "division_id", [("", "不分处室"), *offered])


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
