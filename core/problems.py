"""The two faces of a refusal: application/problem+json (RFC 9457) and one page in Chinese."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from rest_framework import exceptions as drf
from rest_framework.response import Response

from core import errors
from core.errors import FieldError, Refusal

TYPE_PREFIX = "/errors#"


def as_refusal(exception: Exception) -> Refusal | None:
    """What an exception of Django or the REST framework means in our codes, if anything."""
    match exception:
        case Refusal():
            return exception
        case Http404() | drf.NotFound():
            return errors.NOT_FOUND()
        case PermissionDenied() | drf.PermissionDenied():
            return errors.NOT_ALLOWED()
        case drf.NotAuthenticated() | drf.AuthenticationFailed():
            return errors.UNAUTHENTICATED()
        case RequestDataTooBig():
            return errors.TOO_LARGE(limit="5 MB")
        case drf.ValidationError():
            found = list(_field_errors(exception.detail))
            return errors.INVALID(count=len(found), fields=found)
        case drf.MethodNotAllowed():
            return errors.METHOD()
        case drf.NotAcceptable():
            return errors.NOT_ACCEPTABLE()
        case drf.UnsupportedMediaType():
            return errors.UNSUPPORTED()
        case drf.ParseError():
            return errors.BAD_REQUEST(reason="无法按 JSON 读取正文")
        case TooManyFieldsSent() | TooManyFilesSent() | MultiPartParserError():
            return errors.BAD_REQUEST(reason="表单的项数或形式超出限制")
        case BadRequest() | SuspiciousOperation() | UnicodeDecodeError():
            return errors.BAD_REQUEST(reason="内容无法识别")
    return None


def body(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": f"{TYPE_PREFIX}{refusal.code}",
        "title": refusal.error.title,
        "status": refusal.error.status,
        "detail": refusal.detail,
        "code": refusal.code,
        "request_id": getattr(request, "request_id", ""),
    }
    if refusal.fields:
        problem["errors"] = [
            {"field": item.field, "code": item.code, "message": item.message}
            for item in refusal.fields
        ]
    return {**problem, **refusal.extra}


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        response = JsonResponse(
            body(request, refusal),
            status=refusal.error.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    else:
        response = render(
            request,
            "errors/problem.html",
            {"problem": body(request, refusal), "phrase": HTTPStatus(refusal.error.status).phrase},
            status=refusal.error.status,
        )
    for name, value in refusal.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def api_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """The REST framework's handler: the same form for its own exceptions as for ours."""
    refusal = as_refusal(exception)
    if refusal is None:
        return None
    request = context["request"]
    response = Response(
        body(request._request, refusal),
        status=refusal.error.status,
        content_type="application/problem+json",
    )
    for name, value in refusal.headers.items():
        response[name] = value
    allowed = getattr(context["view"], "allowed_methods", None)
    if isinstance(exception, drf.MethodNotAllowed) and allowed:
        response["Allow"] = ", ".join(allowed)
    return response


def _field_errors(detail: Any, path: str = "") -> list[FieldError]:
    if isinstance(detail, dict):
        return [
            found
            for key, value in detail.items()
            for found in _field_errors(value, f"{path}.{key}" if path else str(key))
        ]
    if isinstance(detail, list):
        found = []
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            found += _field_errors(value, f"{path}[{index}]" if nested else path)
        return found
    return [FieldError(path, str(detail), getattr(detail, "code", None) or "invalid")]
