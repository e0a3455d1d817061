"""The form for a notice of repair."""

from datetime import date
from typing import Any

from django import forms

from records.decisions.repair_notice import CHANNELS, Channel, Penalty
from records.models import DisclosureRule, Severity
from sectors.forms.fields import day, text

Scope = DisclosureRule.Scope
SCOPES = [choice for choice in Scope.choices if choice[0] != Scope.STATE]


class NumberForm(forms.Form):
    number = text("决定书文号", 128, hint="〔〕[]（）和缺少“号”字都能识别。")


class NoticeForm(forms.Form):
    addressee = text("当事人名称", 200)
    document_no = text("决定书文号", 128)
    decided_on = day("处罚决定日期")
    outcome = text("处罚结果", 200, hint="如：罚款人民币 12 万元。")
    severity = forms.TypedChoiceField(
        label="失信程度",
        choices=[("", "请选择"), *Severity.choices],
        coerce=int,
        help_text="按处罚种类和金额对照《信用修复管理办法》确定。",
    )
    scope = forms.ChoiceField(label="领域", choices=SCOPES)
    channel = forms.ChoiceField(
        label="申请途径",
        choices=[(str(each), name) for each, name in CHANNELS.items()],
        help_text="市场监管部门的处罚经国家企业信用信息公示系统修复，其他经“信用中国”网站。",
    )
    contact = text("联系方式", 120, hint="科室和电话，不写个人姓名。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_decided_on(self) -> date:
        decided_on: date = self.cleaned_data["decided_on"]
        if decided_on > self._today:
            raise forms.ValidationError("决定日期不能晚于今天。")
        return decided_on

    def penalty(self) -> Penalty:
        said = dict(self.cleaned_data)
        return Penalty(**{**said, "channel": Channel(said["channel"])})
