"""Fields several forms share."""

from collections.abc import Iterable

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from core.actors import Role
from sectors.models.memberships import ROLES

NONE = ("", "—")


def text(label: str, longest: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    field = forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=hint,
        error_messages={"required": f"请填写{label}。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field.validators = [
        validator
        for validator in field.validators
        if not isinstance(validator, ProhibitNullCharactersValidator)
    ] + [ProhibitNullCharactersValidator("含有不可见的空字符，请删除后重新填写。")]
    return field


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": "请写成 2026-11-20 这样的日期。",
        },
    )


def choice(
    label: str, choices: Iterable[tuple[int | str, str]], *, required: bool = True, hint: str = ""
) -> forms.TypedChoiceField:
    """A choice of a thing by its id; nothing chosen is None."""
    return forms.TypedChoiceField(
        label=label,
        choices=[NONE, *choices],
        coerce=_same,
        empty_value=None,
        required=required,
        help_text=hint,
        error_messages={"required": f"请选择{label}。", "invalid_choice": "请从列出的各项中选择。"},
    )


def _same(value: str) -> str:
    return value


def number(field: forms.TypedChoiceField) -> forms.TypedChoiceField:
    """The same choice, of things whose id is a number."""
    field.coerce = int
    return field


def role() -> forms.TypedChoiceField:
    field = choice("岗位", ROLES, hint="经办人办理，复核人核对，审批人决定；信用办只设在信用办。")
    field.coerce = Role
    return field
