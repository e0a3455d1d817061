"""Check rulebook files against the catalogue, the lists of acts and the lines as they stand."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.actors import SYSTEM
from ratings.services.rulebooks import check_text


class Command(BaseCommand):
    help = "Check rulebook files; every finding names file, line, rule and remedy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        found = 0
        for file in files:
            problems = check_text(actor=SYSTEM, file=file.name, raw=file.read_bytes())
            found += len(problems)
            for problem in problems:
                self.stdout.write(str(problem))
        if found:
            raise CommandError(f"共 {found} 处问题。")
        self.stdout.write(f"{len(files)} 个规则文件没有问题。")
