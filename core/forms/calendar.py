from django import forms

from core.decisions import LONGEST_LABEL, LONGEST_NOTICE


class YearForm(forms.Form):
    """The official notice of a year."""

    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    notice = forms.CharField(
        label="通知文号",
        max_length=LONGEST_NOTICE,
        help_text="如：国办发明电〔2025〕7号。",
        error_messages={"required": "请填写通知文号。"},
    )
    text = forms.CharField(
        label="通知正文",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=(
            "请粘贴通知中逐个节日的安排，如“一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。"
            "1月4日（周日）上班。”也可逐行写“2027-01-01 休 元旦”“2027-01-03 班”。"
        ),
        error_messages={"required": "请粘贴通知正文。"},
    )
    remark = forms.CharField(label="说明", max_length=200, required=False)


class DayForm(forms.Form):
    """One day made a working day or a day off."""

    day = forms.DateField(
        label="日期", widget=forms.DateInput, error_messages={"required": "请选择日期。"}
    )
    is_working = forms.TypedChoiceField(
        label="当天",
        choices=[("no", "放假"), ("yes", "上班")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择放假或上班。"},
    )
    label = forms.CharField(
        label="名称",
        max_length=LONGEST_LABEL,
        required=False,
        help_text="放假时必填，如“春节”；期限说明中会显示。",
    )
    basis = forms.CharField(
        label="依据",
        max_length=LONGEST_NOTICE,
        help_text="调整所依据的文件或通知。",
        error_messages={"required": "请填写依据。"},
    )
