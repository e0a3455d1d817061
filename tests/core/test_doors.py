"""The door: one durable transaction, coded errors, retries, denials written down."""

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from core import doors, errors, idempotency
from core.actors import SYSTEM, Actor, ActorKind
from core.models import AuditEvent, StoredAnswer
from core.services import audit

STAFF = Actor(kind=ActorKind.STAFF, id=7, person_id=70, unit_id=700, request_id="request-1")
CLAIM = idempotency.Claim("key-0001", b"\x01" * 32)


def note(*, actor: Actor, word: str) -> str:
    doors.require_transaction()
    audit.record(actor=actor, action="core.note", detail={"word": word})
    return word


def refuse(*, actor: Actor) -> None:
    audit.record(actor=actor, action="core.note")
    raise errors.NOT_ALLOWED()


def render(word: str) -> idempotency.Answer:
    return idempotency.Answer(201, {"word": word})


@pytest.mark.django_db
def test_a_service_changes_and_its_event_is_written() -> None:
    assert doors.run(note, actor=STAFF, word="甲") == "甲"
    event = AuditEvent.objects.get()
    assert (event.kind, event.action, event.actor_id, event.person_id, event.unit_id) == (
        "change",
        "core.note",
        7,
        70,
        700,
    )
    assert event.request_id == "request-1"


@pytest.mark.django_db
def test_a_denial_leaves_only_its_own_record() -> None:
    with pytest.raises(errors.Refusal) as refused:
        doors.run(refuse, actor=STAFF)
    assert refused.value.code == "core.not_allowed"
    event = AuditEvent.objects.get()
    assert (event.kind, event.action, event.detail) == (
        "denial",
        "tests.refuse",
        {"code": "core.not_allowed"},
    )


def test_a_service_outside_a_door_does_not_run(committed_db: None) -> None:
    with pytest.raises(RuntimeError):
        note(actor=STAFF, word="甲")
    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.req("R262")
def test_a_read_without_a_purpose_is_not_answered() -> None:
    def question(*, actor: Actor) -> int:
        return 42

    assert doors.read(question, actor=STAFF, purpose="核查案件", target=("unit", 3)) == 42
    event = AuditEvent.objects.get()
    assert (event.kind, event.purpose, event.target_kind, event.target_id) == (
        "read",
        "核查案件",
        "unit",
        "3",
    )
    with pytest.raises(Exception, match="core_auditevent_read_has_purpose"):
        doors.read(question, actor=STAFF, purpose="")


def test_a_deadlock_victim_tries_again(committed_db: None) -> None:
    """Two services lock two rows in opposite order; both finish."""
    for key in ("key-aaaa", "key-bbbb"):
        idempotency.run(
            note,
            actor=SYSTEM,
            claim=idempotency.Claim(key, b"\x01" * 32),
            render=render,
            word=key,
        )
    first, second = StoredAnswer.objects.order_by("key").values_list("id", flat=True)
    meet = threading.Barrier(2)
    attempts: list[int] = []

    def cross(*, actor: Actor, order: tuple[int, int]) -> None:
        attempts.append(order[0])
        StoredAnswer.objects.select_for_update().get(id=order[0])
        if len(attempts) <= 2:
            meet.wait(timeout=10)
        StoredAnswer.objects.select_for_update().get(id=order[1])

    def work(order: tuple[int, int], problems: list[BaseException]) -> None:
        try:
            doors.run(cross, actor=SYSTEM, order=order)
        except BaseException as error:
            problems.append(error)
            raise
        finally:
            connections.close_all()

    problems: list[BaseException] = []
    threads = [
        threading.Thread(target=work, args=(order, problems))
        for order in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert problems == []
    assert len(attempts) == 3


@pytest.mark.django_db
def test_the_same_key_and_request_get_the_same_answer_once() -> None:
    first = idempotency.run(note, actor=STAFF, claim=CLAIM, render=render, word="甲")
    again = idempotency.run(note, actor=STAFF, claim=CLAIM, render=render, word="甲")
    assert first == idempotency.Answer(201, {"word": "甲"})
    assert again == idempotency.Answer(201, {"word": "甲"}, replayed=True)
    assert AuditEvent.objects.filter(action="core.note").count() == 1


@pytest.mark.django_db
def test_the_same_key_for_another_request_is_a_conflict() -> None:
    idempotency.run(note, actor=STAFF, claim=CLAIM, render=render, word="甲")
    other = idempotency.Claim(CLAIM.key, b"\x02" * 32)
    with pytest.raises(errors.Refusal) as refused:
        idempotency.run(note, actor=STAFF, claim=other, render=render, word="乙")
    assert (refused.value.code, refused.value.error.status) == (
        "core.idempotency_key_reused",
        409,
    )
    assert AuditEvent.objects.filter(action="core.note").count() == 1


@pytest.mark.django_db
def test_keys_of_two_askers_do_not_meet() -> None:
    other = Actor(kind=ActorKind.CLIENT, id=7)
    idempotency.run(note, actor=STAFF, claim=CLAIM, render=render, word="甲")
    answer = idempotency.run(note, actor=other, claim=CLAIM, render=render, word="甲")
    assert answer.replayed is False


@pytest.mark.django_db
def test_a_refused_request_may_be_sent_again_under_its_key() -> None:
    def choosy(*, actor: Actor, word: str) -> str:
        if word == "甲":
            raise errors.BAD_REQUEST(reason="内容为空")
        return word

    with pytest.raises(errors.Refusal):
        idempotency.run(choosy, actor=STAFF, claim=CLAIM, render=render, word="甲")
    assert StoredAnswer.objects.count() == 0
    answer = idempotency.run(choosy, actor=STAFF, claim=CLAIM, render=render, word="乙")
    assert answer.status == 201


def test_concurrent_duplicates_are_done_once(committed_db: None) -> None:
    started = threading.Barrier(4)
    answers: list[idempotency.Answer] = []

    def post() -> None:
        try:
            started.wait(timeout=10)
            answers.append(
                idempotency.run(note, actor=STAFF, claim=CLAIM, render=render, word="甲")
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert [(a.status, a.body) for a in answers] == [(201, {"word": "甲"})] * 4
    assert sorted(a.replayed for a in answers) == [False, True, True, True]
    assert AuditEvent.objects.filter(action="core.note").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET action = 'other'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent",
        "DELETE FROM core_auditseal",
        "TRUNCATE core_job",
    ],
)
def test_the_application_cannot_rewrite_the_log(statement: str) -> None:
    doors.run(note, actor=STAFF, word="甲")
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_a_place_in_the_log_is_given_once() -> None:
    doors.run(note, actor=STAFF, word="甲")
    values: dict[str, Any] = {"position": 1, "link": b"\x00" * 32}
    assert AuditEvent.objects.update(**values) == 1
    with pytest.raises(Exception, match="set once"), transaction.atomic():
        AuditEvent.objects.update(position=2)
    assert AuditEvent.objects.get().position == 1
