"""A browser in somebody's hands: every middleware runs, only who asks is given."""

import re
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from core.actors import PUBLIC, Actor

GIVEN = "tests.actor"
SETTLES = "sectors.middleware.ActorOfRequest"


class ActAs:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = request.META.get(GIVEN, PUBLIC)  # type: ignore[attr-defined]  # as it does
        return self.get_response(request)


acting = override_settings(
    MIDDLEWARE=[f"{__name__}.ActAs" if name == SETTLES else name for name in settings.MIDDLEWARE]
)


class Browser:
    def __init__(self, actor: Actor) -> None:
        self._client = Client(**{GIVEN: actor})  # type: ignore[arg-type]  # the environment takes it

    def get(self, path: str) -> HttpResponse:
        return cast(HttpResponse, self._client.get(path))

    def post(self, path: str, **fields: object) -> HttpResponse:
        return cast(HttpResponse, self._client.post(path, fields))


def text_of(page: HttpResponse) -> str:
    """What a reader sees in the main part."""
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()


def code_of(page: HttpResponse) -> tuple[int, str]:
    """Status and code of a refusal."""
    found = re.search(r"\b(?:core|desk|exchange)\.[a-z_]+", page.content.decode())
    return page.status_code, found.group() if found else ""
