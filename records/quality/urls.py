from django.urls import URLPattern, path

from records.quality.views import calendar, figures, quality

app_name = "quality"
urlpatterns: list[URLPattern] = [
    path("reporting-calendar", calendar.overview, name="calendar"),
    path("reporting-calendar/<slug:code>", calendar.unit, name="unit_calendar"),
    path("coverage", figures.coverage, name="coverage"),
    path("volumes", figures.volumes, name="volumes"),
    path("monthly", figures.monthly, name="monthly"),
    path("monthly/file.<slug:form>", figures.monthly_file, name="monthly_file"),
    path("quality/due", quality.due, name="due"),
    path("quality", quality.overview, name="overview"),
    path("quality/<slug:code>", quality.unit, name="unit"),
    path("quality/<slug:code>/<slug:what>", quality.rows, name="rows"),
]
