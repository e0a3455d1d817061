from django.urls import URLPattern, path

from records.quality.views import quality

app_name = "quality"
urlpatterns: list[URLPattern] = [
    path("quality", quality.overview, name="overview"),
    path("quality/<slug:code>", quality.unit, name="unit"),
    path("quality/<slug:code>/<slug:what>", quality.rows, name="rows"),
]
