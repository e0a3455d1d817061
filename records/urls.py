from django.urls import URLPattern, path

from records.views import batches, catalogue, repair_notices, submissions

app_name = "records"
urlpatterns: list[URLPattern] = [
    path("catalogue-editions", catalogue.editions, name="editions"),
    path("catalogue-editions/new", catalogue.new_item, name="new_item"),
    path("catalogue-editions/<slug:code>", catalogue.item, name="item"),
    path("catalogue-editions/<slug:code>/new", catalogue.new_edition, name="new_edition"),
    path("repair-notices/new", repair_notices.new_notice, name="new_repair_notice"),
    path("submissions", submissions.home, name="submissions"),
    path("submissions/new", submissions.upload, name="upload"),
    path("submissions/templates/<slug:code>.<slug:form>", submissions.blank, name="blank"),
    path("submissions/batches", batches.batch_list, name="batches"),
    path("submissions/<int:batch_id>", batches.batch, name="batch"),
    path("submissions/<int:batch_id>/report", batches.report, name="batch_report"),
    path("submissions/<int:batch_id>/confirm", batches.confirm, name="confirm_batch"),
    path("submissions/<int:batch_id>/approve", batches.approve, name="approve_batch"),
    path("submissions/<int:batch_id>/abandon", batches.abandon, name="abandon_batch"),
]
