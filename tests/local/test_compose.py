"""docker-compose.yml: the services of a production start, watched, pinned, and without secrets."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.local.starter import REPOSITORY, clean_environment

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
                assert given.fullmatch(value) or value == f"${{{name}:-}}", name
            if address := re.match(r"\w+://[^:]*:(.*)@", value):
                assert given.fullmatch(address[1]), name


def test_every_setting_of_production_can_be_given(services: dict[str, Any]) -> None:
    """Whatever the settings read reaches our processes: fixed, asked for, or with a default."""
    read = set()
    for file in ("settings.py", "env.py"):
        text = (REPOSITORY / "creditplatform" / file).read_text(encoding="utf-8")
        read |= set(re.findall(r'"((?:CREDIT|DATABASE|REDIS)_[A-Z_]+)"', text))
    only_for_commands = {"CREDIT_DB_ROLE", "DATABASE_OWNER_URL"}
    for name in ("web", "worker", "beat"):
        assert set(services[name]["environment"]) == read - only_for_commands
    assert set(services["migrate"]["environment"]) == read - {"CREDIT_DB_ROLE"}


def test_the_image_collects_its_own_static_files(services: dict[str, Any]) -> None:
    """With the very values of the Dockerfile: settings that need more would stop the build."""
    assert "collectstatic" not in str(services)
    step = re.search(r"^RUN (CREDIT_SECRET_KEY=(?:.*\\\n)+.*collectstatic.*)$", dockerfile(), re.M)
    assert step
    values = dict(re.findall(r"\b([A-Z_]+)=(\S+)", step[1]))
    show = (
        "from django.conf import settings as s; from django.contrib.staticfiles import finders;"
        "print(s.STATIC_ROOT, finders.find('credit.css') is not None)"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "--no-imports", "-c", show],
        env=clean_environment(CREDIT_ENV="production", **values),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"{REPOSITORY / 'static-collected'} True\n", done.stderr


@pytest.mark.parametrize("missing", ["CREDIT_PLACE", "CREDIT_SECRET_KEY", "CREDIT_PUBLIC_URL"])
def test_production_names_what_is_missing(missing: str) -> None:
    values = {
        "CREDIT_SECRET_KEY": "k" * 50,
        "CREDIT_ALLOWED_HOSTS": "credit.example",
        "CREDIT_PUBLIC_URL": "https://credit.example",
        "CREDIT_PLACE": "江阴市",
        "DATABASE_URL": "postgresql://me@db.example/x",
        "REDIS_URL": "redis://r.example/0",
    }
    del values[missing]
    done = subprocess.run(
        [sys.executable, "-c", "import creditplatform.settings"],
        env=clean_environment(CREDIT_ENV="production", **values),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{missing} is not set" in done.stderr


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
