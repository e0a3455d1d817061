"""What search engines are asked to leave alone."""

from django.http import HttpRequest, HttpResponse

from core.access import allow, anyone
from core.methods import methods

# Never fetched, a page cannot be kept or quoted after it has changed; who comes all the same is
# told `noindex, noarchive` by the page itself.
CLOSED = ("/s/", "/search", "/verify", "/corrections", "/display", "/staff", "/sign-in", "/api/")


@methods("GET")
@allow(anyone())
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
