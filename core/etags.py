"""Versions of what somebody decides on: a decision names the version it was taken on."""

import re

from django.http import HttpRequest

from core import errors

_TAG = re.compile(r'(?:W/)?"[^"\x00-\x20]*"')


def etag(version: object) -> str:
    """The ETag of a version, such as a row's version number or the hash of its content."""
    return f'"{version}"'


def check_if_match(request: HttpRequest, version: object) -> None:
    """For the API: the request must say in If-Match which version it saw, and it must be this one.

    428 when it does not say (`*` says nothing either), 412 when the content has changed since.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise errors.PRECONDITION()
    tags = [tag.strip() for tag in given.split(",")]
    if not all(_TAG.fullmatch(tag) for tag in tags):
        raise errors.BAD_REQUEST(reason="If-Match 须为带引号的 ETag")
    # A weak tag is no promise that nothing changed.
    if etag(version) not in tags:
        raise errors.VERSION_CHANGED()


def check_version(given: str, version: object) -> None:
    """For a form, which carries the version it was filled in on: 409 when it has changed since."""
    if given != str(version):
        raise errors.CONFLICT()


def is_known(request: HttpRequest, version: object) -> bool:
    """Whether the asker says in If-None-Match that it holds this version: it is told so by a 304.
    Garbage in the header matches nothing."""
    given = request.headers.get("If-None-Match", "")
    return etag(version) in {tag.strip().removeprefix("W/") for tag in given.split(",")}
