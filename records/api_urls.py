from django.urls import URLPattern, path

from records.api import facts

urlpatterns: list[URLPattern] = [
    path("facts", facts.submit, name="facts"),
]
