from django.urls import include, path

from portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("about", views.about, name="about"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("display", views.display_size, name="display"),
    path("interface", views.interface_page, name="interface"),
    path("api/v1/docs", views.interface_page, name="api_docs"),
    path("api/v1/schema", views.schema, name="schema"),
    path("staff/", views.staff_home, name="staff_home"),
    path("", include("portal.files.urls")),
    path("design", views.design, name="design"),
    path("design/phone", views.design_phone, name="design_phone"),
]
