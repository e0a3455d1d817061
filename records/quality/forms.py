"""What the pages of quality are asked: a month, a year."""

from datetime import date
from typing import Any

from django import forms

from core.clock import add_months

MONTHS = 36


class MonthForm(forms.Form):
    """A month of the last three years, this one when none is named."""

    month = forms.ChoiceField(label="月份", required=False)

    def __init__(self, given: Any, today: date) -> None:
        super().__init__(given)
        self.today = today
        first = today.replace(day=1)
        months = [add_months(first, -place) for place in range(MONTHS)]
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f"{each:%Y-%m}", f"{each.year}年{each.month}月") for each in months]
        if given is not None and not given.get("month"):
            self.data = {"month": f"{first:%Y-%m}"}

    def chosen(self) -> date:
        raw = self.cleaned_data["month"] or f"{self.today:%Y-%m}"
        return date.fromisoformat(f"{raw}-01")


class YearForm(forms.Form):
    """This year or one of the four before."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)

    def __init__(self, given: Any, today: date) -> None:
        super().__init__(given)
        self.today = today
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        years = range(today.year, today.year - 5, -1)
        field.choices = [(str(each), f"{each}年") for each in years]
        if given is not None and not given.get("year"):
            self.data = {"year": str(today.year)}

    def chosen(self) -> int:
        year = self.cleaned_data["year"]
        return year if isinstance(year, int) else self.today.year
