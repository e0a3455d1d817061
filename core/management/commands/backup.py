"""bin/manage backup: everything in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.backups import making
from core.backups.programs import ProgramFailed


class Command(BaseCommand):
    help = (
        "备份数据库、文件和审计根到一个文件，并写明每张表的行数与哈希。"
        "密钥（CREDIT_SECRET_KEY）不在其中，须另行保管。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=None, help="要生成的 tar 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        out = options["out"] or _default()
        if out.exists():
            raise CommandError(f"{out} 已存在，不覆盖。")
        out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            manifest = making.make(out)
        except ProgramFailed as failure:
            raise CommandError(str(failure)) from failure
        tables = manifest["contents"]["tables"]
        rows = sum(table["rows"] for table in tables.values())
        self.stdout.write(
            f"已备份 {len(tables)} 张表、{rows} 行、{len(manifest['members']) - 2} 个文件："
            f"{out}（{out.stat().st_size:,} 字节）"
        )


def _default() -> Path:
    name = f"credit-{clock.now():%Y%m%d-%H%M%S}.tar"
    return Path(settings.DATA_FOLDER) / "backups" / name
