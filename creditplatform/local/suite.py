"""bin/test: the suite against services of its own, made fresh for this one run.

What takes long (processes killed, whole platforms started, thousands of generated calls) runs in CI
and with --slow.
"""

import os
import sys
from collections.abc import Sequence

from creditplatform.local import browser, services
from creditplatform.local.commands import run_in_foreground
from creditplatform.local.crew import Crew
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import REPOSITORY
from creditplatform.local.signals import StopFlag
from creditplatform.local.slots import slot


def test(arguments: Sequence[str]) -> int:
    """Paths are relative to the repository; --browsers fetches a Chromium if there is none."""
    rest = [argument for argument in arguments if argument not in ("--browsers", "--slow")]
    everything = "--slow" in arguments or os.environ.get("CI") == "true"
    base = DataFolder.chosen(None)
    stop = StopFlag()
    stop.install()
    with slot(base, "bin/test") as folder, Crew(stop) as crew:
        browsers = browser.environment(base, install="--browsers" in arguments)
        addresses = services.start(folder, crew, throwaway=True)
        environment = services.environment(folder, addresses, kind="test") | browsers
        command = [
            sys.executable,
            "-m",
            "pytest",
            *workers(rest),
            *speed(rest, everything=everything),
            *rest,
        ]
        return run_in_foreground(command, environment, cwd=REPOSITORY)


def speed(arguments: Sequence[str], *, everything: bool) -> list[str]:
    """Leaves out what is slow, unless it was asked for by itself."""
    own_choice = any(argument.startswith("-m") for argument in arguments)
    if everything or own_choice or _names_a_file(arguments):
        return []
    return ["-m", "not slow"]


def workers(arguments: Sequence[str]) -> list[str]:
    """In parallel for the whole suite; one process when particular files are asked for."""
    own_choice = ("-n", "--numprocesses", "--dist", "--pdb")
    if any(argument.startswith(own_choice) for argument in arguments):
        return []
    chosen = os.environ.get("CREDIT_TEST_WORKERS")
    if chosen is None and _names_a_file(arguments):
        return []
    # Tests that share a dear thing, such as one running platform, stay in one process.
    return ["-n", chosen or str(max(2, min(8, os.cpu_count() or 2))), "--dist", "loadgroup"]


def _names_a_file(arguments: Sequence[str]) -> bool:
    return any((REPOSITORY / argument.split("::")[0]).is_file() for argument in arguments)
