"""Consumers: effect and cursor together, order kept, a poisoned change halts and is not skipped."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock, doors, errors
from core.actors import SYSTEM, Actor, ActorKind, AdminRole
from core.models import AuditEvent
from desk.models import Message
from exchange import consumers, services, tasks
from exchange.models import Change, Consumer, Told
from exchange.queries import ConsumerState, LogState, consumer_states, log_state, recent_kinds
from tests import people
from tests.exchange import ledger as trial
from tests.exchange.reading import sequence

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=clock.SHANGHAI)
ADMINISTRATOR = Actor(
    kind=ActorKind.STAFF, id=7, person_id=70, admin_role=AdminRole.SYSTEM, request_id="request-1"
)


class Handler:
    """Tells a unit of each change, and fails on those it is told to fail on."""

    def __init__(self) -> None:
        self.poison: dict[int, Exception] = {}
        self.batches: list[list[int]] = []

    def __call__(self, actor: Actor, changes: Sequence[Change]) -> None:
        self.batches.append([change.ref for change in changes])
        services.tell(
            actor=actor,
            given=[
                services.Given(change.subject_id, Told.Receiver.UNIT, 1, "trial", change.ref)
                for change in changes
            ],
            channel="trial",
        )
        for change in changes:
            if change.ref in self.poison:
                raise self.poison[change.ref]


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Handler]:
    """The only registered consumer; the clock stands at noon until moved."""
    found = Handler()
    monkeypatch.setattr(consumers, "_registry", {})
    consumers.register("trial", "试用环节", found, batch=4)
    with time_machine.travel(NOON, tick=False):
        yield found


def told() -> list[int]:
    return list(Told.objects.order_by("id").values_list("what_ref", flat=True))


def state() -> Consumer:
    return Consumer.objects.get(name="trial")


def run_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        tasks.consume("trial")


def test_a_consumer_gets_everything_once_and_in_order(committed_db: None, handler: Handler) -> None:
    trial.note(10)
    sequence()
    tasks.consume("trial")
    tasks.consume("trial")
    assert handler.batches == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]
    assert told() == list(range(1, 11))
    assert (state().cursor, state().updated_at) == (10, NOON)


def test_a_failed_batch_is_gone_through_one_by_one(committed_db: None, handler: Handler) -> None:
    """The changes before the one at fault take effect; those after it wait."""
    trial.note(8)
    sequence()
    handler.poison[3] = ValueError("张三")
    tasks.consume("trial")
    assert (state().cursor, state().careful_until, state().failures, told()) == (0, 4, 0, [])
    tasks.consume("trial")
    assert handler.batches == [[1, 2, 3, 4], [1], [2], [3]]
    assert told() == [1, 2]
    found = state()
    assert (found.state, found.cursor, found.failures, found.failed_position) == (
        "running",
        2,
        1,
        3,
    )
    assert found.retry_at == NOON + timedelta(seconds=2)


def test_it_waits_longer_after_each_failure(committed_db: None, handler: Handler) -> None:
    trial.note(1)
    sequence()
    handler.poison[1] = ValueError()
    moment = NOON
    for failures, wait in [(1, 2), (2, 4), (3, 8), (4, 16)]:
        run_at(moment)
        assert (state().failures, state().retry_at) == (failures, moment + timedelta(seconds=wait))
        run_at(moment + timedelta(seconds=wait - 1))
        assert state().failures == failures
        moment += timedelta(seconds=wait)
    assert handler.batches == [[1]] * 4
    handler.poison.clear()
    run_at(moment)
    found = state()
    assert (found.cursor, found.failures, found.retry_at, found.failed_position) == (
        1,
        0,
        None,
        None,
    )


def fail_until_halted() -> None:
    for minute in range(6):
        run_at(NOON + timedelta(minutes=minute))


@pytest.mark.parametrize(
    ("poison", "code"),
    [(ValueError("张三"), "exchange.handler_failed"), (errors.CONFLICT(), "core.conflict")],
)
def test_a_poisoned_change_halts_the_consumer_and_raises_the_alarm(
    committed_db: None, handler: Handler, poison: Exception, code: str
) -> None:
    administrator = people.make_user("system")
    gone = people.make_user("system")
    User.objects.filter(id=gone.id).update(
        deactivated_at=NOON,
        deactivated_by=people.make_person("security"),
        deactivation_reason="调离",
    )
    people.make_user("audit")
    trial.note(3)
    sequence()
    handler.poison[2] = poison
    fail_until_halted()
    found = state()
    assert (found.state, found.cursor, found.failed_position, found.error_code) == (
        "halted",
        1,
        2,
        code,
    )
    message = Message.objects.get()
    assert (message.person_id, message.kind, message.title) == (
        administrator.person_id,
        "exchange.consumer_halted",
        "变更处理已停止：试用环节",
    )
    assert message.body == (
        f"第 2 号变更连续 5 次处理失败（{code}），该环节停在它之前，没有跳过任何变更。"
        "请查明原因，排除后在“变更与共享”页面恢复运行。"
    )
    handler.batches.clear()
    handler.poison.clear()
    run_at(NOON + timedelta(days=1))
    assert (handler.batches, told()) == ([], [1])


def test_a_halted_consumer_resumes_where_it_halted(committed_db: None, handler: Handler) -> None:
    trial.note(3)
    sequence()
    handler.poison[2] = ValueError()
    fail_until_halted()
    handler.poison.clear()
    for other in (AdminRole.SECURITY, AdminRole.AUDIT, None):
        actor = replace(ADMINISTRATOR, admin_role=other)
        with pytest.raises(errors.Refusal) as denied:
            doors.run(services.resume_consumer, actor=actor, name="trial")
        assert denied.value.code == "core.not_allowed"
        assert state().state == "halted"
    doors.run(services.resume_consumer, actor=ADMINISTRATOR, name="trial")
    event = AuditEvent.objects.get(kind="change", action="exchange.resume_consumer")
    assert (event.target_kind, event.target_id, event.person_id, event.detail) == (
        "consumer",
        "trial",
        70,
        {"position": 2, "code": "exchange.handler_failed"},
    )
    tasks.consume("trial")
    assert told() == [1, 2, 3]
    assert (state().state, state().cursor, state().careful_until) == ("running", 3, None)


def test_only_a_halted_consumer_is_resumed(committed_db: None, handler: Handler) -> None:
    with pytest.raises(errors.Refusal) as refused:
        doors.run(services.resume_consumer, actor=ADMINISTRATOR, name="trial")
    assert (refused.value.code, refused.value.error.status) == ("exchange.consumer_running", 409)
    with pytest.raises(errors.Refusal) as unknown:
        doors.run(services.resume_consumer, actor=ADMINISTRATOR, name="other")
    assert unknown.value.code == "core.not_found"
    assert AuditEvent.objects.filter(kind="change").count() == 0


def test_a_broken_constraint_counts_as_the_handlers_failure(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(actor: Actor, changes: Sequence[Change]) -> None:
        given = [services.Given(1, Told.Receiver.UNIT, 1, "trial", 1)]
        services.tell(actor=actor, given=given, channel="")

    monkeypatch.setattr(consumers, "_registry", {})
    consumers.register("trial", "试用环节", breaks)
    trial.note(1)
    sequence()
    tasks.consume("trial")
    assert (state().failures, state().error_code, told()) == (1, "exchange.handler_failed", [])


def test_a_lost_connection_is_nobodys_fault(committed_db: None, handler: Handler) -> None:
    trial.note(1)
    sequence()
    handler.poison[1] = OperationalError("connection lost")
    with pytest.raises(OperationalError):
        tasks.consume("trial")
    handler.poison.clear()
    tasks.consume("trial")
    assert (told(), state().failures) == ([1], 0)


def test_two_workers_do_not_take_the_same_batch(committed_db: None, handler: Handler) -> None:
    trial.note(3)
    sequence()

    def first(*, actor: Actor) -> int:
        services.read(actor=actor, name="trial", limit=1)
        with trial.writer() as other, other.cursor() as cursor:
            cursor.execute("SELECT name FROM exchange_consumer FOR UPDATE SKIP LOCKED")
            assert cursor.fetchall() == []
        return services.consume(actor=actor, name="trial")

    tasks.consume("trial")
    trial.note(1, first=4)
    sequence()
    assert doors.run(first, actor=SYSTEM) == 1
    assert told() == [1, 2, 3, 4]


def test_lag_and_age_are_known(committed_db: None, handler: Handler) -> None:
    assert log_state() == LogState(last_position=0, waiting=0, oldest_waiting_at=None)
    trial.note(6)
    written = Change.objects.earliest("id").ledger_at
    assert log_state() == LogState(last_position=0, waiting=6, oldest_waiting_at=written)
    sequence(5)
    expected = ConsumerState(
        name="trial",
        title="试用环节",
        cursor=0,
        lag=5,
        oldest_unread_at=written,
        state=Consumer.State.RUNNING,
        failures=0,
        failed_position=None,
        error_code="",
        updated_at=None,
    )
    assert consumer_states() == [expected]
    assert log_state() == LogState(last_position=5, waiting=1, oldest_waiting_at=written)
    tasks.consume("trial")
    (after,) = consumer_states()
    assert (after.cursor, after.lag, after.oldest_unread_at, after.updated_at) == (5, 0, None, NOON)
    assert recent_kinds() == [("trial.recorded", 5)]


def test_states_cost_the_same_for_one_and_ten_consumers(
    committed_db: None,
    handler: Handler,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(3):
        consumer_states()
    for number in range(10):
        consumers.register(f"more{number}", "更多", handler)
    with django_assert_num_queries(3):
        assert len(consumer_states()) == 11


def test_a_consumer_has_one_name(handler: Handler) -> None:
    with pytest.raises(ValueError, match="twice"):
        consumers.register("trial", "试用环节", handler)


@pytest.mark.django_db
def test_consuming_starts_from_the_first_change(handler: Handler) -> None:
    """A consumer made later reads the whole log."""
    trial.note(2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE exchange_change SET position = ref")
    assert services.consume(actor=SYSTEM, name="trial") == 2
    assert handler.batches == [[1, 2]]
