"""bin/run with a tiny site: python -m tests.local.drive [--broken] [options of bin/run]"""

import sys
from collections.abc import Mapping
from dataclasses import replace

from creditplatform.local.__main__ import finish
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import Program
from creditplatform.local.programs import Plan, Step, programs
from creditplatform.local.run import run


def no_steps(folder: DataFolder, subjects: int | None) -> tuple[Step, ...]:
    return ()


def tiny_programs(
    folder: DataFolder, environment: Mapping[str, str], host: str, port: int
) -> tuple[Program, ...]:
    """The web process as the platform starts it, with the tiny site in it."""
    web = programs(folder, environment, host, port)[0]
    site = "tests.local.no_such_site" if "--broken" in sys.argv else "tests.local.tiny_site"
    command = tuple(site if part == "creditplatform.wsgi" else part for part in web.command)
    return (replace(web, command=command),)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--broken"]
    finish(lambda: run(arguments, plan=Plan(no_steps, tiny_programs)))
