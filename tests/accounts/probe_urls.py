"""The platform's addresses and two more, where a test sees who came in."""

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, path

from accounts import scopes
from core.access import actor_of, allow, anyone, client
from creditplatform import urls
from creditplatform.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@allow(anyone())
def who(request: HttpRequest) -> JsonResponse:
    actor = actor_of(request)
    return JsonResponse(
        {
            "kind": actor.kind,
            "id": actor.id,
            "unit": actor.unit_id,
            "scopes": sorted(actor.scopes),
            "subjects": sorted(actor.subject_ids),
            "admin": actor.admin_role,
        }
    )


@allow(client(scopes.CHANGES_READ))
def changes(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"read": True})


urlpatterns: list[URLPattern | URLResolver] = [
    *urls.urlpatterns,
    path("who", who),
    path("api/v1/who", who),
    path("api/v1/probe", changes),
]
