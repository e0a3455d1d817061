"""A browser whose visitor is given: everything of a request but the signing in."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.test import Client

from core.actors import PUBLIC, Actor

SIGN_IN = "accounts.middleware.Authentication"
GIVEN = "tests.sectors.browser.GivenVisitor"


class GivenVisitor:
    """Stands where signing in is settled; duties are still read from the memberships."""

    visitor: ClassVar[Actor] = PUBLIC

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self.visitor  # type: ignore[attr-defined]  # as accounts does
        return self.get_response(request)


class Browser:
    def __init__(self, visitor: Actor) -> None:
        self.visitor = visitor
        self.client = Client()

    def get(self, address: str, **query: Any) -> HttpResponse:
        GivenVisitor.visitor = self.visitor
        return self.client.get(address, query)  # type: ignore[return-value]  # a response

    def post(self, address: str, **fields: Any) -> HttpResponse:
        GivenVisitor.visitor = self.visitor
        return self.client.post(address, fields)  # type: ignore[return-value]  # a response


def text_of(response: HttpResponse) -> str:
    return response.content.decode()
