"""manage.py demo_code NAME: what the authenticator of a demo account would show now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.demo import read_demo_code
from core import doors
from core.actors import SYSTEM
from core.errors import Refusal


class Command(BaseCommand):
    help = "Print the present sign-in code of a demo account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            print(doors.run(read_demo_code, actor=SYSTEM, username=str(options["username"])))
        except Refusal as refusal:
            raise CommandError(f"{refusal.code}: {refusal.detail}") from refusal
