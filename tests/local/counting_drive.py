"""bin/run without the demonstration, its worker knowing the jobs of the tests:
python -m tests.local.counting_drive [options of bin/run]"""

import sys
from collections.abc import Mapping
from dataclasses import replace

from creditplatform.local.__main__ import finish
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import Program
from creditplatform.local.programs import Plan, Step, programs, steps
from creditplatform.local.run import run


def only_migrate(folder: DataFolder, subjects: int | None) -> tuple[Step, ...]:
    return tuple(step for step in steps(folder, subjects) if step.command[0] == "migrate")


def counting_programs(
    folder: DataFolder, environment: Mapping[str, str], host: str, port: int
) -> tuple[Program, ...]:
    web, worker, beat = programs(folder, environment, host, port)
    counting = (*worker.command, "--include", "tests.core.counting")
    return (web, replace(worker, command=counting), beat)


if __name__ == "__main__":
    finish(lambda: run(sys.argv[1:], plan=Plan(only_migrate, counting_programs)))
