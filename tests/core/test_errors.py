"""The registry of coded errors and the two faces of a refusal."""

import pytest
from django.test import RequestFactory
from rest_framework import exceptions as drf

from core import errors, problems


def test_a_refusal_says_what_to_do_next() -> None:
    refusal = errors.TOO_MANY(seconds=30)
    assert refusal.detail == "请求次数超过限额。请在 30 秒后再试。"
    assert str(refusal) == "core.too_many_requests: 请求次数超过限额。请在 30 秒后再试。"


def test_a_code_is_defined_once() -> None:
    with pytest.raises(ValueError, match="defined twice"):
        errors.define("core.conflict", 409, title="x", message="x")


def test_an_error_of_a_constraint_needs_no_values() -> None:
    with pytest.raises(ValueError, match="placeholders"):
        errors.define("t.x", 409, title="x", message="{name}", constraints=["some_constraint"])
    assert "t.x" not in {error.code for error in errors.registered()}


def test_an_unknown_constraint_is_a_general_conflict() -> None:
    assert errors.for_constraint("nothing_we_know") is errors.CONSTRAINT
    assert errors.for_constraint(None) is errors.CONSTRAINT


def test_every_error_is_a_client_error_or_says_try_again() -> None:
    for error in errors.registered():
        assert 400 <= error.status < 500 or error.status in {500, 503, 507}, error.code
        assert error.title, error.code
        assert error.message.endswith(("。", "：")), error.code


def test_problem_json_carries_fields_and_request_id() -> None:
    request = RequestFactory().get("/api/v1/units")
    request.request_id = "request-1"  # type: ignore[attr-defined]  # set by middleware
    refusal = errors.INVALID(
        count=1, fields=[errors.FieldError("name", "请填写名称。", "required")]
    )
    response = problems.answer(request, refusal)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert problems.body(request, refusal) == {
        "type": "/errors#core.invalid",
        "title": "内容有误",
        "status": 400,
        "detail": "提交的内容有 1 处需要更正。请按各项提示修改后重新提交。",
        "code": "core.invalid",
        "request_id": "request-1",
        "errors": [{"field": "name", "code": "required", "message": "请填写名称。"}],
    }


def test_nested_field_errors_keep_their_path() -> None:
    error = drf.ValidationError({"rows": [{}, {"code": ["太长。"]}], "name": ["必填。"]})
    refusal = problems.as_refusal(error)
    assert refusal is not None
    assert [(f.field, f.message, f.code) for f in refusal.fields] == [
        ("rows[1].code", "太长。", "invalid"),
        ("name", "必填。", "invalid"),
    ]


def test_an_unforeseen_exception_is_not_swallowed() -> None:
    assert problems.as_refusal(KeyError("x")) is None
