"""The public page: does this paper hold?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.csrf import csrf_exempt

from core import clock
from core.access import allow, anyone
from core.errors import Refusal
from core.methods import methods
from documents import errors
from documents.decisions import codes, verification
from documents.forms import CodeForm
from documents.models import IssuedDocument
from documents.queries import papers
from documents.rates import count_question
from documents.uploads import Hashed, HashFile, receives


@csrf_exempt  # checked inside, once the upload handler is in place (documents.uploads.receives)
@allow(anyone())
@methods("GET", "POST")
def verify(request: HttpRequest) -> HttpResponse:
    """The form; with ?code= the answer; a file sent here is compared and not kept."""
    if request.method == "POST":
        count_question(request)
        try:
            return _compare(request)
        except Refusal as refusal:
            if refusal.error.status not in {400, 413, 422}:
                raise
            return _page(
                request,
                {"refused": refusal.error.title, "detail": refusal.detail},
                status=refusal.error.status,
            )
    if not request.GET.get("code"):
        return _page(request, {})
    code = codes.read_code(request.GET["code"])
    if code is not None:
        return redirect("documents:verify_code", code=codes.grouped(code))
    count_question(request)
    return _unknown(request, request.GET["code"])


@allow(anyone())
@methods("GET")
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    count_question(request)
    plain = codes.read_code(code)
    document = papers.find_by_code(plain) if plain else None
    if document is None:
        return _unknown(request, code)
    return _page(request, {"code": codes.grouped(document.code), **_answer(document)})


@receives(HashFile)
def _compare(request: HttpRequest) -> HttpResponse:
    try:
        found = request.FILES["file"]
    except MultiValueDictKeyError as error:
        raise errors.FILE_MISSING() from error
    assert isinstance(found, Hashed)
    document = papers.find_by_sha256(found.sha256) if found.size else None
    if document is None:
        return _page(request, {"different": True, "sha256": found.sha256}, status=404)
    return _page(request, {"same": True, **_answer(document)})


def _answer(document: IssuedDocument) -> dict[str, object]:
    paper = papers.as_told(document)
    return {
        "standing": verification.standing(paper, clock.today()),
        "paper": paper,
        "sha256": document.sha256,
    }


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    """The same for a code that never was and for one mistyped."""
    context = {"unknown": True, "code": typed[: codes.LONGEST_INPUT]}
    return _page(request, context, status=404)


def _page(request: HttpRequest, found: dict[str, object], *, status: int = 200) -> HttpResponse:
    form = CodeForm(initial={"code": found.get("code", "")})
    context = {"form": form, "limit": HashFile().limit // (1024 * 1024), **found}
    response = render(request, "documents/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, noarchive"
    response["Cache-Control"] = "no-store"
    return response
