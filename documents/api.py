"""Verification for systems: the same answer as the public page."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, errors
from core.access import allow, anyone
from core.serializers import problems
from documents.decisions import codes, verification
from documents.queries import papers
from documents.rates import count_question
from documents.serializers import VerificationSerializer


@extend_schema(
    operation_id="verifications_read",
    summary="文书核验",
    description=(
        "按核验码核对一份文书是否有效。不需要密钥；每个来源每分钟最多 30 次。"
        "没有这个核验码，或核验码书写有误，一律 404。"
    ),
    responses={200: VerificationSerializer, **problems(400, 404)},
    auth=[],
)
@api_view(["GET"])
def verification_view(request: Request, code: str) -> Response:
    count_question(request._request)
    plain = codes.read_code(code)
    document = papers.find_by_code(plain) if plain else None
    if document is None:
        raise errors.NOT_FOUND()
    paper = papers.as_told(document)
    told = verification.standing(paper, clock.today())
    body = {
        "code": codes.grouped(document.code),
        "holds": told.holds,
        "state": told.state,
        "sentence": told.sentence,
        "kind": paper.title,
        "unit": paper.unit,
        "number": paper.number,
        "issued_on": paper.issued_on,
        "valid_until": paper.valid_until,
        "ended_on": paper.ended_on,
        "sha256": document.sha256,
    }
    response = Response(VerificationSerializer(body).data)
    response["Cache-Control"] = "no-store"
    return response


verification_of = allow(anyone())(verification_view)
