"""Fill the platform with invented people, organisations and work, through the real services. Safe
to repeat."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from portal.demo import agents, credentials, desk, ledger, people
from portal.demo.many import loading as many
from portal.demo.stories import told as stories


class Command(BaseCommand):
    help = "演示数据：虚构的人员、主体、信息、待办和文书。生产环境拒绝执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--credentials", type=Path, default=None, help="登录信息写到的文件")
        parser.add_argument("--subjects", type=int, default=5_000, help="虚构主体的数量")
        parser.add_argument("--seed", type=int, default=20260401, help="随机种子，相同则数据相同")

        parser.add_argument(
            "--bulk", action="store_true", help="多进程分段载入，供性能测量用的大规模数据"
        )
        parser.add_argument("--workers", type=int, default=2, help="--bulk 的进程数")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("生产环境不创建演示数据。")
        path = options["credentials"] or settings.DATA_FOLDER / "demo-credentials.json"
        given = credentials.read(path) or credentials.Credentials.fresh()
        logins = people.prepare(password=given.password, totp_secret=given.totp_secret)
        if not people.has_client(given.api_key):
            given = replace(given, api_key=people.client_key())
        stories.prepare(ledger.open_offices())
        self._load(**options)
        agents.prepare()
        desk.prepare()
        credentials.write(path, given, logins, settings.PUBLIC_URL)
        self.stdout.write(f"演示数据已就绪，登录信息见 {path}")

    def _load(self, *, subjects: int, seed: int, bulk: bool, workers: int, **_: Any) -> None:
        if bulk:
            many.prepare(subjects, seed, clock.today(), workers=workers, say=self._say)
        else:
            ledger.prepare(subjects, seed, say=self._say)

    def _say(self, words: str) -> None:
        self.stdout.write(f"{clock.now():%H:%M:%S} {words}")
        self.stdout.flush()
