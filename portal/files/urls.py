"""Addresses of the credit file, within those of the portal."""

from django.urls import path

from portal.files import facts, views

urlpatterns = [
    path("subjects", views.subjects, name="subjects"),
    path("subjects/<str:uscc>", views.file, name="file"),
    path("subjects/<str:uscc>/changes", views.file_compare, name="file_compare"),
    path("subjects/<str:uscc>/sections/<str:key>", views.file_section, name="file_section"),
    path("facts/<int:fact_id>", facts.fact, name="fact"),
]
