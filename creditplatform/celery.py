"""Celery: tasks are found in each app's tasks.py; each app names its own periodic work there."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditplatform.settings")

app = Celery("creditplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def schedule() -> dict[str, dict[str, Any]]:
    """The PERIODIC of every app: how often, in seconds, each of its tasks is called.

    A call that nobody answered in time is dropped, so that workers coming back after an hour do
    not find an hour's worth of calls."""
    found: dict[str, dict[str, Any]] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.tasks") is None:
            continue
        periodic = getattr(import_module(f"{config.name}.tasks"), "PERIODIC", {})
        for name, seconds in periodic.items():
            found[name] = {"task": name, "schedule": seconds, "options": {"expires": 2 * seconds}}
    return found


@app.on_after_finalize.connect
def set_schedule(**_: object) -> None:
    """Beat reads its schedule before it says that it starts, so this comes before that: when the
    apps and their tasks have been loaded."""
    app.conf.beat_schedule = schedule()
