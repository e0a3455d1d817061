from django.apps import AppConfig
from django.conf import settings
from django.urls import reverse


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "待办与消息"

    def ready(self) -> None:
        from desk import channels, kinds

        channels.register(channels.InboxChannel())
        if settings.DEMO:
            channels.register(channels.FileChannel())
        kinds.register_message("desk.escalated", "逾期提醒", url=lambda _: reverse("desk:my_work"))
