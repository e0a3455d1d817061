from django import forms

from accounts.forms.people import UsernameForm
from accounts.forms.sign_in import NewPasswordForm

SUBJECT_HELP = "主体在本平台的编号。主体台账建成前请按登记材料核对后填写。"
BASIS_HELP = "核对过的材料，如：营业执照、授权委托书及其日期。不要填写证件号码。"


class SubjectSearchForm(forms.Form):
    subject = forms.IntegerField(label="主体编号", min_value=1, max_value=2**63 - 1, required=False)


class IssueCodeForm(forms.Form):
    subject_id = forms.IntegerField(
        label="主体编号",
        help_text=SUBJECT_HELP,
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": "请填写主体编号。", "invalid": "主体编号只含数字。"},
    )
    basis = forms.CharField(
        label="依据",
        help_text=BASIS_HELP,
        max_length=100,
        error_messages={"required": "请写明依据。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class GrantForm(IssueCodeForm):
    username = forms.CharField(
        label="经办人用户名",
        help_text="已有经办人账号的用户名；还没有账号的，请核发激活码。",
        max_length=32,
        error_messages={"required": "请填写经办人用户名。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ["username", "subject_id", "basis"]


class ActivationForm(forms.Form):
    code = forms.CharField(
        label="激活码",
        help_text="信用办核发的 16 位激活码，只能使用一次。",
        max_length=40,
        error_messages={"required": "请填写激活码。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NewAgentForm(ActivationForm, UsernameForm, NewPasswordForm):
    name = forms.CharField(
        label="经办人姓名",
        max_length=50,
        error_messages={"required": "请填写经办人姓名。"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["code", "name", "username", "password", "again"]
