"""gunicorn's settings that are the same everywhere: its own lines are JSON like all others.

Used as `gunicorn --config python:creditplatform.server`. There is no access log: every request has
its line from core.middleware.
"""

from typing import Any

accesslog = None
logconfig_dict: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"server": {"()": "core.logs.ServerLines"}},
    "handlers": {
        "server": {"class": "logging.StreamHandler", "formatter": "server"},
    },
    "root": {"level": "INFO", "handlers": ["server"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["server"], "propagate": False},
        "gunicorn.access": {"level": "ERROR", "handlers": ["server"], "propagate": False},
    },
}
