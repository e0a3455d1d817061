"""The feed: everything from any place on, for ever, to those who may see it; and who read it."""

import threading
from io import StringIO
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # comes without types
import pytest
import yaml
from django.core.management import call_command
from django.db import connections
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from rest_framework.response import Response

from accounts.scopes import CHANGES_READ
from core import doors, errors
from core.actors import PUBLIC, Actor, ActorKind, Duty, Role
from core.models import AuditEvent
from exchange import api, kinds, services
from exchange.models import FeedReading, Told
from exchange.services import feed
from tests import people
from tests.exchange import ledger as trial
from tests.exchange.reading import sequence_all

SCOPES = frozenset({"changes:read"})
BANK = Actor(kind=ActorKind.CLIENT, id=31, unit_id=3, scopes=SCOPES, request_id="request-1")
BUREAU = Actor(kind=ActorKind.CLIENT, id=41, unit_id=4, scopes=SCOPES, request_id="request-2")
AT = "2026-04-15T10:00:00+08:00"


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_registry", {})
    kinds.register_kind("trial.recorded", "试用记录", visible_to=lambda actor: True)
    kinds.register_kind("trial.internal", "内部", visible_to=lambda actor: actor.unit_id == 4)


def request_as(actor: Actor, query: str) -> HttpRequest:
    request = RequestFactory().get(f"/api/v1/changes?{query}")
    request.actor = actor  # type: ignore[attr-defined]  # as the middleware does
    return request


def ask(actor: Actor, query: str = "") -> dict[str, Any]:
    response = api.changes(request_as(actor, query))
    assert isinstance(response, Response)
    assert response.status_code == 200
    return dict(response.data)


def refused(actor: Actor, query: str) -> tuple[str, int]:
    response = api.changes(request_as(actor, query))
    assert isinstance(response, Response)
    response.render()
    assert response["Content-Type"] == "application/problem+json"
    return response.data["code"], response.status_code


def item(position: int, ref: int, kind: str = "trial.recorded", subject: int = 1) -> dict[str, Any]:
    return {
        "position": position,
        "kind": kind,
        "subject_id": subject,
        "uscc": "",
        "fact_id": None,
        "ref": ref,
        "at": AT,
    }


def told(actor: Actor) -> list[int | None]:
    rows = Told.objects.filter(receiver_kind="client", receiver_id=actor.id or 0)
    return list(rows.order_by("id").values_list("position", flat=True))


@pytest.fixture
def mixed(db: None) -> None:
    """Positions 1 to 3 visible to all, 4 and 5 to the bureau, 6 to nobody, 7 to all."""
    trial.note(3, subject=1)
    trial.note(2, subject=2, kind="trial.internal")
    trial.note(1, kind="trial.unknown")
    trial.note(1, first=4)
    sequence_all()


@pytest.mark.usefixtures("mixed")
def test_a_client_reads_page_after_page_and_nothing_is_skipped() -> None:
    assert ask(BANK, "limit=2") == {
        "items": [item(1, 1), item(2, 2)],
        "next": 2,
        "last_position": 7,
    }
    assert ask(BANK, "after=2&limit=2") == {
        "items": [item(3, 3), item(7, 4)],
        "next": 7,
        "last_position": 7,
    }
    assert ask(BANK, "after=7") == {"items": [], "next": 7, "last_position": 7}


@pytest.mark.usefixtures("mixed")
def test_kinds_are_shown_to_those_who_may_see_them() -> None:
    shown = [(i["position"], i["kind"]) for i in ask(BUREAU)["items"]]
    assert shown == [
        (1, "trial.recorded"),
        (2, "trial.recorded"),
        (3, "trial.recorded"),
        (4, "trial.internal"),
        (5, "trial.internal"),
        (7, "trial.recorded"),
    ]
    assert [i["position"] for i in ask(BANK)["items"]] == [1, 2, 3, 7]
    assert Told.objects.filter(what_kind="trial.unknown").count() == 0


