"""How a visitor wants pages to look: 大字版, remembered in a cookie that says nothing else."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

COOKIE = "type_size"
LARGE = "large"
YEAR = 365 * 24 * 3600
LONGEST = 1000


def is_large(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == LARGE


def switch_link(request: HttpRequest) -> str:
    """The address that switches to the other size and comes back to this page (without its query
    where that is too long to carry)."""
    size = "standard" if is_large(request) else LARGE
    here = request.get_full_path()
    query = urlencode({"type": size, "next": here if len(here) <= LONGEST else request.path})
    return f"{reverse('portal:display')}?{query}"


def remember(request: HttpRequest, response: HttpResponse, *, large: bool) -> None:
    if large:
        response.set_cookie(
            COOKIE, LARGE, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
