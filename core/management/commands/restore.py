"""bin/manage restore: a copy into an empty database; with --verify, the proof that it is whole."""

import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import roots
from core.backups import restoring
from core.backups.programs import ProgramFailed
from core.backups.restoring import Copy, NotRestored


class Command(BaseCommand):
    help = "把备份恢复到空数据库。--verify 逐表比对行数与内容哈希，并重新校验审计链。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--into", default=None, help="恢复到同一服务器上的另一个数据库（演练用）"
        )
        parser.add_argument("--verify", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        name, folder = self._target(options["into"])
        try:
            with restoring.open_copy(options["file"]) as copy:
                if options["into"]:
                    restoring.create_if_missing(name)
                restoring.restore(copy, name, folder)
                self.stdout.write(f"已恢复到数据库 {name}，文件在 {folder}。")
                if options["verify"]:
                    self._verify(copy, name, folder)
        except (ProgramFailed, NotRestored, OSError) as failure:
            raise CommandError(str(failure)) from failure

    def _target(self, into: str | None) -> tuple[str, Path]:
        """A rehearsal keeps its files apart from the living ones."""
        data = Path(settings.DATA_FOLDER)
        if into is None:
            return str(connection.settings_dict["NAME"]), data
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", into):
            raise CommandError("--into 只能是小写字母、数字和下划线组成的数据库名。")
        return into, data / "restored" / into

    def _verify(self, copy: Copy, name: str, folder: Path) -> None:
        found = restoring.differences(copy, name)
        if found:
            raise CommandError("恢复后与备份不一致：\n" + "\n".join(found))
        tables = len(copy.manifest["contents"]["tables"])
        self.stdout.write(f"{tables} 张表的行数与内容、全部序列均与备份一致。")
        said = _verify_audit(copy, name, folder)
        self.stdout.write(said.stdout.strip())
        if said.returncode != 0:
            raise CommandError(f"恢复后的审计链未通过校验。{said.stderr.strip()[-500:]}")


def _verify_audit(copy: Copy, name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own, whose database is the restored one; as of when the copy was made."""
    addresses = {
        key: urlunsplit(urlsplit(os.environ[key])._replace(path=f"/{name}"))
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
        if key in os.environ
    }
    return subprocess.run(
        [
            sys.executable,
            str(Path(settings.BASE_DIR) / "manage.py"),
            "verify_audit",
            f"--roots={folder / roots.path().name}",
            f"--as-of={copy.manifest['made_at']}",
        ],
        env={**os.environ, **addresses, "CREDIT_DB_ROLE": "owner"},
        capture_output=True,
        text=True,
        check=False,
    )
