"""bin/manage verify_audit: has anything in the audit log been altered, removed or put in?"""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from core import clock, roots
from core.chain import Finding
from core.queries.verification import Verification


class Command(BaseCommand):
    help = "校验审计链：逐条重算，指出第一条被改动、缺失或插入的事件。无误时退出码为 0，否则为 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--roots", type=Path, default=None, help="库外根文件；默认为数据目录中的一份"
        )
        parser.add_argument(
            "--as-of",
            type=datetime.fromisoformat,
            default=None,
            help="备份副本的制作时间（带时区）；默认为现在",
        )
        parser.add_argument("--json", action="store_true", help="以一行 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        file, at = options["roots"] or roots.path(), options["as_of"] or clock.now()
        check = Verification(file, at=at)
        found: Finding | None = None
        while not check.ended and found is None:
            found = check.advance()
        report = {
            "holds": found is None,
            "seals": check.walk.number,
            "events": check.walk.position,
            "root": check.walk.link.hex(),
            "finding": found.as_json() if found else None,
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        elif found:
            self.stdout.write(_sentence(found))
        else:
            self.stdout.write(
                f"审计链完好：{check.walk.position} 条事件，{check.walk.number} 个封印，"
                f"根 {check.walk.link.hex()}"
            )
        if found:
            raise SystemExit(1)


def _sentence(found: Finding) -> str:
    where = [
        f"事件编号 {found.event_id}" if found.event_id is not None else "",
        f"位置 {found.position}" if found.position is not None else "",
        f"封印 {found.seal}" if found.seal is not None else "",
    ]
    return f"审计链有误（{'，'.join(w for w in where if w)}）：{found.detail}"