@pytest.mark.usefixtures("mixed")
def test_the_same_question_gets_the_same_items_for_ever() -> None:
    first = ask(BANK, "after=1&limit=2")
    trial.note(5, first=5)
    sequence_all()
    assert ask(BANK, "after=1&limit=2") == {**first, "last_position": 12}


@pytest.mark.usefixtures("mixed")
def test_hidden_stretches_are_walked_in_bounded_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "WINDOW", 2)
    walked, after = [], 0
    while after < 7:
        answer = ask(BANK, f"after={after}")
        walked.append(([i["position"] for i in answer["items"]], answer["next"]))
        after = answer["next"]
    assert walked == [([1, 2], 2), ([3], 4), ([], 6), ([7], 7)]


@pytest.mark.usefixtures("mixed")
@pytest.mark.req("R125")
def test_what_a_client_read_is_remembered_once() -> None:
    ask(BANK, "after=1&limit=2")
    assert told(BANK) == [2, 3]
    ask(BANK, "after=0&limit=2")
    assert told(BANK) == [2, 3, 1]
    for _ in range(3):
        ask(BANK)
    assert told(BANK) == [2, 3, 1, 7]
    ask(BUREAU, "after=6")
    assert told(BUREAU) == [7]
    row = Told.objects.get(receiver_id=31, position=7)
    assert (row.subject_id, row.what_kind, row.what_ref, row.channel, row.reference) == (
        1,
        "trial.recorded",
        4,
        "feed",
        "request-1",
    )


@pytest.mark.usefixtures("mixed")
def test_a_kind_made_visible_later_is_remembered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(BANK)
    monkeypatch.setattr(kinds, "_registry", {})
    kinds.register_kind("trial.internal", "内部", visible_to=lambda actor: True)
    assert [i["position"] for i in ask(BANK)["items"]] == [4, 5]
    assert told(BANK) == [1, 2, 3, 7, 4, 5]


@pytest.mark.usefixtures("mixed")
def test_reads_are_written_down_empty_answers_are_not() -> None:
    ask(BANK, "after=1&limit=2")
    ask(BANK, "after=7")
    event = AuditEvent.objects.get()
    assert (event.kind, event.action, event.actor_id, event.purpose, event.detail) == (
        "read",
        "exchange.read_feed",
        31,
        "变更订阅",
        {"after": 1, "until": 3, "count": 2},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("after=-1", "exchange.feed_after"),
        ("after=", "exchange.feed_after"),
        ("after=1.5", "exchange.feed_after"),
        ("after=abc", "exchange.feed_after"),
        ("after=%D9%A3", "exchange.feed_after"),
        ("after=%C2%B2", "exchange.feed_after"),
        ("after=9999999999999999999", "exchange.feed_after"),
        ("after=8", "exchange.feed_after_ahead"),
        ("after=999999999999999999", "exchange.feed_after_ahead"),
        ("limit=0", "exchange.feed_limit"),
        ("limit=1001", "exchange.feed_limit"),
        ("limit=000001999", "exchange.feed_limit"),
        ("limit=100000", "exchange.feed_limit"),
        ("limit=-1", "exchange.feed_limit"),
        ("limit=x", "exchange.feed_limit"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_remembered(mixed: None, query: str, code: str) -> None:
    assert refused(BANK, query) == (code, 400)
    assert (Told.objects.count(), FeedReading.objects.count()) == (0, 0)


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    "actor",
    [
        Actor(kind=ActorKind.CLIENT, id=5, scopes=frozenset({"facts:read"})),
        Actor(
            kind=ActorKind.STAFF, id=5, person_id=5, scopes=SCOPES, duties=(Duty(1, Role.CLERK),)
        ),
        Actor(kind=ActorKind.AGENT, id=5, scopes=SCOPES),
    ],
)
def test_others_are_denied_and_nothing_changes(actor: Actor) -> None:
    with pytest.raises(errors.Refusal) as denied:
        api.changes(request_as(actor, ""))
    code = "core.scope_missing" if actor.kind is ActorKind.CLIENT else "core.not_allowed"
    assert (denied.value.code, denied.value.error.status) == (code, 403)
    assert AuditEvent.objects.get().kind == "denial"
    assert Told.objects.count() == 0


@pytest.mark.usefixtures("mixed")
def test_without_a_key_there_is_no_answer() -> None:
    with pytest.raises(errors.Refusal) as denied:
        api.changes(request_as(PUBLIC, ""))
    assert (denied.value.code, denied.value.error.status) == ("core.unauthenticated", 401)


@pytest.mark.usefixtures("mixed")
def test_a_system_reads_with_its_key() -> None:
    """The whole way in: header, key, scope, answer."""
    bank, key = people.make_client(CHANGES_READ, unit_id=3)
    answer = Client().get("/api/v1/changes?after=2&limit=1", headers=people.bearer(key))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {"items": [item(3, 3)], "next": 3, "last_position": 7}
    assert Told.objects.get().receiver_id == bank.id
    bad = Client().get("/api/v1/changes?after=x", headers=people.bearer(key))
    assert (bad.status_code, bad["Content-Type"], bad.json()["code"]) == (
        400,
        "application/problem+json",
        "exchange.feed_after",
    )
    _, other = people.make_client("accounts:none", unit_id=3)
    denied = Client().get("/api/v1/changes", headers=people.bearer(other))
    assert (denied.status_code, denied.json()["code"]) == (403, "core.scope_missing")
    nobody = Client().get("/api/v1/changes")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "core.unauthenticated")
    assert Told.objects.count() == 1


