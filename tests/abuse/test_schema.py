"""Calls generated from the API's own description, with and without a key: whatever comes, it is
answered as described, with a registered code, and never with a 5xx; and whatever was taken in by
it is brought to its end by a worker that does not stumble over it."""

import json
from collections import Counter
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

from core import runner
from core.models import Job
from creditplatform.wsgi import application
from exchange.models import Told
from records.models import Batch, FactVersion
from tests import people
from tests.abuse.callers import known_codes
from tests.abuse.systems import BATCHES, FACTS, Target
from tests.permissions.test_matrix import fingerprint

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# What a system of the bureau may write by its key.
MAY_CHANGE = frozenset(
    {
        "core_job",
        "core_storedanswer",
        "exchange_change",
        "exchange_feedreading",
        "exchange_told",
        "records_batch",
        "records_fact",
        "records_facttext",
        "records_factversion",
        "records_queuedrow",
        "records_returnedrow",
        "records_stagedrow",
        "records_subject",
    }
)
TAKING = frozenset({FACTS, BATCHES})
MOST_JOBS = 60
Seen = tuple[str, str, int]


def described() -> Any:
    return schemathesis.openapi.from_wsgi(reverse("portal:schema"), application)


def cases() -> st.SearchStrategy[Case[Any]]:
    """Every operation, with fitting and with unfitting values; what takes something in more
    often."""
    operations = [result.ok() for result in described().get_all_operations()]
    assert len(operations) >= 20
    operations += 3 * [one for one in operations if one.path in TAKING and one.method == "post"]
    return st.one_of(
        [operation.as_strategy(mode) for operation in operations for mode in GenerationMode]
    )


@pytest.mark.usefixtures("committed_db", "own_counters", "own_folder")
@pytest.mark.req("R262")
@pytest.mark.parametrize("calls", [300, pytest.param(20_000, marks=pytest.mark.slow)])
def test_generated_calls_of_a_system_are_answered_as_described(calls: int) -> None:
    target = Target()
    before = fingerprint()
    versions = FactVersion.objects.count()
    seen = hammer(calls, people.bearer(target.asking.key), target)
    # It was let in: what follows is about what came of it.
    assert {("POST", FACTS, 201), ("POST", BATCHES, 202)} <= set(seen)
    after = fingerprint()
    changed = {name for name, total in after.items() if total != before[name]}
    # The day a key was last used is written with its first call of the day.
    assert changed <= MAY_CHANGE | {"accounts_apikey"}
    bureau = target.asking.office.world.bureau
    assert set(Batch.objects.values_list("unit_id", "channel")) == {(bureau.pk, "api")}
    assert set(FactVersion.objects.values_list("unit_id", flat=True)) == {bureau.pk}
    assert set(Told.objects.values_list("receiver_id", flat=True)) <= {target.asking.client.pk}
    assert FactVersion.objects.count() > versions, seen
    finish_what_was_begun()


@pytest.mark.usefixtures("committed_db", "own_counters", "own_folder")
@pytest.mark.req("R262")
@pytest.mark.parametrize("calls", [150, pytest.param(5_000, marks=pytest.mark.slow)])
def test_generated_calls_without_a_key_change_nothing(calls: int) -> None:
    target = Target()
    before = fingerprint()
    hammer(calls, {}, target)
    assert fingerprint() == before


def hammer(calls: int, headers: dict[str, str], target: Target) -> Counter[Seen]:
    """How often each method and address was answered with each status."""
    codes = known_codes()
    seen: Counter[Seen] = Counter()

    @settings(
        max_examples=calls,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=cases(),
        method=st.sampled_from([None] * 9 + list(METHODS)),
        seed=st.integers(0, 2**32),
    )
    def call(case: Case[Any], method: Any, seed: int) -> None:
        if method:
            case.method = method
        target.fit(case, seed)
        response = case.call(headers=headers)
        seen[(case.method, case.path, response.status_code)] += 1
        look_at(case, response, codes, described=method is None)

    call()
    return seen


def look_at(case: Case[Any], response: Response, codes: frozenset[str], *, described: bool) -> None:
    status = response.status_code
    told = f"{case.as_curl_command()[:2000]} -> {status} {response.content[:300]!r}"
    assert status < 500, told
    if status >= 400:
        assert response.headers["content-type"] == ["application/problem+json"], told
        problem = json.loads(response.content)
        assert problem["code"] in codes, told
        assert problem["status"] == status, told
        assert problem["type"] == f"/errors#{problem['code']}", told
    if described:
        case.validate_response(response, checks=CHECKS)


def finish_what_was_begun() -> None:
    """A worker takes up what came in: each job ends, and not because it failed."""
    begun = list(Job.objects.filter(state=Job.State.QUEUED).order_by("-id")[:MOST_JOBS])
    for job in begun:
        runner.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error_code) == (Job.State.DONE, ""), job.parameters
    taken = [job.parameters["batch"] for job in begun if "batch" in job.parameters]
    states = set(Batch.objects.filter(id__in=taken).values_list("state", flat=True))
    assert states <= {"done", "refused", "checked", "waiting", "abandoned"}
