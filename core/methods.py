"""Which methods a page answers. The others get the coded 405 with its Allow header."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from core import errors

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def methods(*names: str) -> Callable[[View[P]], View[P]]:
    """@methods("GET", "POST"); whoever may GET may also HEAD."""
    accepted = (*names, "HEAD") if "GET" in names else names

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in accepted:
                refusal = errors.METHOD()
                refusal.headers["Allow"] = ", ".join(accepted)
                raise refusal
            return view(request, *args, **kwargs)

        guarded.methods = names  # type: ignore[attr-defined]  # read by the permission matrix
        return guarded

    return decorate
