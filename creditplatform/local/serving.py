"""Bringing the platform up: services, preparation, processes, the first answer."""

import contextlib
import http.client
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from creditplatform.local import services
from creditplatform.local.crew import Crew
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import REPOSITORY, Program, tail
from creditplatform.local.programs import PLATFORM, Plan, Step
from creditplatform.local.signals import StopFlag
from creditplatform.local.trouble import Trouble, say

_READY_WITHIN = 120.0


@dataclass(frozen=True)
class Wanted:
    folder: DataFolder
    host: str
    port: int
    subjects: int | None

    @property
    def address(self) -> str:
        return f"http://{self.visible_host}:{self.port}"

    @property
    def visible_host(self) -> str:
        """The address to show and to ask: a wildcard is reached as this machine."""
        known = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 — shown, not bound
        return known.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)

    @property
    def loopback(self) -> bool:
        return self.host == "localhost" or self.host.startswith("127.") or self.host == "::1"


@dataclass(frozen=True)
class Platform:
    """A platform that has answered its first request."""

    environment: dict[str, str]
    crew: Crew


@contextlib.contextmanager
def serving(
    wanted: Wanted, stop: StopFlag, *, purpose: str, plan: Plan = PLATFORM
) -> Iterator[Platform]:
    """Up inside the block, everything stopped after it. Raises Trouble or Stopped on the way."""
    folder = wanted.folder
    with folder.locked(purpose), Crew(stop) as crew:
        _check_port(wanted.host, wanted.port)
        addresses = services.start(folder, crew)
        environment = services.environment(folder, addresses)
        public = {"CREDIT_PUBLIC_URL": environment.get("CREDIT_PUBLIC_URL", wanted.address)}
        environment.update(public)
        if not wanted.loopback:
            environment.setdefault("CREDIT_ALLOWED_HOSTS", "*")
        for step in plan.steps(folder, wanted.subjects):
            if step.exists():
                _perform(step, environment, folder, crew)
        folder.write_environment(addresses | public)
        for program in plan.programs(folder, environment, wanted.host, wanted.port):
            crew.start(program)
        _wait_for_answer(wanted, crew)
        yield Platform(environment, crew)


def _check_port(host: str, port: int) -> None:
    """Say so before anything is started, not after a minute of preparation."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Trouble(f"{host} is not an address of this machine. Use --host 127.0.0.1.") from error
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
            probe.listen(1)
        except OSError as error:
            raise Trouble(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Choose another with --port N."
            ) from error


def _perform(step: Step, environment: dict[str, str], folder: DataFolder, crew: Crew) -> None:
    say(f"{step.words} …")
    name = step.command[0]
    log = folder.logs / f"{name}.log"
    log.unlink(missing_ok=True)
    child = crew.start(
        Program(
            name=name,
            command=(sys.executable, str(REPOSITORY / "manage.py"), *step.command),
            environment=environment,
            log=log,
            held=folder.held,
        )
    )
    crew.stop_flag.wait_until(lambda: child.dead, seconds=float("inf"))
    crew.forget(child)
    if child.process.returncode != 0:
        raise Trouble(f"{step.words} failed. The end of {log}:\n{tail(log)}")


def _wait_for_answer(wanted: Wanted, crew: Crew) -> None:
    def answers() -> bool:
        crew.watch()
        host = wanted.visible_host.strip("[]")
        connection = http.client.HTTPConnection(host, wanted.port, timeout=5)
        failures = (OSError, http.client.HTTPException)
        with contextlib.closing(connection), contextlib.suppress(*failures):
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        return False

    if not crew.stop_flag.wait_until(answers, seconds=_READY_WITHIN, every=0.2):
        log = wanted.folder.logs / "web.log"
        raise Trouble(
            f"The platform does not answer /healthz with 200. The end of {log}:\n{tail(log)}"
        )
