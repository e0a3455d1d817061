"""Forms made from the catalogue: what a row of an item says, field by field. They ask; what is
right is said by the same reading that files go through."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from records.decisions.contents import words
from records.decisions.fields import MONEY, NOWHERE, TEXTS, Field, Required, Type
from records.intake.notes import Note, Weight
from records.intake.reading.columns import ESSENTIAL

SEPARATOR = "；"
# Without these a row does not go in, or is held.
ASKED = ESSENTIAL | {"subject.name", "basis", "authority"}
LONG = 500
HINTS = {
    Type.USCC: "18 位，照营业执照填写。",
    Type.TEN_THOUSAND_YUAN: "单位为万元，例如 12 或 3.5。",
    Type.YUAN: "单位为元。",
}
PARTY, DECISION, CONTENT, REST = "当事人", "决定", "内容", "其他（选填）"
DECIDED = frozenset(
    {"document_no", "decided_on", "authority", "authority_code", "basis", "starts_on", "ends_on"}
)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    fields: Sequence[BoundField]
    folded: bool


class EntryForm(forms.Form):
    """`only`: the codes that are asked for, all where it is not given."""

    def __init__(
        self,
        *args: Any,
        schema: Sequence[Field],
        only: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.schema = [each for each in schema if each.into != NOWHERE]
        self.use_required_attribute = False
        for each in self.schema:
            if only is None or each.code in only:
                self.fields[each.code] = _field(each, is_asked=only is None)

    def values(self) -> dict[str, str]:
        """What was filled in, by code of the field, as a row of a file would say it."""
        return {code: _text(value) for code, value in self.cleaned_data.items() if _text(value)}

    def groups(self) -> list[Group]:
        """In the order a person has the decision before them."""
        found: dict[str, list[BoundField]] = {PARTY: [], DECISION: [], CONTENT: [], REST: []}
        for each in self.schema:
            if each.code in self.fields:
                found[_group(each)].append(self[each.code])
        return [
            Group(title, bound, title == REST and not any(each.errors for each in bound))
            for title, bound in found.items()
            if bound
        ]

    def show(self, notes: Sequence[Note]) -> bool:
        """Say at the fields what keeps the row out; True where there is anything of the kind."""
        wrong = [note for note in notes if note.weight >= Weight.REJECT]
        for note in wrong:
            self.add_error(note.field if note.field in self.fields else None, note.message)
        return bool(wrong)


class SupplyForm(EntryForm):
    """What a waiting row lacks, and what may be put right in it."""

    def __init__(self, *args: Any, asks_severity: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_severity:
            self.fields["severity"] = forms.TypedChoiceField(
                label="失信程度",
                choices=[("", "请选择"), ("1", "轻微"), ("2", "一般"), ("3", "严重")],
                coerce=int,
                empty_value=None,
                required=False,
                help_text="按现行标准不能自动判定，由您依据决定书和裁量基准确定。",
            )

    def values(self) -> dict[str, str]:
        said = super().values()
        said.pop("severity", None)
        return said

    @property
    def severity(self) -> int | None:
        found = self.cleaned_data.get("severity")
        return found if isinstance(found, int) else None


def shown(schema: Sequence[Field], content: Mapping[str, Any]) -> dict[str, Any]:
    """What a row or a fact says, as the form shows it again."""
    found: dict[str, Any] = {}
    for field in schema:
        if field.into == NOWHERE:
            continue
        inner = field.into in {"fields", TEXTS}
        value = (
            (content.get(field.into) or {}).get(field.code) if inner else content.get(field.into)
        )
        if value in {None, ""}:
            continue
        found[field.code] = _shown(field, value)
    return found


def _shown(field: Field, value: Any) -> Any:
    if field.type is Type.TEN_THOUSAND_YUAN:
        return f"{int(value) / 1_000_000:.6f}".rstrip("0").rstrip(".")
    if field.type is Type.YUAN:
        return f"{int(value) / 100:.2f}"
    if field.type is Type.CHOICES:
        return [part for part in str(value).split(SEPARATOR) if part]
    return words(field, value)


def _field(field: Field, *, is_asked: bool) -> forms.Field:
    needed = (
        is_asked
        and field.into in ASKED
        and field.required in {Required.ALWAYS, Required.ORGANISATION}
    )
    given: dict[str, Any] = {
        "label": field.name,
        "required": needed,
        "help_text": HINTS.get(field.type, ""),
    }
    match field.type:
        case Type.CHOICE:
            return forms.ChoiceField(
                choices=[("", "请选择"), *((each, each) for each in field.options)], **given
            )
        case Type.CHOICES:
            return forms.MultipleChoiceField(
                choices=[(each, each) for each in field.options],
                widget=forms.CheckboxSelectMultiple,
                **given,
            )
        case Type.DATE:
            return forms.CharField(max_length=40, widget=forms.DateInput, **given)
    given["max_length"] = max(field.longest, 40) if field.longest else 200
    if field.type in MONEY:
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **given)
    if field.into == TEXTS or field.longest > LONG:
        rows = 4 if field.into == TEXTS else 2
        if field.into == TEXTS:
            given["help_text"] = "经人工审查后才公示；请勿写身份证号、手机号、车牌等个人信息。"
        return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **given)
    if field.type is Type.USCC:
        code = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        return forms.CharField(widget=forms.TextInput(attrs=code), **given)
    return forms.CharField(**given)


def _group(field: Field) -> str:
    if field.into.startswith("subject."):
        return PARTY
    if field.into in DECIDED:
        return DECISION
    if field.required is Required.NEVER and field.into not in {"severity", "outcome"}:
        return REST
    return CONTENT


def _text(value: Any) -> str:
    return SEPARATOR.join(value) if isinstance(value, list) else str(value or "").strip()
