from django.urls import URLPattern, path

from records.views import catalogue, repair_notices

app_name = "records"
urlpatterns: list[URLPattern] = [
    path("catalogue-editions", catalogue.editions, name="editions"),
    path("catalogue-editions/new", catalogue.new_item, name="new_item"),
    path("catalogue-editions/<slug:code>", catalogue.item, name="item"),
    path("catalogue-editions/<slug:code>/new", catalogue.new_edition, name="new_edition"),
    path("repair-notices/new", repair_notices.new_notice, name="new_repair_notice"),
]
