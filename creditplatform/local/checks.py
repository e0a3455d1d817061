"""bin/check: everything that can be known without running the tests, one line each."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditplatform.local import services
from creditplatform.local.crew import Crew
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import Child, Program
from creditplatform.local.signals import StopFlag
from creditplatform.local.slots import slot
from creditplatform.local.trouble import Trouble, say


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]


_PARSE_COMPOSE = "import yaml; yaml.safe_load(open('docker-compose.yml', encoding='utf-8'))"
_PARSE_SHELL = "for file in bin/* .ci/run deploy/*.sh; do bash -n $file || exit 1; done"
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"
_LINT_MIGRATIONS = """
import django
django.setup()
from django_migration_linter import MigrationLinter
linter = MigrationLinter(path=".", no_cache=True)
linter.lint_all_migrations()
linter.print_summary()
raise SystemExit(linter.has_errors)
"""
_MANAGE = (sys.executable, "manage.py")

CHECKS = (
    Check("format", (sys.executable, "-m", "ruff", "format", "--check", ".")),
    Check("lint", (sys.executable, "-m", "ruff", "check", "--output-format", "concise", ".")),
    Check("types", (sys.executable, "-m", "mypy", ".")),
    Check("floors", (sys.executable, "-c", _LINT_IMPORTS)),
    Check("system", (*_MANAGE, "check", "--fail-level", "WARNING")),
    Check("migrations complete", (*_MANAGE, "makemigrations", "--check", "--dry-run")),
    Check("migrations safe", (sys.executable, "-c", _LINT_MIGRATIONS)),
    Check("error list", (*_MANAGE, "describe_errors", "--check")),
    Check("rulebook schema", (*_MANAGE, "describe_rulebooks", "--check")),
    Check("requirement list", (*_MANAGE, "describe_requirements", "--check")),
    Check("API description", (*_MANAGE, "describe_schema", "--check")),
    Check("locks", (sys.executable, "-m", "creditplatform.locks")),
    Check("compose file", (sys.executable, "-c", _PARSE_COMPOSE)),
    Check("shell", ("bash", "-c", _PARSE_SHELL)),
)


def check(arguments: Sequence[str]) -> int:
    """All of them, or those named; exit code 1 if one fails."""
    unknown = set(arguments) - {one.name for one in CHECKS}
    if unknown:
        raise Trouble(
            f"Unknown check: {', '.join(sorted(unknown))}. "
            f"There are: {', '.join(one.name for one in CHECKS)}."
        )
    wanted = [one for one in CHECKS if not arguments or one.name in arguments]
    stop = StopFlag()
    stop.install()
    with slot(DataFolder.chosen(None), "bin/check") as folder, Crew(stop) as crew:
        environment = services.environment(
            folder, services.start(folder, crew, throwaway=True), kind="test"
        )
        failed = _perform(wanted, environment, folder, crew)
    say(f"{len(wanted) - failed} of {len(wanted)} checks hold.")
    return 1 if failed else 0


def _perform(
    wanted: Sequence[Check], environment: Mapping[str, str], folder: DataFolder, crew: Crew
) -> int:
    """As many at once as there are processors, reported in order; how many failed."""
    waiting = list(wanted)
    running: list[tuple[Check, Child]] = []
    failed = 0
    while waiting or running:
        while waiting and sum(not child.dead for _, child in running) < (os.cpu_count() or 2):
            one = waiting.pop(0)
            running.append((one, crew.start(_program(one, environment, folder))))
        if running[0][1].dead:
            one, child = running.pop(0)
            crew.forget(child)
            failed += not _report(one, child)
        else:
            crew.stop_flag.pause(0.05)
    return failed


def _program(one: Check, environment: Mapping[str, str], folder: DataFolder) -> Program:
    log = folder.logs / f"{one.name.replace(' ', '-')}.log"
    return Program(one.name, one.command, environment, log, held=folder.held)


def _report(one: Check, child: Child) -> bool:
    passed = child.process.returncode == 0
    say(f"{'✔' if passed else '✘'} {one.name}")
    if not passed:
        output = child.program.log.read_text(encoding="utf-8", errors="replace")
        say("\n".join("    " + line for line in output.rstrip().splitlines()))
    return passed
