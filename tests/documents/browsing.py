"""A browser signed in as a given actor: everything but the sign-in itself is the real thing."""

import io
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from core.actors import PUBLIC, Actor

PATH = "tests.documents.browsing.ActingAs"


class ActingAs:
    """Stands where the session would say who is asking."""

    actor: Actor = PUBLIC

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = type(self).actor  # type: ignore[attr-defined]  # as the session's middleware does
        return self.get_response(request)


class Browser(Client):
    def __init__(self, actor: Actor = PUBLIC, *, checks_origin: bool = False) -> None:
        super().__init__(enforce_csrf_checks=checks_origin)
        self.actor = actor

    def post_stream(self, path: str, stream: io.RawIOBase, *, length: int, boundary: str) -> Any:
        """A form whose body is made while it is read."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_TYPE": f"multipart/form-data; boundary={boundary}",
            "CONTENT_LENGTH": str(length),
            "wsgi.input": stream,
        }
        return self.request(**environ)

    def request(self, **environ: Any) -> Any:
        before, last = settings.MIDDLEWARE[:-1], settings.MIDDLEWARE[-1]
        ActingAs.actor = self.actor
        # A client keeps its handler's middleware from its first request on.
        with override_settings(MIDDLEWARE=[*before, PATH, last]):
            return super().request(**environ)
