"""The doors: how every change enters. A door opens the transaction; services only run inside one.

A view, an API, a task or a command calls `run(service, actor=…, …)`. The door makes one durable
transaction, checks deferred constraints before leaving, tries again after a deadlock or a
serialization failure, and turns a violated constraint into its coded error.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from core import errors
from core.actors import Actor, ActorKind
from core.services import audit

T = TypeVar("T")

ATTEMPTS = 4
# serialization_failure, deadlock_detected
TRANSIENT = frozenset({"40001", "40P01"})
DENIALS = frozenset({401, 403, 404})


def run(service: Callable[..., T], *, actor: Actor, **arguments: Any) -> T:
    """Run one service in one durable transaction and return what it returns."""
    try:
        return _attempt(service, actor, arguments)
    except errors.Refusal as refusal:
        if refusal.error.status in DENIALS:
            record_denial(actor=actor, action=name_of(service), code=refusal.code)
        raise


def read(
    query: Callable[..., T],
    *,
    actor: Actor,
    purpose: str,
    target: tuple[str, object] | None = None,
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> T:
    """Answer a question about non-public data, after writing down who asked and why (`detail`: what
    was looked for, in ids).

    The log is committed before the answer leaves; when it cannot be written there is no answer.
    """
    answer = look(query, actor=actor, **arguments)
    with transaction.atomic(durable=True):
        audit.record_read(
            actor=actor,
            action=name_of(query),
            purpose=purpose,
            target=target,
            subject_id=subject_id,
            detail=detail,
        )
    return answer


def look(query: Callable[..., T], *, actor: Actor, **arguments: Any) -> T:
    """Ask what is not worth a line of the log, such as how far one's own job has come; that it was
    refused is written down all the same."""
    try:
        return query(actor=actor, **arguments)
    except errors.Refusal as refusal:
        if refusal.error.status in DENIALS:
            record_denial(actor=actor, action=name_of(query), code=refusal.code)
        raise


def record_denial(*, actor: Actor, action: str, code: str) -> None:
    """Denials are written in a transaction of their own, as the refused one is rolled back.

    The public is not logged: an anonymous wrong address is no denial to anyone in particular.
    """
    if actor.kind is ActorKind.PUBLIC:
        return
    with transaction.atomic(durable=True):
        audit.record_denial(actor=actor, action=action, code=code)


def require_transaction() -> None:
    """Called by services whose guarantees need the door around them."""
    if not connection.in_atomic_block:
        raise RuntimeError("A service was called outside a door. Use core.doors.run.")


def name_of(function: Callable[..., object]) -> str:
    """accounts.services.users.add_user is known as accounts.add_user."""
    return f"{function.__module__.split('.', 1)[0]}.{function.__name__}"


def _attempt(service: Callable[..., T], actor: Actor, arguments: dict[str, Any]) -> T:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic(durable=True):
                result = service(actor=actor, **arguments)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                return result
        except IntegrityError as error:
            raise translate(error) from error
        except OperationalError as error:
            if _state(error) not in TRANSIENT:
                raise
            if attempt == ATTEMPTS:
                raise errors.BUSY() from error
            time.sleep(0.02 * 2**attempt)
    raise AssertionError("unreachable")


def translate(error: IntegrityError) -> errors.Refusal:
    """The coded error a violated constraint stands for, by the constraint's name."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return errors.for_constraint(getattr(diagnostics, "constraint_name", None))()


def _state(error: DatabaseError) -> str | None:
    return getattr(error.__cause__, "pgcode", None)
