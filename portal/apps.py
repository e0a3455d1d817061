from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from portal import uses

        uses.register()
        if settings.DEMO:
            from portal.demo import kinds

            kinds.register()
