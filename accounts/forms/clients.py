from django import forms

from accounts import scopes, units

MONTHS = [(3, "3 个月"), (6, "6 个月"), (12, "12 个月")]
OVERLAPS = [
    (0, "立即停用旧密钥"),
    (1, "旧密钥再用 1 天"),
    (7, "旧密钥再用 7 天"),
    (30, "旧密钥再用 30 天"),
]


class KeyTermsForm(forms.Form):
    months = forms.TypedChoiceField(
        label="密钥有效期", choices=MONTHS, initial=12, coerce=int, help_text="到期前请更换密钥。"
    )


class RotationForm(KeyTermsForm):
    overlap_days = forms.TypedChoiceField(
        label="旧密钥",
        choices=OVERLAPS,
        initial=7,
        coerce=int,
        help_text="自新密钥被确认之时起算，供对方系统切换。",
    )


class ClientForm(KeyTermsForm):
    name = forms.CharField(
        label="名称",
        help_text="如：城管局案件系统。",
        max_length=60,
        error_messages={"required": "请填写名称。"},
    )
    unit_id = forms.TypedChoiceField(label="所属机构", coerce=int)
    scopes = forms.MultipleChoiceField(
        label="权限范围",
        help_text="只勾选对接需要的；确定后不能更改，需要其他权限时另建客户端。",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项权限。"},
    )
    budget_per_minute = forms.IntegerField(
        label="每分钟请求限额", min_value=1, max_value=60_000, initial=600
    )
    field_order = ["name", "unit_id", "scopes", "budget_per_minute", "months"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as given
        known = units.choices()
        if known:
            field = self.fields["unit_id"]
            field.choices = list(known.items())  # type: ignore[attr-defined]  # a choice field
        else:
            self.fields["unit_id"] = forms.IntegerField(
                label="所属机构编号", min_value=1, max_value=2**63 - 1
            )
        granted = self.fields["scopes"]
        granted.choices = [  # type: ignore[attr-defined]  # a choice field
            (code, f"{title}（{code}）") for code, title in scopes.known().items()
        ]
