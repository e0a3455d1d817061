"""bin/manage export_audit: part of the audit log as one file that is verified offline."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import Refusal
from core.services.exports import Bundle


class Command(BaseCommand):
    help = "导出一段时间的审计日志，附离线校验程序。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
        parser.add_argument("--out", type=Path, required=True, help="要生成的 zip 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if out.exists():
            raise CommandError(f"{out} 已存在，不覆盖。")
        bundle = Bundle(options["first"], options["last"], out.with_name(out.name + ".draft"), out)
        try:
            place = bundle.begin()
        except Refusal as refusal:
            raise CommandError(refusal.detail) from refusal
        while place["number"] < place["end"]["number"]:
            place = bundle.advance(place)
        manifest = bundle.finish(place)
        bundle.remove_drafts()
        self.stdout.write(f"已导出 {manifest['events']} 条事件：{out}")
