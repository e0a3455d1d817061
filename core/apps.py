from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        # Each app's kinds of jobs, and what it adds to /readyz and /metrics.
        autodiscover_modules("steps", "health")
        import_module("core.queries.health")
