"""docs/openapi.yaml: the description of the REST API, valid and without warnings."""

from io import StringIO

from django.core.management import call_command

from core.management.described import DescribingCommand


class Command(DescribingCommand):
    help = "Write docs/openapi.yaml."
    file = "docs/openapi.yaml"

    def text(self) -> str:
        written = StringIO()
        call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
        return written.getvalue()
