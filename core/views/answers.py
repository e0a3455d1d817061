"""How the pages answer: forms with what is wrong, and on to the next page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from core.errors import Refusal

UNFIT = 422


class SeeOther(HttpResponseRedirect):
    """After a POST the browser goes on with GET; going back does not post again."""

    status_code = 303


def see(url_name: str, *args: object) -> SeeOther:
    return SeeOther(reverse(url_name, args=args))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that leaves nothing behind in a browser or a proxy."""
    response = render(request, template, dict(context), status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    context: Mapping[str, Any] | None = None,
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
    response = page(request, template, {"form": form, **(context or {})}, status=status)
    for name, value in (refusal.headers if refusal else {}).items():
        response[name] = value
    return response


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Say in the form what the platform refused, at the field where it can be put right."""
    named = [item for item in refusal.fields if item.field in form.fields]
    for item in named:
        form.add_error(item.field, item.message)
    if not named:
        form.add_error(None, refusal.detail)
