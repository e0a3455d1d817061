"""Periodic work: what the apps name is what beat calls, and it exists."""

from celery import current_app

from creditplatform.celery import schedule


def test_every_periodic_task_is_called_by_its_name_and_not_hoarded() -> None:
    found = schedule()
    ours = {name: entry["schedule"] for name, entry in found.items() if name.startswith("core.")}
    assert ours == {
        "core.run_jobs": 5,
        "core.heartbeat": 10,
        "core.seal_audit": 60,
        "core.clear_old_answers": 86_400,
    }
    current_app.loader.import_default_modules()
    for name, entry in found.items():
        assert entry["task"] == name
        assert name in current_app.tasks
        assert entry["options"] == {"expires": 2 * entry["schedule"]}
