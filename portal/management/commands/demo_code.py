"""The second-factor code of the demonstration's accounts at this moment."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.decisions import totp
from core import clock
from portal.demo import credentials


class Command(BaseCommand):
    help = "演示账号此刻的验证码（所有演示账号相同）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?", help="可不写：各账号验证码相同")

    def handle(self, *args: Any, **options: Any) -> None:
        given = credentials.read(settings.DATA_FOLDER / "demo-credentials.json")
        if not settings.DEMO or given is None:
            raise CommandError("没有演示账号。请先运行 bin/run。")
        self.stdout.write(totp.code_of(given.totp_secret, totp.step_at(clock.now())))
