"""docs/rulebook.schema.json: what a rulebook may look like, for editors."""

import json

from core.management.described import DescribingCommand
from ratings.language import json_schema


class Command(DescribingCommand):
    help = "Write docs/rulebook.schema.json."
    file = "docs/rulebook.schema.json"

    def text(self) -> str:
        return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
