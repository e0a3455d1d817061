"""A file that comes with a call, taken piece by piece: bare as the body, or in a form."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest

from core import errors as core_errors
from documents.store import Incoming
from documents.uploads import ROOM, KeepFiles, announced, too_large
from records.api import asking

PIECE = 256 * 1024
FORM = "multipart/form-data"
FIELD = "file"


@contextmanager
def received(request: HttpRequest) -> Iterator[Incoming]:
    """The file, encrypted and hashed as it arrives and gone again unless it is kept. What is
    announced as too large is refused before a byte is read."""
    limit = settings.INTAKE_LIMIT
    if announced(request) > limit + ROOM:
        raise too_large(limit)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise core_errors.UNSUPPORTED()
    taking = _form(request, limit) if request.content_type == FORM else _body(request, limit)
    with taking as incoming:
        yield incoming


@contextmanager
def _body(request: HttpRequest, limit: int) -> Iterator[Incoming]:
    with Incoming() as incoming:
        while piece := request.read(PIECE):
            if incoming.size + len(piece) > limit:
                raise too_large(limit)
            incoming.write(piece)
        incoming.finish()
        yield incoming


@contextmanager
def _form(request: HttpRequest, limit: int) -> Iterator[Incoming]:
    handler = KeepFiles(request, limit=limit)
    request.upload_handlers = [handler]
    try:
        files = [file for name, found in request.FILES.lists() for file in found if name == FIELD]
        if len(files) != 1 or len(handler.received) != 1:
            raise asking.refuse(FIELD)
        yield handler.received[0]
    finally:
        handler.discard_all()
