from django.urls import URLPattern, path

from core.views import anomalies, audit, calendar, errors, health, jobs

app_name = "core"
urlpatterns: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.figures, name="metrics"),
    path("errors", errors.error_list, name="errors"),
    path("audit/events", audit.events, name="audit_events"),
    path("audit/events/<int:event_id>", audit.event, name="audit_event"),
    path("audit/seals", audit.seals, name="audit_seals"),
    path("audit/seals/verify", audit.verify, name="audit_verify"),
    path("audit/exports", audit.export, name="audit_export"),
    path("audit/exports/<int:job_id>", audit.export_file, name="audit_export_file"),
    path("audit/anomalies", anomalies.anomalies, name="audit_anomalies"),
    path("jobs", jobs.job_list, name="jobs"),
    path("jobs/<int:job_id>", jobs.job, name="job"),
    path("jobs/<int:job_id>/cancel", jobs.cancel, name="cancel_job"),
    path("jobs/<int:job_id>/resume", jobs.resume, name="resume_job"),
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar/new", calendar.enter_year, name="calendar_new"),
    path("calendar/<int:year>", calendar.year, name="calendar_year"),
    path("calendar/<int:year>/change", calendar.change_day, name="calendar_change"),
]
