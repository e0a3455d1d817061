"""Consumers at work: read, handle and advance in one transaction; halt rather than skip."""

import logging

from django.db import InterfaceError, OperationalError, connection

from accounts.models import Person, User
from accounts.queries.people import require_administrator
from core import bells, clock, doors, errors
from core.actors import Actor, AdminRole
from core.services import audit
from desk.services import Draft, ToPerson, send
from exchange import consumers
from exchange import errors as refusals
from exchange.decisions import MOST_FAILURES, wait_after
from exchange.models import Change, Consumer
from exchange.queries import last_position, lock_consumer

log = logging.getLogger(__name__)


class HandlerFailed(Exception):
    """A consumer's handler raised on the changes from `first` to `last`; nothing was kept."""

    def __init__(self, name: str, first: int, last: int, code: str) -> None:
        super().__init__(f"{name}: {first} to {last}: {code}")
        self.name, self.first, self.last, self.code = name, first, last, code


def read(*, actor: Actor, name: str, limit: int) -> list[Change]:
    """The next changes for a consumer, in order; its row stays locked, so nobody else reads them
    until this transaction has advanced or given up."""
    doors.require_transaction()
    return _after(_lock(name).cursor, limit)


def advance(*, actor: Actor, name: str, position: int) -> None:
    """Everything up to `position` is dealt with. A cursor moves forward, within the log only."""
    doors.require_transaction()
    row = _lock(name)
    if not row.cursor <= position <= last_position():
        raise ValueError(f"{name} cannot advance from {row.cursor} to {position}")
    _advance(row, position)


def consume(*, actor: Actor, name: str) -> int:
    """Let the consumer deal with its next batch; how many changes that were.

    0 when there is nothing to do, another worker is at it, it waits after a failure, or it is
    halted. Raises HandlerFailed when the handler does not manage; a lost connection or a deadlock
    is nobody's fault and passes through.
    """
    doors.require_transaction()
    reader = consumers.get(name)
    _ensure(name)
    row = lock_consumer(name, wait=False)
    if row is None or row.state == Consumer.State.HALTED:
        return 0
    if row.retry_at and row.retry_at > clock.now():
        return 0
    changes = _after(row.cursor, 1 if _careful(row) else reader.batch)
    if not changes:
        return 0
    first, last = row.cursor + 1, row.cursor + len(changes)
    try:
        reader.handle(actor, changes)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        code = error.code if isinstance(error, errors.Refusal) else refusals.HANDLER_FAILED.code
        log.exception("consumer failed", extra={"consumer": name, "first": first, "last": last})
        raise HandlerFailed(name, first, last, code) from error
    _advance(row, last)
    return len(changes)


def record_failure(*, actor: Actor, failure: HandlerFailed) -> None:
    """Remember that a consumer failed, after its own transaction is rolled back.

    A failed batch is gone through again one change at a time. A single change that keeps failing
    halts the consumer and alarms the system administrators.
    """
    doors.require_transaction()
    row = _lock(failure.name)
    if row.cursor != failure.first - 1 or row.state == Consumer.State.HALTED:
        return
    row.updated_at = clock.now()
    if failure.last > failure.first:
        row.careful_until = failure.last
        bells.ring("exchange.consume", failure.name)
    else:
        row.failures += 1
        row.retry_at = row.updated_at + wait_after(row.failures)
        row.failed_position = failure.first
        row.error_code = failure.code
        if row.failures >= MOST_FAILURES:
            row.state = Consumer.State.HALTED
            _alarm(actor, row)
    row.save()


def resume_consumer(*, actor: Actor, name: str) -> None:
    """Let a halted consumer go on, at the change it halted on. Only system administrators."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    consumers.get(name)
    row = _lock(name)
    if row.state != Consumer.State.HALTED:
        raise refusals.CONSUMER_RUNNING()
    audit.record(
        actor=actor,
        action="exchange.resume_consumer",
        target=("consumer", name),
        detail={"position": row.failed_position, "code": row.error_code},
    )
    row.state = Consumer.State.RUNNING
    row.failures, row.retry_at, row.failed_position, row.error_code = 0, None, None, ""
    row.updated_at = clock.now()
    row.save()
    bells.ring("exchange.consume", name)


def _ensure(name: str) -> None:
    if not Consumer.objects.filter(name=name).exists():
        Consumer.objects.bulk_create(
            [Consumer(name=name, updated_at=clock.now())], ignore_conflicts=True
        )


def _lock(name: str) -> Consumer:
    _ensure(name)
    row = lock_consumer(name)
    assert row is not None
    return row


def _careful(row: Consumer) -> bool:
    return row.careful_until is not None and row.cursor < row.careful_until


def _after(position: int, limit: int) -> list[Change]:
    return list(Change.objects.filter(position__gt=position).order_by("position")[:limit])


def _advance(row: Consumer, position: int) -> None:
    row.cursor = position
    row.updated_at = clock.now()
    row.failures, row.retry_at, row.failed_position, row.error_code = 0, None, None, ""
    if not _careful(row):
        row.careful_until = None
    row.save()


def _alarm(actor: Actor, row: Consumer) -> None:
    reader = consumers.get(row.name)
    administrators = User.objects.active().filter(duty=Person.Duty.SYSTEM)
    send(
        actor=actor,
        messages=[
            Draft(
                to=ToPerson(person_id),
                kind="exchange.consumer_halted",
                title=f"变更处理已停止：{reader.title}",
                body=(
                    f"第 {row.failed_position} 号变更连续 {row.failures} 次处理失败"
                    f"（{row.error_code}），该环节停在它之前，没有跳过任何变更。"
                    "请查明原因，排除后在“变更与共享”页面恢复运行。"
                ),
                link=("consumer", 0),
            )
            for person_id in administrators.values_list("person_id", flat=True).distinct()
        ],
    )
