"""Sending stored bytes: always as a download, never to be run, framed, guessed at or cached."""

from typing import IO

from django.http import FileResponse

from documents.decisions.names import content_disposition


def attachment(content: IO[bytes], *, media_type: str, name: str) -> FileResponse:
    response = FileResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
