"""All addresses. Pages of an app live under its own urls.py; the API under /api/v1/."""

from django.urls import include, path

handler400 = "core.views.problems.bad_request"
handler403 = "core.views.problems.not_allowed"
handler404 = "core.views.problems.not_found"
handler500 = "core.views.problems.failed"

urlpatterns = [
    # Asked far more often than all others, so found first.
    path("", include("portal.public.urls")),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("sectors.urls")),
    path("", include("documents.urls")),
    path("", include("desk.urls")),
    path("", include("exchange.urls")),
    path("", include("records.urls")),
    path("", include("records.quality.urls")),
    path("", include("portal.urls")),
    path("api/v1/", include("creditplatform.api_urls")),
]
