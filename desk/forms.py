"""What the lists are narrowed by."""

from typing import Any

from django import forms

from desk import kinds
from desk.queries import Whose

WHOSE = [
    (Whose.ACTIONABLE, "可办理的"),
    (Whose.MINE, "我领取的"),
    (Whose.FREE, "待领取的"),
    (Whose.OTHERS, "同事领取的"),
]


class KindFilter(forms.Form):
    """Work of one kind."""

    kind = forms.ChoiceField(label="类别", required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "全部"), *((work.name, work.title) for work in kinds.all_work())]


class WorkFilter(KindFilter):
    """My work: whose of those of my roles, and only what is overdue."""

    whose = forms.ChoiceField(label="范围", required=False, choices=WHOSE)
    overdue = forms.BooleanField(label="只看已逾期", required=False)
    field_order = ("whose", "kind", "overdue")


class Numbers(forms.TypedMultipleChoiceField):
    """Ids as sent; whether they are the sender's to use is settled by the query."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdigit() and len(str(value)) <= 18


class ReadForm(forms.Form):
    """Messages ticked as read."""

    message = Numbers(coerce=int, required=False)
