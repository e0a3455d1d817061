"""docker-compose.yml: the services of a production start, watched, pinned, and without secrets."""

import re
from typing import Any

import pytest
import yaml

from tests.local.starter import REPOSITORY

SERVICES = {"web", "worker", "beat", "migrate", "postgres", "redis"}
OURS = {"web", "worker", "beat", "migrate"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    content = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))
    services: dict[str, Any] = content["services"]
    return services


def test_the_services(services: dict[str, Any]) -> None:
    assert set(services) == SERVICES


def test_what_runs_is_watched_and_what_runs_once_is_waited_for(services: dict[str, Any]) -> None:
    watched = {name for name, service in services.items() if service.get("healthcheck")}
    assert watched == SERVICES - {"migrate"}
    assert "/readyz" in str(services["web"]["healthcheck"]["test"])
    for name in OURS - {"migrate"}:
        assert services[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "redis": {"condition": "service_healthy"},
        }
    assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_images_are_pinned_to_a_major_version(services: dict[str, Any]) -> None:
    assert services["postgres"]["image"] == "postgres:18"
    assert services["redis"]["image"] == "valkey/valkey:9"
    assert re.search(r"^FROM python:3\.11-slim$", dockerfile(), re.MULTILINE)


def test_no_secret_is_written_down(services: dict[str, Any]) -> None:
    """Whatever is named like a secret, and every password in an address, has to be given."""
    secret = re.compile(r"PASSWORD|SECRET|AUTH|KEY")
    given = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if secret.search(name):
                assert given.fullmatch(value), name
            if address := re.match(r"\w+://[^:]*:(.*)@", value):
                assert given.fullmatch(address[1]), name


def test_only_migrate_knows_the_owner(services: dict[str, Any]) -> None:
    knowing = {name for name in OURS if "CREDIT_OWNER_PASSWORD" in str(services[name])}
    assert knowing == {"migrate"}


def test_our_processes_run_with_little_power(services: dict[str, Any]) -> None:
    for name in OURS:
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"^USER credit$", dockerfile(), re.MULTILINE)


def test_only_web_has_a_port_and_only_on_this_machine(services: dict[str, Any]) -> None:
    assert {name for name in services if "ports" in services[name]} == {"web"}
    assert services["web"]["ports"] == ["127.0.0.1:${CREDIT_PORT:-8000}:8000"]


def dockerfile() -> str:
    return (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
