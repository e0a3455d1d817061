"""What the public pages answer alike."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import actor_of
from core.actors import ActorKind

UNLISTED = "noindex, noarchive, nosnippet"


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    response = render(request, template, dict(context), status=status)
    return unlisted(response)


def unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine lists the page or keeps a copy of it, and no browser keeps it unasked."""
    response["X-Robots-Tag"] = UNLISTED
    response["Cache-Control"] = "no-store"
    return response


def is_visitor(request: HttpRequest) -> bool:
    """Nobody who signed in: their pages carry their names and are kept nowhere."""
    return actor_of(request).kind is ActorKind.PUBLIC
