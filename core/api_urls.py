from django.urls import URLPattern, path

from core import api

urlpatterns: list[URLPattern] = [path("jobs/<int:job_id>", api.job, name="api_job")]
