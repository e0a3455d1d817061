"""The keys the platform signs with: for the security administrator, and in public."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.queries.signing_keys import list_keys
from accounts.services.signing_keys import rotate_signing_key
from accounts.signing import public_document
from accounts.views.answers import page, see
from accounts.views.people import SECURITY
from core import doors
from core.access import actor_of, allow, anyone
from core.methods import methods


@allow(SECURITY)
@methods("GET")
def signing_keys(request: HttpRequest) -> HttpResponse:
    return page(request, "accounts/signing_keys.html", {"keys": list_keys()})


@allow(SECURITY)
@methods("POST")
def rotate(request: HttpRequest) -> HttpResponse:
    doors.run(rotate_signing_key, actor=actor_of(request))
    messages.success(request, "已启用新的签名密钥；此前签发的文书仍可核验。")
    return see("accounts:signing_keys")


@allow(anyone())
@methods("GET")
def public_keys(request: HttpRequest) -> HttpResponse:
    """Whoever holds a signed paper verifies it with these, without asking us."""
    response = JsonResponse(public_document(list_keys()))
    response["Cache-Control"] = "public, max-age=300"
    return response
