"""A site of one page, so that starting and stopping can be tested without the platform in it."""

from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"tiny {environ['PATH_INFO']}".encode()]
