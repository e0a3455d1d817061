from django.urls import URLPattern, path

from exchange import views

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("administration/exchange", views.overview, name="overview"),
    path(
        "administration/exchange/consumers/<str:name>/resume",
        views.resume_consumer,
        name="resume_consumer",
    ),
    path(
        "administration/exchange/channels/<str:channel>/resume",
        views.resume_deliveries,
        name="resume_deliveries",
    ),
]
