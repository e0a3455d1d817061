"""docs/errors.md: every error code with what it says and advises."""

from itertools import groupby

from django.utils.module_loading import autodiscover_modules

from core.errors import ErrorCode, registered
from core.management.described import DescribingCommand

HEAD = """# Error codes

Made by `bin/manage describe_errors` from each app's errors.py; do not edit. A code never changes
its meaning. The API answers with `application/problem+json` (RFC 9457); pages show the same text.
`{…}` stands for a value of the case at hand.
"""


class Command(DescribingCommand):
    help = "Write docs/errors.md."
    file = "docs/errors.md"

    def text(self) -> str:
        autodiscover_modules("errors")
        lines = [HEAD]
        for app, codes in groupby(registered(), key=lambda error: error.code.split(".")[0]):
            lines += [f"## {app}", "", "| code | status | title | text | advice |"]
            lines += ["|---|---|---|---|---|", *map(_row, codes), ""]
        return "\n".join(lines)


def _row(error: ErrorCode) -> str:
    texts = [error.title, error.message, error.advice]
    return f"| `{error.code}` | {error.status} | {' | '.join(map(_cell, texts))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
