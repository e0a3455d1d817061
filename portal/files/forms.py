"""What staff fill in to find a file and to turn it back."""

from datetime import date
from typing import Any

from django import forms

from records.models import Severity, SubjectVersion
from records.queries.catalogue import list_catalogue
from records.sql.narrowing import Narrowing
from sectors.queries.codes import industries, region_choices

ANY = ("", "不限")


class SearchForm(forms.Form):
    q = forms.CharField(
        label="名称、代码或文号",
        required=False,
        max_length=120,
        help_text="名称或曾用名中的一段、字号、拼音首字母、统一社会信用代码、决定文书号",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "data-search": ""}
        ),
    )
    region = forms.ChoiceField(label="区域", required=False)
    industry = forms.ChoiceField(label="行业", required=False)
    kind = forms.ChoiceField(
        label="主体类别", required=False, choices=[ANY, *SubjectVersion.Kind.choices]
    )
    status = forms.ChoiceField(
        label="登记状态", required=False, choices=[ANY, *SubjectVersion.Status.choices]
    )
    item = forms.ChoiceField(label="有此类信息", required=False)
    severity = forms.TypedChoiceField(
        label="失信程度",
        required=False,
        choices=[ANY, *Severity.choices],
        coerce=int,
        empty_value=None,
    )
    held = forms.BooleanField(label="有待办行（待补正、待核实）", required=False)
    provisional = forms.BooleanField(label="待登记机关确认", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trades = industries(today)
        self._within = {
            section.code: (section.code, *(each.code for each in divisions))
            for section, divisions in trades
        }
        sections = [(section.code, f"{section.code} {section.name}") for section, _ in trades]
        items = [(version.item.code, version.name) for version in list_catalogue(today)]
        self._offer("region", [ANY, *region_choices(today)])
        self._offer("industry", [ANY, *sections])
        self._offer("item", [ANY, *items])

    def narrowing(self) -> Narrowing:
        given = self.cleaned_data
        return Narrowing(
            kind=given["kind"],
            status=given["status"],
            industries=self._within.get(given["industry"], ()),
            item=given["item"],
            severity=given["severity"],
            held=given["held"],
            provisional=given["provisional"],
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class MomentForm(forms.Form):
    """Turns the file back. Both empty: as it is today."""

    day = forms.DateField(label="看哪一天的状态", required=False, widget=forms.DateInput)
    known = forms.DateField(label="按哪一天之前的了解", required=False, widget=forms.DateInput)


class CompareForm(forms.Form):
    since = forms.DateField(label="从", widget=forms.DateInput)
    until = forms.DateField(label="到", widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until <= since:
            self.add_error("until", "后一天须晚于前一天。")
        return given
