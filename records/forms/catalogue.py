"""Forms for the catalogue: an edition of an item, and the data items its rows are made of."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from records.decisions.fields import CODE, FIELDS, PLACES, REQUIREMENTS, TYPES, Required
from records.models import CatalogueVersion, InfoClass, ItemKind, Polarity
from sectors.forms.fields import choice, day, number, text
from sectors.models import Sector
from sectors.queries.units import choices_on

ITEM_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
SPARE_FIELDS = 3


class EditionForm(forms.Form):
    """What an edition says. Data items have forms of their own."""

    valid_from = day("施行日期", hint="今天之后的某一天；此前的查询结果不受影响。")
    name = text("名称", 120)
    basis = text("依据", 500, hint="法律、法规或者国家政策文件及其条款。")
    source = text("出处", 200, hint="本版内容出自哪份文件。")
    disclosure = forms.ChoiceField(label="公开属性", choices=CatalogueVersion.Disclosure.choices)
    shown_months = forms.IntegerField(
        label="公开期限（月）",
        required=False,
        min_value=1,
        max_value=600,
        help_text="不填表示在有效期内公开。失信信息的公示期由公示规则决定，不在此处填写。",
    )
    shared_with = text("共享范围", 200, required=False)
    update_cycle = text("更新周期", 40)
    report_days = forms.IntegerField(
        label="报送时限（工作日）", required=False, min_value=1, max_value=250
    )
    data_resource = text("政务数据资源代码", 60, required=False)
    unit_ids = forms.TypedMultipleChoiceField(
        label="信源单位",
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="可以报送本条目的单位，可多选。",
    )
    any_unit = forms.BooleanField(label="凡有权机关均可报送", required=False)
    needs_check = forms.BooleanField(
        label="须复核", required=False, help_text="由同一单位另一人复核后才入库。"
    )
    is_priority = forms.BooleanField(label="亟需核心数据", required=False)
    unverified = forms.BooleanField(label="待核", required=False, help_text="尚未由公开来源核实。")
    is_illustrative = forms.BooleanField(label="示例", required=False)
    is_ended = forms.BooleanField(
        label="停用",
        required=False,
        help_text="自施行日期起不再归集，也不再公开；已有记录和历史版本不变。",
    )

    def __init__(self, *args: Any, today: date, adverse: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["unit_ids"]
        assert isinstance(offered, forms.TypedMultipleChoiceField)
        offered.choices = [(str(value), label) for value, label in choices_on(today)]
        if adverse:
            del self.fields["shown_months"]

    def edition(self) -> dict[str, Any]:
        """What publish_edition takes, but for the data items."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "unit_ids"}
        return {
            "valid_from": said.pop("valid_from"),
            "unit_ids": self.cleaned_data["unit_ids"],
            "changes": said,
        }


class IdentityForm(forms.Form):
    """What never changes of an item."""

    code = text("条目编码", 40, hint="小写字母、数字和短横线；一经使用不再改变。")
    info_class = forms.ChoiceField(label="信息分类", choices=InfoClass.choices)
    kind = forms.ChoiceField(label="类别", choices=ItemKind.choices)
    polarity = forms.ChoiceField(
        label="性质",
        choices=Polarity.choices,
        help_text="失信信息须具备依据、文书、告知送达和期限才能入库。",
    )
    sector_id = number(choice("行业领域", (), required=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["sector_id"]
        assert isinstance(offered, forms.ChoiceField)
        sectors = Sector.objects.order_by("sort_order", "code")
        offered.choices = [("", "—"), *((str(each.pk), each.name) for each in sectors)]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if not ITEM_CODE.fullmatch(code):
            raise forms.ValidationError("请用小写字母开头，写小写字母、数字和短横线。")
        return code


class FieldForm(forms.Form):
    """One data item (数据项)."""

    code = text("代码", 40, required=False)
    name = text("名称", 80, required=False)
    type = forms.ChoiceField(label="类型", choices=list(TYPES.items()), required=False)
    into = forms.ChoiceField(label="写入", choices=list(PLACES.items()))
    longest = forms.IntegerField(label="最长字数", required=False, min_value=0, max_value=100_000)
    required = forms.ChoiceField(label="要求", choices=list(REQUIREMENTS.items()))
    when_field = text("条件：数据项代码", 40, required=False)
    when_has = text("条件：取值", 400, required=False, hint="多个值用顿号分开。")
    options = text("选项", 2_000, required=False, hint="单选、多选的取值，用顿号分开。")
    aliases = text("其他写法", 400, required=False, hint="表头可能的写法，用顿号分开。")
    public = forms.BooleanField(label="公开", required=False)
    verify = forms.BooleanField(label="待核", required=False)
    drop = forms.BooleanField(label="删去这一项", required=False)

    use_required_attribute = False

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if code and not re.fullmatch(CODE, code):
            raise forms.ValidationError("请用字母开头，写字母、数字和下划线。")
        return code

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        if bool(said.get("code")) != bool(said.get("name")) and not said.get("drop"):
            missing = "name" if said.get("code") else "code"
            self.add_error(missing, "代码和名称都要填写。")
        return said

    def row(self) -> dict[str, Any] | None:
        """As stored: only what is said. None for a spare form left empty, or what is dropped."""
        said = self.cleaned_data
        if said["drop"] or not said["code"]:
            return None
        row = {
            "code": said["code"],
            "name": said["name"],
            "type": said["type"],
            "into": said["into"],
            "longest": said["longest"] or None,
            "required": said["required"] if said["required"] != Required.NEVER else None,
            "when_field": said["when_field"],
            "when_has": _listed(said["when_has"]),
            "options": _listed(said["options"]),
            "aliases": _listed(said["aliases"]),
            "public": said["public"],
            "verify": said["verify"],
        }
        return {name: value for name, value in row.items() if value not in (None, "", [], False)}


def field_forms(
    fields: Iterable[Mapping[str, Any]], posted: Mapping[str, Any] | None = None
) -> list[FieldForm]:
    """A form for each data item and some spare ones. What is posted says how many there were."""
    known = [_shown(each) for each in fields] + [_shown({})] * SPARE_FIELDS
    if posted is None:
        return [FieldForm(initial=each, prefix=f"f{n}") for n, each in enumerate(known)]
    count = 0
    while f"f{count}-into" in posted and count < len(known) + SPARE_FIELDS:
        count += 1
    return [FieldForm(posted, prefix=f"f{n}") for n in range(count)]


def rows_of(filled: Iterable[FieldForm]) -> list[dict[str, Any]] | None:
    """The data items as stored; None if any form is wrong (each says where)."""
    given = list(filled)
    wrong = [form for form in given if not form.is_valid()]
    return None if wrong else [row for form in given if (row := form.row())]


def _shown(field: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(field)
    for name in ("when_has", "options", "aliases"):
        said[name] = "、".join(said.get(name) or ())
    said.setdefault("required", Required.NEVER)
    said.setdefault("into", FIELDS)
    return said


def _listed(said: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"[、,，;；\n]", said) if piece.strip()]
