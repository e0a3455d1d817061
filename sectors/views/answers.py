"""How the pages answer: forms with what is wrong, the day asked about, and on to the next page."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from core import clock, errors
from core.errors import Refusal

UNFIT = 422


class SeeOther(HttpResponseRedirect):
    """After a POST the browser goes on with GET; going back does not post again."""

    status_code = 303


def see(url_name: str, *args: object) -> SeeOther:
    return SeeOther(reverse(url_name, args=args))


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is an answer, if a wrong one."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    context: dict[str, Any],
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """A page with a form: fresh, or with what was wrong and the status that says so."""
    status = 200
    if refusal is not None:
        add_refusal(form, refusal)
        status = refusal.error.status
    elif form.is_bound and form.errors:
        status = UNFIT
    return render(request, template, {"form": form, **context}, status=status)


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    form.add_error(None, refusal.detail)


def day_of(request: HttpRequest) -> date:
    """The day a page is to show: ?on=2021-03-26, else today."""
    raw = request.GET.get("on", "")
    if not raw:
        return clock.today()
    try:
        day = date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year < 2200:
        raise errors.BAD_REQUEST(reason="日期应写作 2021-03-26")
    return day
