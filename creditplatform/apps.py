from importlib import import_module

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "creditplatform"
    verbose_name = "接线"

    def ready(self) -> None:
        # Whoever has the apps has the queue: bells ring from pages and commands alike. Not in
        # __init__.py: the starter lives in this package and must not need anything installed.
        import_module("creditplatform.celery")
