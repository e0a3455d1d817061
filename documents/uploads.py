"""Taking files from a form without holding or trusting them.

Django parses a form before a view sees it, so the limits live in upload handlers. A page that takes
files says so with `receives`; everywhere else RefuseFiles (the setting FILE_UPLOAD_HANDLERS) turns
them away, so that no other address can be used to fill the disk.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from core import errors
from documents import errors as document_errors
from documents.store import Incoming

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MOST_FILES = 10
# What a form holds beside its files.
ROOM = 64 * 1024


class RefuseFiles(FileUploadHandler):
    """For every page that did not ask for files."""

    def new_file(self, *arguments: Any, **named: Any) -> None:
        raise BadRequest("no file is expected here")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class KeepFiles(FileUploadHandler):
    """Files go encrypted and hashed into the store's waiting room, one piece at a time. A request
    that turns out too large is refused with all its files."""

    def __init__(self, request: HttpRequest | None = None, *, limit: int | None = None) -> None:
        super().__init__(request)
        self.limit = limit or settings.UPLOAD_LIMIT
        self.largest_request = MOST_FILES * self.limit + ROOM
        self.received: list[Incoming] = []

    def new_file(self, *arguments: Any, **named: Any) -> None:
        super().new_file(*arguments, **named)
        if len(self.received) == MOST_FILES:
            raise document_errors.FILES_TOO_MANY(limit=MOST_FILES)
        incoming = Incoming()
        incoming.name = self.file_name or ""
        self.received.append(incoming)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        incoming = self.received[-1]
        if incoming.size + len(raw_data) > self.limit:
            raise too_large(self.limit)
        incoming.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> Any:
        incoming = self.received[-1]
        incoming.finish()
        return incoming

    def discard_all(self) -> None:
        for incoming in self.received:
            incoming.discard()


class Hashed:
    """A file that was only looked at."""

    def __init__(self) -> None:
        self.size = 0
        self._digest = hashlib.sha256()

    def add(self, content: bytes) -> None:
        self.size += len(content)
        self._digest.update(content)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def close(self) -> None:
        """Django closes the files of a request at its end; there is nothing to close."""


class HashFile(FileUploadHandler):
    """One file, hashed as it passes and never stored."""

    def __init__(self, request: HttpRequest | None = None, *, limit: int | None = None) -> None:
        super().__init__(request)
        self.limit = limit or settings.UPLOAD_LIMIT
        self.largest_request = self.limit + ROOM
        self.received: list[Hashed] = []

    def new_file(self, *arguments: Any, **named: Any) -> None:
        super().new_file(*arguments, **named)
        if self.received:
            raise document_errors.FILES_TOO_MANY(limit=1)
        self.received.append(Hashed())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.received[-1].size + len(raw_data) > self.limit:
            raise too_large(self.limit)
        self.received[-1].add(raw_data)
        return None

    def file_complete(self, file_size: int) -> Any:
        return self.received[-1]

    def discard_all(self) -> None:
        self.received.clear()


def receives(
    handler_of: Callable[[HttpRequest], KeepFiles | HashFile],
) -> Callable[[View[P]], View[P]]:
    """For a view that takes files. What is announced as too large is refused before a byte is
    read; whatever came in and was not kept is gone when the view is done.

    The handler has to be in place before the form is read, and the check of the form's origin reads
    it: so that check (csrf_protect) happens inside.
    """

    def decorate(view: View[P]) -> View[P]:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def receiving(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method != "POST":
                return protected(request, *args, **kwargs)
            handler = handler_of(request)
            if announced(request) > handler.largest_request:
                raise too_large(handler.limit)
            request.upload_handlers = [handler]
            try:
                return protected(request, *args, **kwargs)
            finally:
                handler.discard_all()

        return receiving

    return decorate


def announced(request: HttpRequest) -> int:
    raw = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0


def too_large(limit: int) -> errors.Refusal:
    return errors.TOO_LARGE(limit=f"{limit // (1024 * 1024)} MB")
