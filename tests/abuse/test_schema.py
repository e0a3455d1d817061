"""Calls generated from the API's own description, with and without a key: whatever comes, it is
answered as described, with a registered code, and never with a 5xx."""

import json
from typing import Any

import pytest
import schemathesis
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from creditplatform.wsgi import application
from tests import people
from tests.abuse.callers import known_codes
from tests.permissions.test_matrix import fingerprint

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def described() -> Any:
    return schemathesis.openapi.from_wsgi(reverse("portal:schema"), application)


def cases() -> st.SearchStrategy[Case[Any]]:
    """Every operation, with fitting and with unfitting values."""
    operations = [result.ok() for result in described().get_all_operations()]
    assert len(operations) >= 3
    return st.one_of(
        [operation.as_strategy(mode) for operation in operations for mode in GenerationMode]
    )


@pytest.mark.usefixtures("committed_db", "own_counters", "own_folder")
@pytest.mark.req("R262")
@pytest.mark.parametrize("keyed", [True, False], ids=["with a key", "without"])
@pytest.mark.parametrize("calls", [500, pytest.param(5_000, marks=pytest.mark.slow)])
def test_generated_calls_are_answered_as_described(keyed: bool, calls: int) -> None:
    key = people.make_client(*people.every_scope(), budget_per_minute=60_000)[1]
    headers = people.bearer(key) if keyed else {}
    codes = known_codes()
    before: dict[str, int] = {}

    @settings(
        max_examples=calls,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(), method=st.sampled_from([None] * 9 + list(METHODS)))
    def call(case: Case[Any], method: Any) -> None:
        if method:
            case.method = method
        response = case.call(headers=headers)
        look_at(case, response, codes, described=method is None)
        if not before:
            # The day a key was last used is written with its first call of the day.
            before.update(fingerprint())

    call()
    assert fingerprint() == before


def look_at(case: Case[Any], response: Response, codes: frozenset[str], *, described: bool) -> None:
    status = response.status_code
    told = f"{case.as_curl_command()} -> {status} {response.content[:300]!r}"
    assert status < 500, told
    if status >= 400:
        assert response.headers["content-type"] == ["application/problem+json"], told
        problem = json.loads(response.content)
        assert problem["code"] in codes, told
        assert problem["status"] == status, told
        assert problem["type"] == f"/errors#{problem['code']}", told
    if described:
        case.validate_response(response, checks=CHECKS)
