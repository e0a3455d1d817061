"""Doing a thing once, however often it is asked."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest

from core import clock, doors, errors
from core.actors import Actor
from core.models import StoredAnswer

T = TypeVar("T")

VALID_KEY = re.compile(r"[!-~]{8,128}")


@dataclass(frozen=True, slots=True)
class Claim:
    """The key an asker chose for a request, with the hash of what was asked."""

    key: str
    request_hash: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    replayed: bool = False


def key_of(request: HttpRequest) -> str | None:
    """The key as it came; refused before anything is read when it has not the form of one."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not VALID_KEY.fullmatch(key):
        raise errors.IDEMPOTENCY_KEY()
    return key


def claim_of(request: HttpRequest) -> Claim | None:
    key = key_of(request)
    if key is None:
        return None
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return Claim(key, hashlib.sha256(asked).digest())


def claim_of_file(request: HttpRequest, sha256: str) -> Claim | None:
    """The same for a body that went by as a stream: its hash stands for it."""
    key = key_of(request)
    if key is None:
        return None
    asked = f"{request.method} {request.get_full_path()}\nsha256:{sha256}".encode()
    return Claim(key, hashlib.sha256(asked).digest())


def run(
    service: Callable[..., T],
    *,
    actor: Actor,
    claim: Claim | None,
    render: Callable[[T], Answer],
    **arguments: Any,
) -> Answer:
    """Run a service through the door and keep its answer under the claim.

    Same key and same request: the stored answer. Same key, other request: 409. A concurrent
    duplicate waits on the unique key for the first to finish. A refused request keeps nothing,
    so it may be corrected and sent again under the same key.
    """

    @wraps(service)
    def once(*, actor: Actor, **given: Any) -> Answer:
        stored = _claim(actor, claim) if claim else None
        if stored and stored.status is not None:
            return Answer(stored.status, stored.body, replayed=True)
        answer = render(service(actor=actor, **given))
        if stored:
            stored.status, stored.body = answer.status, answer.body
            stored.save(update_fields=["status", "body"])
        return answer

    return doors.run(once, actor=actor, **arguments)


def _claim(actor: Actor, claim: Claim) -> StoredAnswer:
    asker = f"{actor.kind}:{actor.id}"
    StoredAnswer.objects.bulk_create(
        [
            StoredAnswer(
                asker=asker,
                key=claim.key,
                request_hash=claim.request_hash,
                recorded_at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )
    stored = StoredAnswer.objects.select_for_update().get(asker=asker, key=claim.key)
    if bytes(stored.request_hash) != claim.request_hash:
        raise errors.IDEMPOTENCY_REUSED()
    return stored
