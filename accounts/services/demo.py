"""Accounts of the demonstration: in force at once, with a password and a second factor that are
printed. Outside the demonstration every one of these services refuses."""

from django.conf import settings

from accounts import errors
from accounts.decisions import totp
from accounts.models import Credential, Person, User
from accounts.policy import policy
from accounts.queries.people import lock_credential, require_platform
from accounts.services.founding import Founder, found_administrators
from accounts.services.passwords import set_password
from accounts.services.people import plain_name, plain_username
from accounts.services.second_factors import open_secret, seal_secret
from core import clock, doors
from core import errors as core_errors
from core.actors import Actor
from core.services import audit


def create_demo_administrators(
    *, actor: Actor, founders: tuple[Founder, ...], password: str, totp_secret: bytes
) -> list[User]:
    """The first three administrators, ready to sign in."""
    _only_in_demo()
    require_platform(actor)
    users = [made.user for made in found_administrators(actor=actor, founders=founders)]
    for user in users:
        make_ready(user, password=password, totp_secret=totp_secret)
    return users


def create_demo_user(
    *,
    actor: Actor,
    name: str,
    username: str,
    duty: Person.Duty,
    password: str,
    totp_secret: bytes,
    staff_number: str = "",
) -> User:
    """A confirmed account with a known password and second factor. The founding administrators
    stand as its maker and checker, so they come first."""
    _only_in_demo()
    doors.require_transaction()
    require_platform(actor)
    now = clock.now()
    person = Person.objects.create(
        name=plain_name(name), staff_number=staff_number, duty=duty, created_at=now
    )
    founders = dict(
        User.objects.filter(origin=User.Origin.FOUNDING).values_list("duty", "person_id")
    )
    user = User.objects.create(
        person=person,
        duty=duty,
        username=plain_username(username),
        created_at=now,
        created_by_id=founders[Person.Duty.SYSTEM],
        confirmed_at=now,
        confirmed_by_id=founders[Person.Duty.SECURITY],
    )
    make_ready(user, password=password, totp_secret=totp_secret)
    audit.record(
        actor=actor,
        action="accounts.create_demo_user",
        target=("user", user.pk),
        detail={"duty": duty},
    )
    return user


def create_demo_colleague(*, actor: Actor, name: str, staff_number: str) -> Person:
    """A member of staff who never signs in: whose name stands under what a unit once sent."""
    _only_in_demo()
    doors.require_transaction()
    require_platform(actor)
    person = Person.objects.create(
        name=plain_name(name),
        staff_number=staff_number,
        duty=Person.Duty.BUSINESS,
        created_at=clock.now(),
    )
    audit.record(actor=actor, action="accounts.create_demo_colleague", target=("person", person.pk))
    return person


def read_demo_code(*, actor: Actor, username: str) -> str:
    """A code the account can sign in with now, as its authenticator would show it."""
    _only_in_demo()
    doors.require_transaction()
    require_platform(actor)
    credential = Credential.objects.filter(user__username=username).first()
    if credential is None or credential.totp_secret is None:
        raise core_errors.NOT_FOUND()
    secret = open_secret(bytes(credential.totp_secret), credential.user_id)
    step = totp.step_at(clock.now())
    # One step ahead is accepted too, for whoever signs in twice within half a minute.
    unused = step if step > credential.totp_last_step else step + 1
    audit.record(actor=actor, action="accounts.read_demo_code", target=("user", credential.user_id))
    return totp.code_of(secret, unused)


def make_ready(user: User, *, password: str, totp_secret: bytes) -> None:
    """Give an account a password that need not be changed and an enrolled second factor."""
    _only_in_demo()
    doors.require_transaction()
    exists = Credential.objects.filter(user=user).exists()
    credential = lock_credential(user.pk) if exists else Credential(user=user)
    now = clock.now()
    credential.totp_secret = seal_secret(totp_secret, user.pk)
    credential.totp_enrolled_at = now
    set_password(credential, password, now=now, days=policy().password_days, must_change=False)
    if exists:
        credential.save(update_fields=["totp_secret", "totp_enrolled_at"])


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise errors.DEMO_ONLY()
