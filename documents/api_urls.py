from django.urls import URLPattern, path

from documents import api

urlpatterns: list[URLPattern] = [
    path("verifications/<str:code>", api.verification_of, name="verification"),
]
