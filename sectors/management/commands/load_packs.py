"""bin/manage load_packs [pack …] [--check] [--again] [--root DIR]"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import doors
from core.actors import SYSTEM, Actor
from core.errors import Refusal
from sectors.loader.folders import SHIPPED
from sectors.services.packs import Loaded, load_packs


class Command(BaseCommand):
    help = "Load packs: all of what is named, or nothing. Without names, every shipped pack."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("packs", nargs="*", metavar="pack", help="folder name, such as hb")
        parser.add_argument("--root", type=Path, default=SHIPPED, help="where the folders are")
        parser.add_argument("--check", action="store_true", help="say what would be done, do not")
        parser.add_argument("--again", action="store_true", help="load unchanged packs as well")

    def handle(self, *, packs: Sequence[str], root: Path, **options: Any) -> None:
        service = _try_packs if options["check"] else load_packs
        try:
            loaded = doors.run(
                service, actor=SYSTEM, root=root, names=packs, again=options["again"]
            )
        except _OnlyTried as tried:
            loaded = tried.loaded
        except Refusal as refusal:
            for problem in refusal.fields:
                self.stderr.write(f"{problem.field}: {problem.message}")
            raise CommandError(refusal.detail) from refusal
        for each in loaded:
            self.stdout.write(_line(each))


class _OnlyTried(Exception):
    def __init__(self, loaded: list[Loaded]) -> None:
        self.loaded = loaded


def _try_packs(*, actor: Actor, root: Path, names: Sequence[str], again: bool) -> list[Loaded]:
    """The whole load, then back out: what --check says is what loading would do."""
    raise _OnlyTried(load_packs(actor=actor, root=root, names=names, again=again))


def _line(each: Loaded) -> str:
    if each.tally is None:
        return f"{each.code} v{each.version}：内容未变"
    tally = each.tally
    return (
        f"{each.code} v{each.version}：新增 {tally.added}，更新 {tally.changed}，"
        f"停用 {tally.ended}，保留本地更正 {tally.kept}"
    )
