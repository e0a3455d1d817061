"""Second factors: enrolling, checking, resetting."""

import base64
from datetime import datetime

from accounts import errors, sealing, tokens
from accounts.decisions import totp
from accounts.models import Credential, RecoveryCode, Session
from accounts.policy import policy
from accounts.queries.people import (
    access_user,
    lock_credential,
    lock_user,
    require_administrator,
    user_of,
)
from accounts.services import guards
from accounts.services.sessions import end_all_sessions
from core import clock, doors
from core.actors import Actor, AdminRole
from core.errors import ErrorCode, Refusal
from core.services import audit

PURPOSE = "totp"


def check_totp(credential: Credential, code: str, now: datetime) -> ErrorCode | None:
    """Take a code of the authenticator, once. None when it is good, else what is wrong.

    The step moves on by one conditional UPDATE: of two requests with the same code at the same
    moment only one changes a row, whatever locks are held.
    """
    if credential.totp_secret is None:
        return errors.WRONG_CODE
    secret = open_secret(bytes(credential.totp_secret), credential.user_id)
    steps = totp.matching_steps(secret, code, now)
    if not steps:
        return errors.WRONG_CODE
    for step in steps:
        moved = Credential.objects.filter(
            user_id=credential.user_id, totp_last_step__lt=step
        ).update(totp_last_step=step)
        if moved:
            credential.totp_last_step = step
            return None
    return errors.CODE_USED


def check_recovery_code(user_id: int, typed: str, now: datetime) -> ErrorCode | None:
    code = tokens.plain_code(typed)
    if code is None:
        return errors.WRONG_RECOVERY_CODE
    used = RecoveryCode.objects.filter(
        user_id=user_id,
        code_hash=tokens.digest(code),
        used_at__isnull=True,
        void_at__isnull=True,
    ).update(used_at=now)
    return None if used else errors.WRONG_RECOVERY_CODE


def enrol(credential: Credential, sealed: bytes, code: str, now: datetime) -> ErrorCode | None:
    """Keep a second factor whose code the person has just shown. That code is thereby used."""
    secret = open_secret(sealed, credential.user_id)
    steps = totp.matching_steps(secret, code, now)
    if not steps:
        return errors.WRONG_CODE
    credential.totp_secret = sealed
    credential.totp_enrolled_at = now
    credential.totp_last_step = max(steps[-1], credential.totp_last_step)
    credential.save(update_fields=["totp_secret", "totp_enrolled_at", "totp_last_step"])
    return None


def replace_recovery_codes(user_id: int, now: datetime) -> list[str]:
    """Ten new codes, shown once; those not used before are void."""
    RecoveryCode.objects.filter(user_id=user_id, used_at__isnull=True, void_at__isnull=True).update(
        void_at=now
    )
    codes = [tokens.new_code() for _ in range(policy().recovery_codes)]
    RecoveryCode.objects.bulk_create(
        [
            RecoveryCode(user_id=user_id, code_hash=tokens.digest(code), created_at=now)
            for code in codes
        ]
    )
    return codes


def renew_recovery_codes(*, actor: Actor, code: str) -> list[str] | Refusal:
    """A signed-in person gets new recovery codes, against a code of their authenticator."""
    doors.require_transaction()
    now = clock.now()
    user = lock_user(user_of(actor))
    guard = guards.lock_guard(user.username, now)
    locked = guards.refusal_while_locked(guard, now)
    if locked:
        return locked
    fault = check_totp(lock_credential(user.pk), code, now)
    if fault:
        audit.record(
            actor=actor,
            action="accounts.refuse_code",
            target=("user", user.pk),
            detail={"code": fault.code},
        )
        return guards.count_wrong_try(guard, now) or fault()
    codes = replace_recovery_codes(user.pk, now)
    audit.record(actor=actor, action="accounts.renew_recovery_codes", target=("user", user.pk))
    return codes


def reset_second_factor(*, actor: Actor, user_id: int) -> None:
    """The telephone is gone: at the next sign-in the person enrols another. All sessions end.

    By the security administrator, who does not know the password: nobody alone can enter
    another's account.
    """
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    user = access_user(actor=actor, user_id=user_id)
    if user.person_id == actor.person_id:
        raise errors.SAME_PERSON()
    if not user.is_active:
        raise errors.ALREADY_DECIDED()
    now = clock.now()
    credential = lock_credential(user.pk)
    credential.totp_secret = None
    credential.totp_enrolled_at = None
    credential.save(update_fields=["totp_secret", "totp_enrolled_at"])
    RecoveryCode.objects.filter(user_id=user.pk, used_at__isnull=True, void_at__isnull=True).update(
        void_at=now
    )
    ended = end_all_sessions(user.pk, Session.End.FACTOR, now)
    audit.record(
        actor=actor,
        action="accounts.reset_second_factor",
        target=("user", user.pk),
        detail={"ended": ended},
    )


def seal_secret(secret: bytes, user_id: int) -> bytes:
    return sealing.seal(secret, purpose=PURPOSE, bound_to=f"user:{user_id}")


def open_secret(sealed: bytes, user_id: int) -> bytes:
    return sealing.unseal(sealed, purpose=PURPOSE, bound_to=f"user:{user_id}")


def new_sealed_secret(user_id: int) -> str:
    return base64.b64encode(seal_secret(totp.new_secret(), user_id)).decode()


def from_base64(sealed: str) -> bytes:
    return base64.b64decode(sealed)
