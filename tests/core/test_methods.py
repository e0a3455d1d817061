"""A page answers the methods it names; others get the coded 405."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.errors import Refusal
from core.methods import methods


@methods("GET")
def shown(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(str(number))


@methods("POST")
def done(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def test_named_methods_are_answered() -> None:
    requests = RequestFactory()
    assert shown(requests.get("/"), 7).content == b"7"  # type: ignore[attr-defined]  # HttpResponse
    assert shown(requests.head("/"), 7).status_code == 200
    assert done(requests.post("/")).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_others_are_refused_with_what_is_allowed(method: str) -> None:
    with pytest.raises(Refusal) as refused:
        done(RequestFactory().generic(method, "/"))
    assert refused.value.code == "core.method_not_allowed"
    assert refused.value.headers == {"Allow": "POST"}
