from django import forms

from accounts.decisions.passwords import LONGEST
from accounts.policy import POLICY


class SignInForm(forms.Form):
    username = forms.CharField(
        label="用户名",
        max_length=64,
        error_messages={"required": "请填写用户名。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label="密码",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "请填写密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        help_text="验证器应用上当前显示的 6 位数字。",
        max_length=16,
        error_messages={"required": "请填写验证码。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        """Spaces between the groups, as some apps show them, do no harm."""
        return "".join(str(self.cleaned_data["code"]).split())


class RecoveryCodeForm(forms.Form):
    code = forms.CharField(
        label="恢复码",
        help_text="绑定验证器时保存的 16 位恢复码，每个只能使用一次。",
        max_length=40,
        error_messages={"required": "请填写恢复码。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label="新密码",
        help_text=f"至少 {POLICY.password_length} 个字符，"
        f"包含大写字母、小写字母、数字、其他符号中的 {POLICY.password_classes} 类；"
        f"不能与用户名相近，不能与最近 {POLICY.passwords_remembered} 次用过的相同；"
        f"{POLICY.password_days} 天后须更换。",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "请填写新密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再次输入新密码",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "请再次输入新密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", "两次输入的密码不一致。")
        return given


class ChangePasswordForm(NewPasswordForm):
    current = forms.CharField(
        label="现用密码",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "请填写现用密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password", "again"]
