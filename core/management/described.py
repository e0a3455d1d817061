"""Documents made from the code: written, or with --check compared with what is committed."""

import difflib
from abc import abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class DescribingCommand(BaseCommand):
    """Renews one file under docs/. `bin/check` runs it with --check."""

    file: str
    requires_system_checks: list[str] = []

    @abstractmethod
    def text(self) -> str:
        """The document as the code has it now."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare only; exit 1 if stale")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / self.file
        made = self.text()
        if not options["check"]:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(made, encoding="utf-8")
            return
        committed = target.read_text(encoding="utf-8") if target.exists() else ""
        if committed == made:
            return
        difference = difflib.unified_diff(
            committed.splitlines(),
            made.splitlines(),
            "committed",
            "from the code",
            lineterm="",
            n=1,
        )
        name = type(self).__module__.rsplit(".", 1)[1]
        raise CommandError(
            "\n".join([*list(difference)[:60], f"{self.file} is stale; run bin/manage {name}"])
        )
