from django import forms

from accounts.models import Person

STAFF_DUTIES = [choice for choice in Person.Duty.choices if choice[0] != Person.Duty.AGENT]


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=50, error_messages={"required": "请填写姓名。"})
    staff_number = forms.CharField(
        label="工号", help_text="本单位的工号，没有可不填。", max_length=32, required=False
    )


class UsernameForm(forms.Form):
    username = forms.CharField(
        label="用户名",
        help_text="3 至 32 个字符：小写字母、数字、点、横线、下划线。开设后不能更改。",
        max_length=32,
        error_messages={"required": "请填写用户名。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class NewPersonForm(PersonForm, UsernameForm):
    duty = forms.ChoiceField(
        label="职责",
        help_text="一人只有一种职责，开设后不能更改。业务人员的单位和岗位在开设后另行设置。",
        choices=STAFF_DUTIES,
        initial=Person.Duty.BUSINESS,
        widget=forms.RadioSelect,
    )
    field_order = ["name", "staff_number", "duty", "username"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        error_messages={"required": "请写明原因。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SearchForm(forms.Form):
    q = forms.CharField(label="用户名开头", max_length=32, required=False)
