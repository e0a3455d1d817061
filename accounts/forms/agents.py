from django import forms

from accounts.forms.people import UsernameForm
from accounts.forms.sign_in import NewPasswordForm


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
