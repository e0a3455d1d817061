from django.urls import URLPattern

app_name = "sectors"
urlpatterns: list[URLPattern] = []
