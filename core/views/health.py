"""For machines that watch the platform: is the process there, can it serve, how is it doing."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from core import errors, health, metrics
from core.access import allow, anyone
from core.health import State
from core.methods import methods


@allow(anyone())
@methods("GET")
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@allow(anyone())
@methods("GET")
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Every part by itself; 503 when one has failed."""
    parts = health.report()
    failed = any(part.state is State.FAIL for part in parts.values())
    body = {
        "status": "fail" if failed else "ok",
        "parts": {
            name: {"status": part.state, "text": part.text, **part.figures}
            for name, part in parts.items()
        },
    }
    return JsonResponse(
        body, status=503 if failed else 200, json_dumps_params={"ensure_ascii": False}
    )


@allow(anyone())
@methods("GET")
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """The metrics, for the addresses of CREDIT_METRICS_ALLOW; to others there is no such page.

    A request that came through a proxy carries the proxy's address and is refused."""
    if not _may_read(request):
        raise errors.NOT_FOUND()
    return HttpResponse(metrics.render(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: HttpRequest) -> bool:
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ip_network(allowed) for allowed in settings.METRICS_ALLOW)
