"""What makes up the running platform: the steps before it serves, and the processes that serve."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from signal import SIGKILL, SIGQUIT, SIGTERM

from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import REPOSITORY, Program

# Organisations of the demonstration a start waits for; bin/manage load_demo brings more.
FIRST_START = 1_000


@dataclass(frozen=True)
class Step:
    """A management command to run before serving. One that no app provides is left out."""

    words: str
    command: tuple[str, ...]

    def exists(self) -> bool:
        built_in = self.command[0] == "migrate"
        return built_in or any(REPOSITORY.glob(f"*/management/commands/{self.command[0]}.py"))


@dataclass(frozen=True)
class Plan:
    """Steps and processes of one start, made from the choices on the command line."""

    steps: Callable[[DataFolder, int | None], tuple[Step, ...]]
    programs: Callable[[DataFolder, Mapping[str, str], str, int], tuple[Program, ...]]


def steps(folder: DataFolder, subjects: int | None) -> tuple[Step, ...]:
    size = ("--subjects", str(FIRST_START if subjects is None else subjects))
    return (
        Step("Bringing the database up to date", ("migrate", "--no-input", "--verbosity", "0")),
        Step("Loading the sector packs", ("load_packs",)),
        Step("Making the signing key", ("rotate_signing_key", "--if-missing")),
        Step(
            "Loading the demonstration",
            ("load_demo", *size, "--credentials", str(folder.credentials_file)),
        ),
    )


def programs(
    folder: DataFolder, environment: Mapping[str, str], host: str, port: int
) -> tuple[Program, ...]:
    def program(name: str, module: str, *arguments: str) -> Program:
        return Program(
            name=name,
            command=(sys.executable, "-m", module, *arguments),
            environment=environment,
            log=folder.logs / f"{name}.log",
            held=folder.held,
        )

    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = program(
        "web",
        "gunicorn",
        "creditplatform.wsgi",
        *("--config", "python:creditplatform.server"),
        *("--bind", bind, "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "8", "--no-control-socket"),
    )
    worker = program(
        "worker",
        "celery",
        *("-A", "creditplatform", "worker", "--concurrency", "2", "--prefetch-multiplier", "1"),
        *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
    )
    worker = replace(
        worker,
        # TERM lets the running tasks end, QUIT gives them back to the queue.
        stop_plan=((SIGTERM, 10.0), (SIGQUIT, 5.0)),
        # As an orphan it would wait for a queue that is gone. Killed, its tasks go back too.
        orphan_signal=SIGKILL,
    )
    beat = program(
        "beat",
        "celery",
        *("-A", "creditplatform", "beat", "--loglevel", "INFO"),
        *("--schedule", str(folder.path / "beat-schedule"), "--pidfile", ""),
    )
    return (web, worker, beat)


PLATFORM = Plan(steps, programs)
