from django.urls import URLPattern, path

from exchange import api

urlpatterns: list[URLPattern] = [path("changes", api.changes, name="changes")]
