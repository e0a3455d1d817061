"""manage.py rotate_signing_key: a new signing key; with --if-missing only the first."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.signing_keys import rotate_signing_key
from core import doors
from core.actors import SYSTEM


class Command(BaseCommand):
    help = "Start signing with a new key. Papers signed before can still be verified."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-missing", action="store_true", help="do nothing where there is a key already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = doors.run(
            rotate_signing_key, actor=SYSTEM, only_if_missing=bool(options["if_missing"])
        )
        print(f"签名密钥 {made.kid} 已启用。" if made else "已有签名密钥，未作更改。")
