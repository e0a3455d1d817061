from django.urls import URLPattern, path

from desk.views import messages, work

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("work", work.my_work, name="my_work"),
    path("work/unit", work.unit_work, name="unit_work"),
    path("work/deadlines", work.deadlines, name="deadlines"),
    path("work/<int:item_id>/claim", work.claim, name="claim"),
    path("work/<int:item_id>/release", work.release, name="release"),
    path("messages", messages.inbox, name="inbox"),
    path("messages/read", messages.mark_read, name="mark_read"),
    path("messages/read-all", messages.mark_all_read, name="mark_all_read"),
    path("messages/<int:message_id>", messages.message, name="message"),
]
