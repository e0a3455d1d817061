from django.urls import URLPattern, path

from records.api import batches, catalogue, facts, snapshots, subjects

urlpatterns: list[URLPattern] = [
    path("facts", facts.submit, name="api_facts"),
    path("facts/<int:fact_id>", facts.fact, name="api_fact"),
    path("subjects", subjects.search, name="api_subjects"),
    path("subjects/<str:uscc>", subjects.subject, name="api_subject"),
    path("subjects/<str:uscc>/facts", subjects.subject_facts, name="api_subject_facts"),
    path("batches", batches.batches, name="api_batches"),
    path("batches/<int:batch_id>", batches.batch, name="api_batch"),
    path("batches/<int:batch_id>/errors", batches.batch_errors, name="api_batch_errors"),
    path("batches/<int:batch_id>/confirm", batches.confirm, name="api_batch_confirm"),
    path("batches/<int:batch_id>/abandon", batches.abandon, name="api_batch_abandon"),
    path("catalogue", catalogue.catalogue, name="api_catalogue"),
    path("catalogue/<str:code>", catalogue.item, name="api_catalogue_item"),
    path("snapshots", snapshots.snapshots, name="api_snapshots"),
    path("snapshots/<int:snapshot_id>", snapshots.snapshot, name="api_snapshot"),
    path(
        "snapshots/<int:snapshot_id>/download",
        snapshots.snapshot_download,
        name="api_snapshot_download",
    ),
]
