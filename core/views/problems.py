"""Answers where no view answered: wrong address, expired form, our own failure."""

import logging

from django.http import HttpRequest, HttpResponse

from core import errors, problems

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    refusal = problems.as_refusal(exception) or errors.BAD_REQUEST(reason="内容无法识别")
    return problems.answer(request, refusal)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problems.answer(request, errors.NOT_FOUND())


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problems.answer(request, errors.NOT_ALLOWED())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problems.answer(request, errors.CSRF())


def failed(request: HttpRequest) -> HttpResponse:
    log.exception("request failed", extra={"view": _view_name(request)})
    return problems.answer(request, errors.INTERNAL())


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
