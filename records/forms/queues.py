"""What people say about rows that wait."""

from collections.abc import Sequence
from typing import Any

from django import forms

from records.decisions.queues import Choice
from records.intake.attesting import WORDING
from records.queries.waiting import OVERDUE, SOON
from sectors.models import OrgUnit


class QueueFilters(forms.Form):
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    item = forms.ChoiceField(label="条目", required=False)
    due = forms.ChoiceField(
        label="报送时限",
        required=False,
        choices=[("", "全部"), (OVERDUE, "已过时限"), (SOON, "两个工作日内到期")],
    )

    def __init__(
        self,
        *args: Any,
        units: Sequence[OrgUnit],
        items: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        by_unit, by_item = self.fields["unit"], self.fields["item"]
        assert isinstance(by_unit, forms.TypedChoiceField)
        assert isinstance(by_item, forms.ChoiceField)
        by_unit.choices = [("", "全部"), *((str(unit.id), unit.name) for unit in units)]
        by_item.choices = [("", "全部"), *items]
        if len(units) < 2:
            del self.fields["unit"]

    def chosen(self) -> dict[str, Any]:
        """What is narrowed to; a filter that cannot be read narrows nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        return {
            "unit_id": said.get("unit"),
            "item_code": said.get("item", ""),
            "due": said.get("due", ""),
        }


class AttestForm(forms.Form):
    attests = forms.BooleanField(
        label=f"本人声明：{WORDING}",
        error_messages={"required": "请先勾选声明；不能声明的，请逐行补传送达证明。"},
    )


class DecideForm(forms.Form):
    decision = forms.ChoiceField(label="处理意见", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明核实情况和依据，不写个人信息。",
        error_messages={"min_length": "理由太短，请写明核实情况。"},
    )

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["decision"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = [(choice.value, choice.label) for choice in choices]


class DropForm(forms.Form):
    reason = forms.CharField(
        label="不予入库的理由",
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：代码抄错，已更正后重报。理由留存，本行内容随即清除。",
        error_messages={"min_length": "理由太短，请写明原因。"},
    )
