"""Signing in, step by step: password, second factor, and where due a new password.

A wrong try is remembered, so these services answer with a refusal instead of raising it: raising
would roll back what must be kept.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from accounts import errors
from accounts.actors import actor_of_account
from accounts.decisions.steps import Pending, Step
from accounts.models import Credential, SignInGuard, User
from accounts.policy import policy
from accounts.queries.people import lock_credential, lock_user, name_hash
from accounts.services import guards, passwords, second_factors
from accounts.services.sessions import Started, open_session
from accounts.visitors import Visitor
from core import clock, doors
from core.actors import Actor
from core.errors import Refusal
from core.services import audit

Next = Pending | Started


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The second factor is set; the recovery codes are shown now and never again."""

    recovery_codes: list[str]
    then: Next


def check_password(
    *, actor: Actor, username: str, password: str, visitor: Visitor
) -> Pending | Refusal:
    """The first step. An unknown username costs the same work and gets the same answers."""
    doors.require_transaction()
    now = clock.now()
    name = username.strip().lower()
    guard = guards.lock_guard(name, now)
    user = (
        User.objects.select_related("credential")
        .filter(username=name, credential__isnull=False)
        .first()
    )
    locked = guards.refusal_while_locked(guard, now)
    encoded = user.credential.password if user and not locked else None
    right = passwords.is_right(password, encoded)
    if locked:
        return _refused(actor, user, name, visitor, locked)
    if user is None or not right:
        refusal = guards.count_wrong_try(guard, now) or errors.WRONG_CREDENTIALS()
        return _refused(actor, user, name, visitor, refusal)
    if not user.is_active:
        return _refused(actor, user, name, visitor, errors.NOT_ACTIVE())
    if user.credential.must_change and now.date() >= user.credential.password_expires_on:
        return _refused(actor, user, name, visitor, errors.INITIAL_PASSWORD_EXPIRED())
    return after_password(user.credential, now)


def check_code(
    *, actor: Actor, pending: Pending, code: str, visitor: Visitor, recovery: bool = False
) -> Next | Refusal:
    """The second step: a code of the authenticator, or one of the recovery codes."""
    user, credential, guard, now = _resume(pending, Step.FACTOR)
    locked = guards.refusal_while_locked(guard, now)
    if locked:
        return _refused(actor, user, user.username, visitor, locked)
    if recovery:
        fault = second_factors.check_recovery_code(user.pk, code, now)
    else:
        fault = second_factors.check_totp(credential, code, now)
    if fault:
        refusal = guards.count_wrong_try(guard, now) or fault()
        return _refused(actor, user, user.username, visitor, refusal)
    guards.clear(guard, now)
    means = "recovery_code" if recovery else "totp"
    return _after_factor(actor, user, credential, pending, visitor, now, means)


def enrol_factor(
    *, actor: Actor, pending: Pending, code: str, visitor: Visitor
) -> Enrolled | Refusal:
    """The second step of the first sign-in: the person shows a code of the new authenticator."""
    user, credential, guard, now = _resume(pending, Step.ENROL)
    locked = guards.refusal_while_locked(guard, now)
    if locked:
        return _refused(actor, user, user.username, visitor, locked)
    sealed = second_factors.from_base64(pending.secret)
    fault = second_factors.enrol(credential, sealed, code, now)
    if fault:
        refusal = guards.count_wrong_try(guard, now) or fault()
        return _refused(actor, user, user.username, visitor, refusal)
    guards.clear(guard, now)
    codes = second_factors.replace_recovery_codes(user.pk, now)
    audit.record(
        actor=actor_of_account(user, actor.request_id),
        action="accounts.enrol_second_factor",
        target=("user", user.pk),
    )
    then = _after_factor(actor, user, credential, pending, visitor, now, "enrolment")
    return Enrolled(codes, then)


def choose_password(*, actor: Actor, pending: Pending, password: str, visitor: Visitor) -> Started:
    """The last step, when the password was an initial one or its time is over."""
    user, credential, _, now = _resume(pending, Step.PASSWORD)
    own = actor_of_account(user, actor.request_id)
    passwords.set_chosen_password(
        actor=own, user=user, credential=credential, password=password, now=now
    )
    return _start(actor, user, visitor, now, "new_password")


def after_password(credential: Credential, now: datetime) -> Pending:
    """What comes after the password: the second factor, or enrolling one."""
    if credential.totp_secret is not None:
        return Pending(credential.user_id, Step.FACTOR, stamp_of(credential), now)
    secret = second_factors.new_sealed_secret(credential.user_id)
    return Pending(credential.user_id, Step.ENROL, stamp_of(credential), now, secret)


def stamp_of(credential: Credential) -> str:
    """Changes with the password and the second factor: a sign-in under way does not survive it."""
    enrolled = credential.totp_enrolled_at
    text = f"{credential.password}|{enrolled.timestamp() if enrolled else ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _resume(pending: Pending, step: Step) -> tuple[User, Credential, SignInGuard, datetime]:
    """The account of a sign-in under way, held; refuses when it cannot go on."""
    doors.require_transaction()
    now = clock.now()
    user = lock_user(pending.user_id)
    guard = guards.lock_guard(user.username, now)
    credential = lock_credential(user.pk)
    if (
        pending.step is not step
        or pending.is_over(now, policy().steps_within)
        or pending.stamp != stamp_of(credential)
        or not user.is_active
    ):
        raise errors.SIGN_IN_EXPIRED()
    return user, credential, guard, now


def _after_factor(
    actor: Actor,
    user: User,
    credential: Credential,
    pending: Pending,
    visitor: Visitor,
    now: datetime,
    means: str,
) -> Next:
    if credential.must_change or now.date() >= credential.password_expires_on:
        return replace(pending, step=Step.PASSWORD, stamp=stamp_of(credential), secret="")
    return _start(actor, user, visitor, now, means)


def _start(actor: Actor, user: User, visitor: Visitor, now: datetime, means: str) -> Started:
    started = open_session(user=user, visitor=visitor, now=now)
    audit.record(
        actor=actor_of_account(user, actor.request_id),
        action="accounts.sign_in",
        target=("session", started.session.pk),
        detail={"means": means, "address": visitor.address_hash},
    )
    return started


def _refused(
    actor: Actor, user: User | None, name: str, visitor: Visitor, refusal: Refusal
) -> Refusal:
    """Write a refused try down. A name nobody has may be a password in the wrong field: hashed."""
    audit.record(
        actor=actor,
        action="accounts.refuse_sign_in",
        target=("user", user.pk) if user else ("username", name_hash(name).hex()[:32]),
        detail={"code": refusal.code, "address": visitor.address_hash},
    )
    return refusal
