"""What is filled in for an act on a fact: why, by which document, since when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from core import clock
from records.services.verbs import Grounds

LONGEST_REASON = 300
REASON_HINT = "写明事实和依据，不写个人姓名、证件号码；这段文字会记入这条信息的经过。"


def _plain(field: forms.CharField) -> forms.CharField:
    message = "含有不可见的空字符，请删除后重新填写。"
    kept = [
        each for each in field.validators if not isinstance(each, ProhibitNullCharactersValidator)
    ]
    field.validators = [*kept, ProhibitNullCharactersValidator(message)]
    return field


def reason_field(label: str = "理由", hint: str = REASON_HINT) -> forms.CharField:
    return _plain(
        forms.CharField(
            label=label,
            min_length=4,
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=hint,
            error_messages={
                "min_length": "请写得具体一些，至少 4 个字。",
                "max_length": f"不超过 {LONGEST_REASON} 个字。",
            },
        )
    )


class SeenForm(forms.Form):
    """Carries the version the person had before them: another one by now is decided anew."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)


class AttachForm(SeenForm):
    is_decision = forms.BooleanField(
        label="这是决定书原件（PDF）",
        required=False,
        help_text="决定书原件供有权查阅这条信息的单位打开，已有的以新的为准；"
        "不勾选的作为材料，只供本单位和信用办打开。",
    )


class GroundsForm(SeenForm):
    reason = reason_field()
    document_no = _plain(
        forms.CharField(
            label="依据文书号",
            max_length=128,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
    )
    on = forms.DateField(
        label="自哪一天起", widget=forms.DateInput, help_text="当天起生效；不能是将来的日子。"
    )

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError("不能是将来的日子。")
        if on < self.earliest:
            raise forms.ValidationError(f"不能早于这条信息的日期 {self.earliest}。")
        return on

    def grounds(self) -> Grounds:
        given = self.cleaned_data
        return Grounds(given["reason"], given.get("document_no", "").strip(), given["on"])


class WithdrawForm(GroundsForm):
    """The decision that annuls or changes the decision is named."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["document_no"]
        field.required = True
        field.label = "撤销或变更决定的文书号"
        field.help_text = "行政复议决定、法院判决或本机关自行撤销的决定。"
        self.fields["on"].label = "决定被撤销或变更之日"


class RetractForm(SeenForm):
    reason = reason_field("误传情况")

    def grounds(self) -> Grounds:
        return Grounds(self.cleaned_data["reason"])


class DisputeForm(SeenForm):
    reason = reason_field("异议内容")

    def grounds(self) -> Grounds:
        return Grounds(self.cleaned_data["reason"])


class EndDisputeForm(SeenForm):
    reason = reason_field("答复结果")

    def grounds(self) -> Grounds:
        return Grounds(self.cleaned_data["reason"])


class TargetForm(forms.Form):
    to = forms.CharField(
        label="正确的主体",
        max_length=18,
        help_text="统一社会信用代码，18 位。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_to(self) -> str:
        return str(self.cleaned_data["to"]).strip().upper()


class MoveForm(SeenForm):
    to = forms.CharField(widget=forms.HiddenInput, max_length=18)
    reason = reason_field()
    document_no = _plain(
        forms.CharField(
            label="依据文书号",
            max_length=128,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
    )

    def grounds(self) -> Grounds:
        given = self.cleaned_data
        return Grounds(given["reason"], given["document_no"].strip())


NEW_CASE = "new"


class TieForm(forms.Form):
    case = forms.ChoiceField(label="案件", widget=forms.RadioSelect)
    number = _plain(
        forms.CharField(
            label="新案件的案号",
            max_length=128,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            help_text="选“新的案件”时填写；没有案号的可以不填。",
        )
    )
    others = forms.TypedMultipleChoiceField(
        label="同案的其他信息", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    rests_on = forms.TypedChoiceField(
        label="本条依附于",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="没有后者，本条就不会存在的才选：后者修复时本条一并结束。",
    )
    reason = reason_field("关联理由")

    def __init__(
        self,
        *args: Any,
        cases: Sequence[tuple[str, str]],
        others: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        given: dict[str, Sequence[tuple[Any, str]]] = {
            "case": [(NEW_CASE, "新的案件"), *cases],
            "others": others,
            "rests_on": [("", "不依附于其他信息"), *others],
        }
        for name, choices in given.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.fields["case"].initial = NEW_CASE

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        alone = not given.get("others") and not given.get("rests_on")
        if given.get("case") == NEW_CASE and alone and "others" not in self.errors:
            self.add_error("others", "新的案件至少关联另一条信息。")
        return given

    def chosen(self, fact_id: int) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        rests_on = given["rests_on"]
        case = given["case"]
        return {
            "fact_ids": list(dict.fromkeys([fact_id, *given["others"]])),
            "reason": given["reason"],
            "case_id": None if case == NEW_CASE else int(case),
            "number": given["number"].strip() if case == NEW_CASE else "",
            "rests_on": {fact_id: rests_on} if rests_on else None,
        }
