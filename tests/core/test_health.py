"""/healthz, /readyz and /metrics: each part fails by itself and says so without secrets."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from core import clock, health, metrics, roots
from core.health import Part, State
from core.models import AuditEvent, AuditSeal
from core.queries import health as parts
from core.tasks import heartbeat, seal_audit
from tests.core.audit_log import as_owner
from tests.core.worker import bells_ring_at

WELL = {"status": "ok", "text": ""}


@pytest.fixture(autouse=True)
def own_cache(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """The cache server is shared with other test runs: keys of our own, and roots of our own."""
    settings.DATA_FOLDER = tmp_path
    prefix = uuid.uuid4().hex
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": prefix}}
    monkeypatch.setattr(metrics, "HASH", f"{prefix}:metrics")
    monkeypatch.setattr(metrics, "counters", metrics.Counters())
    yield
    cache.delete(parts.HEARTBEAT)


def readyz(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/readyz")
    assert response["Cache-Control"] == ("max-age=0, no-cache, no-store, must-revalidate, private")
    return response.status_code, json.loads(response.content)


@pytest.mark.django_db
def test_healthz_answers_without_asking_anything(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_readyz_names_every_part(committed_db: None, client: Client) -> None:
    heartbeat()
    status, body = readyz(client)
    assert (status, body["status"]) == (200, "ok")
    for name in ("database", "migrations", "broker"):
        assert body["parts"][name] == WELL
    assert body["parts"]["worker"]["status"] == "ok"
    assert body["parts"]["audit"] == {**WELL, "lag_seconds": 0.0}
    assert body["parts"]["roots"] == {**WELL, "lag_seconds": 0.0}
    assert body["parts"]["calendar"]["status"] in {"ok", "warn"}


def failing(client: Client) -> list[str]:
    status, body = readyz(client)
    failed = [name for name, part in body["parts"].items() if part["status"] == "fail"]
    assert status == (503 if failed else 200)
    assert body["status"] == ("fail" if failed else "ok")
    secrets = [django_settings.SECRET_KEY, django_settings.REDIS_URL, "credit_app", "unix:"]
    assert [secret for secret in secrets if secret in json.dumps(body)] == []
    return failed


def test_a_worker_that_is_silent_fails(committed_db: None, client: Client) -> None:
    assert failing(client) == ["worker"]
    cache.set(parts.HEARTBEAT, (clock.now() - timedelta(seconds=46)).timestamp())
    assert failing(client) == ["worker"]
    heartbeat()
    assert failing(client) == []


def test_a_lost_broker_fails(committed_db: None, client: Client, tmp_path: Path) -> None:
    heartbeat()
    with bells_ring_at(f"unix://{tmp_path / 'nobody.sock'}"):
        assert failing(client) == ["broker"]


def test_an_unsealed_event_of_ten_minutes_ago_fails(committed_db: None, client: Client) -> None:
    heartbeat()
    AuditEvent.objects.create(
        kind="change",
        action="x",
        actor_kind="staff",
        recorded_at=clock.now() - timedelta(minutes=10),
    )
    status, body = readyz(client)
    assert status == 503
    assert body["parts"]["audit"]["status"] == "fail"
    assert 600 <= body["parts"]["audit"]["lag_seconds"] < 660


def rewrite_last_root() -> None:
    line = json.loads(roots.path().read_text())
    roots.path().write_text(json.dumps({**line, "root": "11" * 32}, sort_keys=True) + "\n")


def cut_roots_within_the_line() -> None:
    roots.path().write_text("no root\n")


@pytest.mark.req("R263")
@pytest.mark.parametrize("tamper", [rewrite_last_root, cut_roots_within_the_line])
def test_roots_that_tell_of_another_past_fail(
    committed_db: None, client: Client, tamper: Callable[[], None]
) -> None:
    heartbeat()
    seal_audit()
    assert failing(client) == []
    assert scrape(client)["credit_audit_roots_disagree"] == 0
    tamper()
    assert failing(client) == ["roots"]
    assert scrape(client)["credit_audit_roots_disagree"] == 1
    seal_audit()
    assert failing(client) == ["roots"]


@pytest.mark.req("R263")
def test_roots_that_cannot_be_written_are_a_warning_once_they_are_behind(
    committed_db: None, client: Client
) -> None:
    heartbeat()
    roots.path().mkdir()
    seal_audit()
    assert AuditSeal.objects.count() == 1
    assert failing(client) == ["roots"]
    roots.path().rmdir()
    _, body = readyz(client)
    assert body["parts"]["roots"]["status"] == "ok"
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        heartbeat()
        status, body = readyz(client)
        assert 359 < scrape(client)["credit_audit_roots_lag_seconds"] < 400
    assert (status, body["parts"]["roots"]["status"]) == (200, "warn")
    assert body["parts"]["roots"]["text"] == "审计根未能及时写出"
    seal_audit()
    _, body = readyz(client)
    assert body["parts"]["roots"] == {**WELL, "lag_seconds": 0.0}


def test_a_pending_migration_fails(
    committed_db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeat()
    monkeypatch.setattr(parts, "_known_migrated", False)
    as_owner("DELETE FROM django_migrations WHERE app = 'core' AND name = '0003_calendar'")
    status, body = readyz(client)
    assert status == 503
    assert body["parts"]["migrations"]["text"] == "有未执行的数据库迁移"


@pytest.mark.parametrize(("day", "state"), [("2026-10-31", "ok"), ("2026-11-01", "warn")])
def test_a_calendar_about_to_run_out_is_a_warning(
    committed_db: None, client: Client, day: str, state: str
) -> None:
    with time_machine.travel(f"{day}T08:00+08:00"):
        heartbeat()
        status, body = readyz(client)
    assert (status, body["parts"]["calendar"]["status"]) == (200, state)


def test_an_empty_calendar_fails(committed_db: None, client: Client) -> None:
    heartbeat()
    as_owner("DELETE FROM core_calendarday", "DELETE FROM core_calendaryear")
    assert failing(client) == ["calendar"]


OWN_PARTS = ("database", "migrations", "broker", "worker", "audit", "roots", "calendar")


def test_a_database_that_is_away_fails_and_the_rest_still_answers(
    committed_db: None, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heartbeat()
    connection.close()
    monkeypatch.setattr(parts, "_known_migrated", False)
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", str(tmp_path))
        # The parts of higher floors that read the database fail with it.
        own = [part for part in failing(client) if part in OWN_PARTS]
        assert own == ["database", "migrations", "audit", "roots", "calendar"]
        assert client.get("/healthz").status_code == 200
    assert failing(client) == []


def test_an_upper_floor_adds_its_part(
    committed_db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_checks", {})
    health.register("feed", lambda: health.lag_part(61, limit=60))
    health.register("drop", lambda: Part(State.WARN, "目录将满", {"free": 3}))
    with pytest.raises(ValueError, match="twice"):
        health.register("feed", lambda: Part(State.OK))
    assert readyz(client) == (
        503,
        {
            "status": "fail",
            "parts": {
                "feed": {"status": "fail", "text": "积压", "lag_seconds": 61},
                "drop": {"status": "warn", "text": "目录将满", "free": 3},
            },
        },
    )


def scrape(client: Client, **extra: Any) -> dict[str, float]:
    response = client.get("/metrics", **extra)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.django_db
def test_requests_are_counted_over_all_processes(client: Client) -> None:
    client.get("/healthz")
    client.get("/healthz")
    client.get("/nowhere")
    other_process = metrics.Counters()
    other_process.request("core:healthz", 200, 0.3)
    other_process.request("core:healthz", 503, 20.0)
    assert other_process.flush()
    found = scrape(client)
    assert found['credit_requests_total{view="core:healthz",status="200"}'] == 3
    assert found['credit_requests_total{view="core:healthz",status="503"}'] == 1
    assert found['credit_requests_total{view="-",status="404"}'] == 1
    bucket = 'credit_request_seconds_bucket{{view="core:healthz",le="{}"}}'
    assert found[bucket.format("0.25")] == 2
    assert found[bucket.format("0.5")] == 3
    assert found[bucket.format("10")] == 3
    assert found[bucket.format("+Inf")] == 4
    assert found['credit_request_seconds_count{view="core:healthz"}'] == 4
    assert 20.3 <= found['credit_request_seconds_sum{view="core:healthz"}'] < 22
    assert scrape(client)['credit_requests_total{view="core:metrics",status="200"}'] == 1


@pytest.mark.django_db
def test_the_gauges_are_there(client: Client) -> None:
    heartbeat()
    found = scrape(client)
    assert found['credit_jobs{state="queued"}'] == 0
    assert found["credit_jobs_oldest_seconds"] == 0
    assert found["credit_audit_lag_seconds"] == 0
    assert found["credit_audit_roots_disagree"] == 0
    assert found["credit_audit_roots_lag_seconds"] == 0
    assert 0 <= found["credit_worker_heartbeat_age_seconds"] < 60
    assert found['credit_database_connections{state="active"}'] >= 1
    assert found["credit_database_connections_limit"] >= 10
    assert not [name for name in found if name.startswith("credit_metric_failed")]


@pytest.mark.django_db
def test_a_gauge_that_fails_is_left_out_and_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> list[metrics.Sample]:
        raise RuntimeError("secret")

    monkeypatch.setattr(metrics, "_gauges", {})
    metrics.register("credit_broken", "Broken.", broken)
    metrics.register("credit_lag", "Behind.", lambda: [metrics.Sample(7, {"consumer": 'a"\\b'})])
    text = client.get("/metrics").content.decode()
    assert text.splitlines()[-6:] == [
        "# HELP credit_lag Behind.",
        "# TYPE credit_lag gauge",
        'credit_lag{consumer="a\\"\\\\b"} 7',
        "# HELP credit_metric_failed Figures that could not be read.",
        "# TYPE credit_metric_failed gauge",
        'credit_metric_failed{metric="credit_broken"} 1',
    ]
    with pytest.raises(ValueError, match="twice"):
        metrics.register("credit_lag", "Behind.", list)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3"}, 200),
        ({"REMOTE_ADDR": "10.2.0.1"}, 404),
        ({"REMOTE_ADDR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"headers": {"X-Forwarded-For": "127.0.0.1"}}, 404),
        ({"headers": {"Forwarded": "for=127.0.0.1"}}, 404),
    ],
)
def test_only_named_addresses_read_the_metrics(
    client: Client, settings: Settings, extra: dict[str, Any], status: int
) -> None:
    settings.METRICS_ALLOW = ["127.0.0.1", "::1", "10.1.0.0/16"]
    assert client.get("/metrics", **extra).status_code == status


@pytest.mark.django_db
def test_a_cache_server_that_is_away_costs_no_request_and_no_count(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    there = settings.CACHES
    away = {**there["default"], "LOCATION": f"unix://{tmp_path / 'nobody.sock'}"}
    settings.CACHES = {"default": away}
    for _ in range(3):
        assert client.get("/healthz").status_code == 200
    assert not metrics.counters.flush()
    text = client.get("/metrics").content.decode()
    assert 'credit_metric_failed{metric="credit_requests_total"} 1' in text
    settings.CACHES = there
    metrics.counters._server = None
    assert scrape(client)['credit_requests_total{view="core:healthz",status="200"}'] == 3
