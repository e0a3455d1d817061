"""The file of one organisation, for anybody."""

import hashlib
import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe

from core import clock, errors
from core.access import allow, anyone
from core.etags import etag, is_known
from core.methods import methods
from portal import display
from portal.public import files, limits, places, sql
from portal.public.keeping import Stamp, pages
from portal.public.sql import SealRow, StandingRow
from portal.public.views.answers import UNLISTED, is_visitor, page
from portal.queries import AsOf
from records import uscc as codes
from records.models import ItemKind

KINDS = frozenset(ItemKind.values)
CODE = re.compile(r"[0-9A-Za-z]{18}")
# What a page looks like is part of what a browser keeps.
SOURCES = ("templates", "portal", "static")
# The cookie of messages yet to be shown, such as after signing out.
MESSAGES = "messages"


@methods("GET")
@allow(anyone())
def subject_file(request: HttpRequest, uscc: str) -> HttpResponse:
    """In plain sentences, as the law lets it be seen today. A browser may keep it but asks each
    time; a change shows with the next request."""
    limits.count(request, limits.PAGES)
    code = _code(uscc)
    standing = sql.standing(code) if code else None
    if standing is None:
        return _unknown(request)
    if code != uscc:
        return redirect("public:file", uscc=code)
    only = request.GET.get("kind", "")
    only = only if only in KINDS else ""
    stamp = Stamp(standing.ledger_at, standing.noted_at, clock.today())
    if not _is_anybody(request):
        response = HttpResponse(_page(request, code, standing, only, stamp))
        response["X-Robots-Tag"] = UNLISTED
        return response
    version = _version(request, standing, stamp)
    response = (
        HttpResponseNotModified()
        if is_known(request, version)
        else HttpResponse(_framed(request, code, standing, only, stamp))
    )
    response["ETag"] = etag(version)
    response["Cache-Control"] = "public, no-cache"
    response["X-Robots-Tag"] = UNLISTED
    patch_vary_headers(response, ["Cookie"])
    return response


@methods("GET")
@allow(anyone())
def qr(request: HttpRequest, uscc: str) -> HttpResponse:
    """The page's address to point a telephone at. Made of the code alone: it says nothing about
    whether there is such an organisation."""
    code = codes.read(uscc).code if CODE.fullmatch(uscc) else ""
    if not code:
        raise errors.NOT_FOUND()
    address = f"{settings.PUBLIC_URL}{reverse('public:file', kwargs={'uscc': code})}"
    made = segno.make(address, error="m", micro=False)
    picture = io.BytesIO()
    # Without a size of its own: the page gives it one.
    made.save(picture, kind="svg", border=2, dark="#000", light="#fff", omitsize=True)
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Robots-Tag"] = UNLISTED
    return response


def _code(given: str) -> str:
    """In capitals; whether it is anybody's the register says, which has no number of a person."""
    return given.upper() if CODE.fullmatch(given) else ""


def _is_anybody(request: HttpRequest) -> bool:
    """A visitor the page is the same for as for all others: nobody who signed in, and nobody who
    is still to be told something."""
    return is_visitor(request) and MESSAGES not in request.COOKIES


def _framed(request: HttpRequest, code: str, standing: StandingRow, only: str, stamp: Stamp) -> str:
    """The whole page. It names its own address, so only the plain ones are kept."""
    asked = request.META.get("QUERY_STRING", "")
    if asked != (f"kind={only}" if only else ""):
        return _page(request, code, standing, only, stamp)
    seal = standing.seal.number if standing.seal else 0
    variant = f"page {only} {'large' if display.is_large(request) else 'plain'}"
    kept = pages.get(code, variant, stamp, cites=seal)
    if kept is None:
        kept = _page(request, code, standing, only, stamp)
        pages.keep(code, variant, stamp, kept, cites=seal)
    return kept


def _page(request: HttpRequest, code: str, standing: StandingRow, only: str, stamp: Stamp) -> str:
    body = pages.get(code, f"body {only}", stamp) or _made(code, only, stamp)
    context = {
        "body": mark_safe(body),  # noqa: S308  # made by our own template, and kept as it was made
        "as_of": _as_of(standing.seal),
    }
    return render_to_string("portal/public/file.html", context, request)


def _made(code: str, only: str, stamp: Stamp) -> str:
    """Kept under the clock the facts were read at, which may be later than the one asked for."""
    has_notes = stamp.noted_at is not None
    found, said = files.file_page(code, stamp.day, has_notes=has_notes, only=only)
    body = render_to_string("portal/public/file_body.html", {"file": said, "demo": settings.DEMO})
    pages.keep(code, f"body {only}", replace(stamp, ledger_at=found.known), body)
    return body


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same for a code that never was, one mistyped, and an organisation not confirmed yet."""
    context = {"towns": places.choices(clock.today()), "code": errors.NOT_FOUND.code}
    return page(request, "portal/public/file_unknown.html", context, status=404)


def _as_of(seal: SealRow | None) -> AsOf | None:
    if seal is None:
        return None
    return AsOf(seal.sealed_at, seal.position, seal.algorithm, seal.root.hex())


def _version(request: HttpRequest, standing: StandingRow, stamp: Stamp) -> str:
    """Keyed: the ledger clock tells when something happened, which is nobody's business."""
    seal = standing.seal.number if standing.seal else 0
    path, large = request.get_full_path(), display.is_large(request)
    said = f"{path}|{stamp}|{seal}|{large}|{_look()}"
    return salted_hmac("portal.public.file", said).hexdigest()[:32]


@cache
def _look() -> str:
    """Changes with the templates, the styles and the words of a new version of the platform."""
    digest = hashlib.sha256(str(settings.DEMO).encode())
    for source in SOURCES:
        for file in sorted(Path(settings.BASE_DIR, source).rglob("*")):
            if file.suffix in {".html", ".py", ".css", ".js"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()
