from django.urls import URLPattern, path

from records.quality.views import calendar, quality

app_name = "quality"
urlpatterns: list[URLPattern] = [
    path("reporting-calendar", calendar.overview, name="calendar"),
    path("reporting-calendar/<slug:code>", calendar.unit, name="unit_calendar"),
    path("quality", quality.overview, name="overview"),
    path("quality/<slug:code>", quality.unit, name="unit"),
    path("quality/<slug:code>/<slug:what>", quality.rows, name="rows"),
]
