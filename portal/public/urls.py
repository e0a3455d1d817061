from django.urls import path

from portal.public.views import catalogue, corrections, disclosure, files, robots, search

app_name = "public"
urlpatterns = [
    path("search", search.search, name="search"),
    path("s/<str:uscc>", files.subject_file, name="file"),
    path("s/<str:uscc>/qr.svg", files.qr, name="qr"),
    path("catalogue", catalogue.catalogue, name="catalogue"),
    path("catalogue.csv", catalogue.as_csv, name="catalogue_csv"),
    path("catalogue.json", catalogue.as_json, name="catalogue_json"),
    path("catalogue/<str:code>", catalogue.item, name="catalogue_item"),
    path("corrections", corrections.corrections, name="corrections"),
    path("about/disclosure", disclosure.disclosure, name="disclosure"),
    path("about/behaviours", disclosure.behaviours, name="behaviours"),
    path("robots.txt", robots.robots, name="robots"),
]
