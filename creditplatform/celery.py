"""Celery: tasks are found in each app's tasks.py; each app names its own periodic work there."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditplatform.settings")

app = Celery("creditplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {}
