"""What is filled in about texts: what the public may read, what is to be erased, the note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from records.decisions.hints import MASK, is_redaction
from records.forms.verbs import reason_field
from records.queries.reviews import Piece

WHOLE, PARTLY, WITHHELD = "whole", "partly", "withheld"
CHOICES = [(WHOLE, "全文显示"), (PARTLY, "遮盖后显示"), (WITHHELD, "不显示")]
LONGEST_TEXT = 5_000


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One text of the form: the original beside what is decided about it."""

    piece: Piece
    choice: forms.BoundField
    shown: forms.BoundField


class ReviewForm(forms.Form):
    text_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    note = forms.CharField(
        label="审查意见",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="可不填；只供内部查阅，不写个人信息。",
    )

    def __init__(self, *args: Any, pieces: Sequence[Piece], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = pieces
        for place, piece in enumerate(pieces):
            self.fields[f"choice_{place}"] = forms.ChoiceField(
                label=f"{piece.label}怎样显示",
                choices=CHOICES,
                widget=forms.RadioSelect,
                initial=_stands(piece),
                error_messages={"required": f"请选择“{piece.label}”怎样显示。"},
            )
            self.fields[f"shown_{place}"] = forms.CharField(
                label=f"{piece.label}（公众看到的文字）",
                required=False,
                max_length=LONGEST_TEXT,
                initial=piece.shown or piece.suggested,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 7}),
                help_text=f"选“遮盖后显示”时采用：只能把原文中的片段改成{MASK}，不能改写或增补。",
            )

    def reviewed(self) -> list[Reviewed]:
        return [
            Reviewed(piece, self[f"choice_{place}"], self[f"shown_{place}"])
            for place, piece in enumerate(self.pieces)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place, piece in enumerate(self.pieces):
            name = f"shown_{place}"
            shown = given.get(name, "")
            if given.get(f"choice_{place}") != PARTLY or name in self.errors:
                continue
            if not shown.strip():
                self.add_error(name, "没有文字；都不显示的请选“不显示”。")
            elif not is_redaction(piece.text, shown):
                self.add_error(
                    name, f"与原文不符：只能把原文中的片段改成{MASK}，其余须与原文一字不差。"
                )
        return given

    def shown_texts(self) -> dict[str, str]:
        """By field, what the public reads; what is left out is withheld."""
        found: dict[str, str] = {}
        for place, piece in enumerate(self.pieces):
            choice = self.cleaned_data[f"choice_{place}"]
            if choice == WHOLE:
                found[piece.name] = piece.text
            elif choice == PARTLY:
                found[piece.name] = self.cleaned_data[f"shown_{place}"].replace("\r\n", "\n")
        return found


def _stands(piece: Piece) -> str | None:
    """What was decided before; nothing is decided for whoever reads it first."""
    if piece.shown is None:
        return None
    return WHOLE if piece.shown == piece.text else PARTLY


class EraseTextForm(forms.Form):
    names = forms.MultipleChoiceField(
        label="擦除哪些文本",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一项。"},
    )
    reason = reason_field(
        "理由和依据",
        "例如：当事人撤回同意，个人信息保护法第四十七条第一款第三项。不写姓名。",
    )

    def __init__(self, *args: Any, names: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["names"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = names


class EraseNameForm(forms.Form):
    reason = reason_field(
        "理由和依据",
        "例如：记录期限届满，个人信息保护法第四十七条第一款第一项。不写姓名。",
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label="说明",
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="简要写明原决定为何不再公示，例如：“原决定已由行政复议决定撤销，相关信息已停止公示。”不写违法事实、金额和个人信息。",
        error_messages={
            "min_length": "请写得完整一些，至少 10 个字。",
            "max_length": "不超过 500 个字。",
        },
    )
