"""The wiring: what beat would call is what the apps say, and the workers know every name."""

import os
import subprocess
import sys

from creditplatform.celery import app, schedule


def test_every_periodic_task_is_known_to_the_workers() -> None:
    app.loader.import_default_modules()
    assert set(schedule()) <= set(app.tasks)
    assert {"core.seal_audit", "core.run_jobs", "exchange.sequence", "desk.deliver"} <= set(
        schedule()
    )


def test_beat_starts_with_the_schedule() -> None:
    """In a process of its own, as `celery beat` loads it: there before beat says it starts."""
    loading = "from creditplatform.celery import app; app.loader.init_worker(); app.finalize()"
    said = subprocess.run(
        [sys.executable, "-c", f"{loading}; print(len(app.conf.beat_schedule))"],
        env={**os.environ, "CREDIT_ENV": "test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(said.stdout) == len(schedule())
