"""People and accounts: made by the system administrator, put in force by the security one."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from accounts import errors, tokens
from accounts.models import Credential, Person, Session, User
from accounts.models.people import ADMINISTRATORS
from accounts.queries.people import (
    access_user,
    lock_credential,
    lock_user,
    person_of,
    require_administrator,
)
from accounts.services import guards
from accounts.services.passwords import set_initial_password
from accounts.services.sessions import end_all_sessions
from core import clock, doors
from core import errors as core_errors
from core.actors import Actor, AdminRole
from core.services import audit

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")


@dataclass(frozen=True, slots=True)
class Made:
    """A new account and its initial password, which is shown once and kept nowhere."""

    user: User
    initial_password: str


def create_person(
    *, actor: Actor, name: str, staff_number: str, duty: Person.Duty, username: str
) -> Made:
    """A person with a first account. Nothing can be done with it before the security
    administrator has confirmed it."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    if duty == Person.Duty.AGENT:
        raise errors.AGENT_ONLY()
    person = Person.objects.create(
        name=plain_name(name), staff_number=staff_number.strip(), duty=duty, created_at=clock.now()
    )
    audit.record(
        actor=actor,
        action="accounts.create_person",
        target=("person", person.pk),
        detail={"duty": duty},
    )
    return add_account(actor=actor, person_id=person.pk, username=username)


def add_account(*, actor: Actor, person_id: int, username: str) -> Made:
    """Another account for a person already known, with the duty that person has."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    person = Person.objects.visible_to(actor).filter(id=person_id).first()
    if person is None:
        raise core_errors.NOT_FOUND()
    user = User.objects.create(
        person=person,
        duty=person.duty,
        username=plain_username(username),
        created_at=clock.now(),
        created_by_id=person_of(actor),
    )
    made = Made(user, give_initial_password(user))
    audit.record(
        actor=actor,
        action="accounts.add_account",
        target=("user", user.pk),
        detail={"person": person.pk},
    )
    return made


def update_person(*, actor: Actor, person_id: int, name: str, staff_number: str) -> None:
    """Correct a name or a staff number. The duty never changes: that would be another person."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    person = Person.objects.visible_to(actor).select_for_update().filter(id=person_id).first()
    if person is None:
        raise core_errors.NOT_FOUND()
    given = {"name": plain_name(name), "staff_number": staff_number.strip()}
    changed = [field for field, value in given.items() if getattr(person, field) != value]
    if changed:
        for field in changed:
            setattr(person, field, given[field])
        person.save(update_fields=changed)
        audit.record(
            actor=actor,
            action="accounts.update_person",
            target=("person", person.pk),
            detail={"fields": changed},
        )


def confirm_user(*, actor: Actor, user_id: int) -> None:
    """Put an account in force. The database refuses the person who made it, and its owner."""
    user = _waiting(actor, user_id)
    user.confirmed_at = clock.now()
    user.confirmed_by_id = person_of(actor)
    user.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(actor=actor, action="accounts.confirm_user", target=("user", user.pk))


def reject_user(*, actor: Actor, user_id: int, reason: str) -> None:
    """Send an account back: it never comes into force."""
    user = _waiting(actor, user_id)
    _close(user, actor, reason, clock.now())
    audit.record(actor=actor, action="accounts.reject_user", target=("user", user.pk))


def deactivate_user(*, actor: Actor, user_id: int, reason: str) -> None:
    """End an account for good; its sessions end with it. Its owner, if they come back or change
    duty, gets another."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    access_user(actor=actor, user_id=user_id)
    user = lock_user(user_id)
    if user.person_id == actor.person_id:
        raise errors.SAME_PERSON()
    if user.deactivated_at is not None:
        raise errors.ALREADY_DECIDED()
    _keep_one_administrator(user)
    now = clock.now()
    lock_credential(user.pk)
    _close(user, actor, reason, now)
    ended = end_all_sessions(user.pk, Session.End.DEACTIVATED, now)
    audit.record(
        actor=actor,
        action="accounts.deactivate_user",
        target=("user", user.pk),
        detail={"ended": ended},
    )


def unlock_user(*, actor: Actor, user_id: int) -> None:
    """Forget the wrong tries at an account before their time is over."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    user = access_user(actor=actor, user_id=user_id)
    if user.person_id == actor.person_id:
        raise errors.SAME_PERSON()
    now = clock.now()
    guards.clear(guards.lock_guard(user.username, now), now)
    audit.record(actor=actor, action="accounts.unlock_user", target=("user", user.pk))


def give_initial_password(user: User) -> str:
    initial = tokens.new_password()
    set_initial_password(Credential(user=user), initial, now=clock.now())
    return initial


def plain_name(name: str) -> str:
    """A name as it is written: one form of each character, no stray spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def plain_username(username: str) -> str:
    name = username.strip().lower()
    if not USERNAME.fullmatch(name):
        raise errors.USERNAME_FORM()
    return name


def _waiting(actor: Actor, user_id: int) -> User:
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    access_user(actor=actor, user_id=user_id)
    user = lock_user(user_id)
    if user.confirmed_at is not None or user.deactivated_at is not None:
        raise errors.ALREADY_DECIDED()
    return user


def _close(user: User, actor: Actor, reason: str, now: datetime) -> None:
    user.deactivated_at = now
    user.deactivated_by_id = person_of(actor)
    user.deactivation_reason = reason.strip()
    user.save(update_fields=["deactivated_at", "deactivated_by", "deactivation_reason"])


def _keep_one_administrator(user: User) -> None:
    """Without a security administrator nobody could ever be confirmed again."""
    if user.duty not in ADMINISTRATORS or not user.is_active:
        return
    same = User.objects.active().filter(duty=user.duty)
    # All of them are held, so that two who end each other come one after the other.
    active = list(same.select_for_update().order_by("id").values_list("id", flat=True))
    if active == [user.pk]:
        raise errors.LAST_ADMINISTRATOR()
