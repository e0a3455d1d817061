"""The REST API, version 1: each app adds its own api_urls.py."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.api_urls")),
    path("", include("documents.api_urls")),
    path("", include("exchange.api_urls")),
    path("", include("records.api_urls")),
]
