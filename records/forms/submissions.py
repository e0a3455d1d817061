"""What a clerk says with a file, and about a batch that was checked."""

from collections.abc import Sequence
from typing import Any

from django import forms

from records.intake.batches import WORDING
from records.models import Batch, CatalogueVersion

Mode = Batch.Mode
CHECK_FIRST = "先逐行校验，看过结果再入库（推荐）"
NAMES = {Mode.CHECK: CHECK_FIRST, Mode.PARTIAL: "合格的直接入库，其余按行说明"}
NAMES[Mode.WHOLE] = "全部合格才入库，有一行不合格就整批不入库（至多 50,000 行）"


class UploadForm(forms.Form):
    """The file itself is taken in by documents.uploads, not by a form field."""

    item = forms.ChoiceField(label="报送条目")
    mode = forms.ChoiceField(
        label="办理方式",
        choices=[(mode.value, NAMES[mode]) for mode in (Mode.CHECK, Mode.PARTIAL, Mode.WHOLE)],
        widget=forms.RadioSelect,
        initial=Mode.CHECK.value,
    )
    attests = forms.BooleanField(
        label=f"本人声明：{WORDING}",
        required=False,
        help_text="仅用于失信信息。声明由您本人作出，记入档案；不声明的，有关信息待补正，不公示。",
    )

    def __init__(self, *args: Any, versions: Sequence[CatalogueVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["item"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = [
            ("", "请选择"),
            *((version.item.code, version.name) for version in versions),
        ]


class ConfirmForm(forms.Form):
    mode = forms.ChoiceField(
        label="入库方式",
        choices=[
            (Mode.PARTIAL.value, "合格的入库，其余退回或转入待办"),
            (Mode.WHOLE.value, "全部合格才入库"),
        ],
        widget=forms.RadioSelect,
        initial=Mode.PARTIAL.value,
    )


class UndoForm(forms.Form):
    """Undoing touches what others may have read: a reason, and the number typed by hand."""

    reason = forms.CharField(
        label="撤回理由",
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明错在哪里，例如：误将上月文件重复报送。不写个人信息。",
        error_messages={"min_length": "理由太短，请写明错在哪里。"},
    )
    typed = forms.CharField(
        label="批次编号",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, batch_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch_id = batch_id
        self.fields["typed"].help_text = f"为免误撤，请输入本批次的编号 {batch_id}。"

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed != str(self.batch_id):
            raise forms.ValidationError(f"与本批次的编号不符，请输入 {self.batch_id}。")
        return typed