@pytest.mark.usefixtures("mixed")
def test_only_reading_is_offered() -> None:
    request = RequestFactory().post("/api/v1/changes")
    request.actor = BANK  # type: ignore[attr-defined]  # as the middleware does
    assert api.changes(request).status_code == 405


@pytest.mark.django_db
def test_ten_and_fifty_rows_cost_the_same(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    trial.note(120)
    sequence_all()
    for after, limit in [(0, 10), (10, 50)]:
        with django_assert_num_queries(11):
            ask(BANK, f"after={after}&limit={limit}")
        with django_assert_num_queries(7):
            ask(BANK, f"after={after}&limit={limit}")
    assert told(BANK) == list(range(1, 61))


def test_one_key_reading_in_parallel_is_told_once(committed_db: None) -> None:
    problems: list[BaseException] = []
    trial.note(200)
    sequence_all()
    meet = threading.Barrier(4)

    def read(start: int) -> None:
        try:
            meet.wait(timeout=30)
            for after in range(start, 200, 20):
                doors.run(services.read_feed, actor=BANK, after=after, limit=50)
        except BaseException as error:
            problems.append(error)
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read, args=(start,)) for start in (0, 5, 10, 15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    assert sorted(position or 0 for position in told(BANK)) == list(range(1, 201))


def described() -> dict[str, Any]:
    written = StringIO()
    call_command("spectacular", stdout=written)
    schema: dict[str, Any] = yaml.safe_load(written.getvalue())
    return schema


def test_the_description_names_every_answer() -> None:
    call = described()["paths"]["/api/v1/changes"]["get"]
    assert [(p["name"], p["schema"]) for p in call["parameters"]] == [
        ("after", {"type": "integer", "format": "int64", "default": 0}),
        ("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 200}),
    ]
    assert list(call["responses"]) == ["200", "400", "401", "403", "406", "429", "503"]
    assert list(call["responses"]["400"]["content"]) == ["application/problem+json"]


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("", "application/json", 200),
        ("after=7", "*/*", 200),
        ("after=x", "application/json", 400),
        ("limit=0", "*/*", 400),
        ("", "text/html", 406),
    ],
)
def test_answers_are_as_described(query: str, accept: str, status: int) -> None:
    _, key = people.make_client(CHANGES_READ, unit_id=3)
    headers = {**people.bearer(key), "Accept": accept}
    answer = Client().get(f"/api/v1/changes?{query}", headers=headers)
    assert answer.status_code == status
    schema = described()
    told_as = schema["paths"]["/api/v1/changes"]["get"]["responses"][str(status)]["content"]
    form = told_as[answer["Content-Type"]]["schema"]
    jsonschema.validate(answer.json(), {**form, "components": schema["components"]})
