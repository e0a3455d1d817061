"""What happens around every request: its id, a plain shape, and one form for every refusal."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from core import errors, logs, metrics, problems
from core.access import actor_of

log = logging.getLogger("core.requests")
GetResponse = Callable[[HttpRequest], HttpResponse]
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
LONGEST_QUERY = 4096
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked every few seconds by machines.
UNTOLD = frozenset({"core:healthz", "core:readyz", "core:metrics"})


class RequestContext:
    """Give each request an id (a caller's own is kept when well-formed) and say it back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        identity = given if GIVEN_ID.fullmatch(given) else str(uuid.uuid4())
        request.request_id = identity  # type: ignore[attr-defined]  # our own attribute
        token = logs.request_id.set(identity)
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-Id"] = identity
        return response


class AccessLog:
    """Count every request, and write one line about it: what was asked for by its name, not its
    address, and who asked by number."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        match = request.resolver_match
        view = match.view_name if match else "-"
        metrics.counters.request(view, response.status_code, seconds)
        if view not in UNTOLD:
            actor = actor_of(request)
            extra = {
                "method": request.method if request.method in METHODS else "other",
                "view": view,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "actor": f"{actor.kind}:{actor.id}" if actor.id is not None else str(actor.kind),
            }
            log.info("request", extra=extra)
        return response


class PlainRequest:
    """Refuse what no honest client sends: NUL bytes and endless query strings."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            return problems.answer(request, errors.BAD_REQUEST(reason="网址参数过长"))
        values = [value for items in request.GET.lists() for value in (items[0], *items[1])]
        if "\x00" in request.path_info or any("\x00" in value for value in values):
            return problems.answer(request, errors.BAD_REQUEST(reason="含有不可见的空字符"))
        return self.get_response(request)


class Refusals:
    """Turn a refusal raised by a view into problem+json for systems, a page for people. So too
    the wordless 405 of Django's own require_POST and require_safe."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            refusal = errors.METHOD()
            refusal.headers["Allow"] = response["Allow"]
            return problems.answer(request, refusal)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = problems.as_refusal(exception)
        return problems.answer(request, refusal) if refusal else None
