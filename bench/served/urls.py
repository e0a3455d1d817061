"""The platform itself, and beside it bare views on the same server, behind the same middleware, in
the same process."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from core.access import allow, anyone
from creditplatform import urls

handler404 = urls.handler404
handler500 = urls.handler500


@allow(anyone())
def bare(request: HttpRequest, queries: int, uscc: str) -> HttpResponse:
    """As many queries by the unique key, and an answer that says so."""
    found = None
    for _ in range(queries):
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, ledger_at FROM records_subject WHERE uscc = %s", [uscc])
            found = cursor.fetchone()
    return HttpResponse(f"{found}")


urlpatterns = [
    path("bare/<int:queries>/<str:uscc>", bare, name="bare"),
    path("", include("creditplatform.urls")),
]
