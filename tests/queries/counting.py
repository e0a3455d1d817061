"""How many queries an answer costs."""

from typing import cast

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

# What holds a transaction together asks the database nothing.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET CONSTRAINTS")


def ask(
    client: Client, address: str, headers: dict[str, str] | None = None
) -> tuple[HttpResponse, list[str]]:
    """The answer to a second call, and its queries: what the first of a day or of a process has to
    write or learn is paid by then."""
    client.get(address, headers=headers or {})
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, headers=headers or {})
        for _ in getattr(response, "streaming_content", ()):
            pass
    asked = [query["sql"] for query in captured.captured_queries]
    return cast(HttpResponse, response), [sql for sql in asked if not sql.startswith(FRAME)]
