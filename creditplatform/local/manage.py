"""bin/manage [--data DIR]: a management command against the services of this data folder."""

import contextlib
import os
import sys
import time
from collections.abc import Sequence
from typing import NoReturn

from creditplatform.local import services
from creditplatform.local.commands import run_in_foreground
from creditplatform.local.crew import Crew
from creditplatform.local.folder import DataFolder, leading_data
from creditplatform.local.processes import REPOSITORY
from creditplatform.local.signals import StopFlag
from creditplatform.local.trouble import Occupied, Trouble

_PATIENCE_WITH_A_START = 120.0


def manage(arguments: Sequence[str]) -> int:
    """Use the services that are up, else start them for as long as the command takes.

    Where CREDIT_ENV is production, the user's environment is all there is: nothing is started,
    nothing made up, and what is missing is refused by the settings.
    """
    given, arguments = leading_data(arguments)
    command = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
    if os.environ.get("CREDIT_ENV") == "production":
        return _become(command, {**os.environ, **({"CREDIT_DATA": given} if given else {})})
    folder = DataFolder.chosen(given)
    if services.given():
        folder.prepare()
        return _become(command, services.environment(folder, {}))
    while True:
        if folder.in_use():
            with folder.borrowed() as borrowers:
                addresses = _addresses_of_the_other(folder)
                if addresses is not None:
                    os.set_inheritable(borrowers, True)
                    return _become(command, services.environment(folder, addresses))
        # Between the look and the lock another command may be quicker; then look again.
        with contextlib.suppress(Occupied):
            return _with_own_services(command, folder)


def _with_own_services(command: list[str], folder: DataFolder) -> int:
    stop = StopFlag()
    stop.install()
    with folder.locked("bin/manage"), Crew(stop) as crew:
        addresses = services.start(folder, crew)
        folder.write_environment(addresses)
        code = run_in_foreground(command, services.environment(folder, addresses))
        folder.end_lending(stop)
        return code


def _become(command: list[str], environment: dict[str, str]) -> NoReturn:
    os.execve(command[0], command, environment)  # noqa: S606 — no shell wanted


def _addresses_of_the_other(folder: DataFolder) -> dict[str, str] | None:
    """Of whoever holds the folder, once it is up; None when it has ended instead."""
    until = time.monotonic() + _PATIENCE_WITH_A_START
    while time.monotonic() < until:
        addresses = folder.read_environment()
        if addresses is not None or not folder.in_use():
            return addresses
        time.sleep(0.1)
    raise Trouble(f"Another command has been starting in {folder.path} for too long. See its logs.")
