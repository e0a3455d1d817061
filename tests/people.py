"""People for the whole suite: accounts that can sign in, and clients with keys.

`make_user` and `make_agent` write a confirmed account with PASSWORD and an enrolled second factor
(SECRET). `sign_in` is the fast way in: it opens a real session row and sets its cookie, so what
follows is the real middleware. `walk_in` goes through the real pages, password and code, for tests
of signing in itself. `make_client` writes an API client with a confirmed key and returns its text;
`bearer` makes the headers for it.
"""

import itertools
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client

from accounts import scopes, tokens
from accounts.decisions import totp
from accounts.models import ApiClient, ApiKey, Credential, Person, Representation, Session, User
from accounts.queries.people import lock_credential
from accounts.services.second_factors import seal_secret
from accounts.services.sessions import open_session
from accounts.visitors import Visitor
from core import clock
from sectors.models import Division, Membership, OrgUnit

PASSWORD = "Spring-2026-rain"
SECRET = b"12345678901234567890"
VISITOR = Visitor("127.0.0.1", "Firefox · Linux")

_numbers = itertools.count(1)


def make_person(duty: str = "business", *, name: str = "张三", staff_number: str = "") -> Person:
    return Person.objects.create(
        name=name, staff_number=staff_number, duty=duty, created_at=clock.now()
    )


def make_user(
    duty: str = "business",
    *,
    username: str = "",
    name: str = "张三",
    staff_number: str = "",
    person: Person | None = None,
) -> User:
    """A confirmed account of a new person (or of `person`) with the given duty."""
    now = clock.now()
    person = person or make_person(duty, name=name, staff_number=staff_number)
    user = User.objects.create(
        person=person,
        duty=person.duty,
        username=username or f"user{next(_numbers)}",
        created_at=now,
        created_by=_officer("system"),
        confirmed_at=now,
        confirmed_by=_officer("security"),
    )
    _give_credential(user)
    return user


def make_agent(*subject_ids: int, username: str = "", name: str = "王经办") -> User:
    """A confirmed agent who acts for the organisations from today on."""
    user = make_user("agent", username=username, name=name)
    for subject_id in subject_ids:
        Representation.objects.create(
            user=user,
            subject_id=subject_id,
            starts_on=clock.today(),
            basis="授权委托书",
            granted_by=_officer("business"),
            recorded_at=clock.now(),
        )
    user.subject_ids = frozenset(subject_ids)
    return user


def sign_in(client: Client, user: User) -> Session:
    """The fast way in: a real session, without the pages."""
    with transaction.atomic():
        lock_credential(user.pk)
        started = open_session(user=user, visitor=VISITOR, now=clock.now())
    client.cookies[settings.SESSION_COOKIE_NAME] = started.key
    return started.session


def walk_in(client: Client, user: User, password: str = PASSWORD) -> None:
    """The real way in: password, then a code of the authenticator."""
    first = client.post("/sign-in", {"username": user.username, "password": password})
    assert first["Location"] == "/sign-in/second-factor", first.content.decode()
    second = client.post("/sign-in/second-factor", {"code": fresh_code(user)})
    assert second.status_code == 303, second.content.decode()


def code_now(ahead: int = 0) -> str:
    """The code shown now, or `ahead` steps of thirty seconds later."""
    return totp.code_of(SECRET, totp.step_at(clock.now()) + ahead)


def fresh_code(user: User) -> str:
    """A code the account has not signed in with yet: there are two at any moment."""
    used = Credential.objects.values_list("totp_last_step", flat=True).get(user=user)
    now = totp.step_at(clock.now())
    step = next(step for step in (now, now + 1) if step > used)
    return totp.code_of(SECRET, step)


def make_member(role: str, unit: OrgUnit | None = None) -> User:
    """A user who serves in a unit (a new one if none is given) with exactly this role."""
    number = next(_numbers)
    unit = unit or OrgUnit.objects.create(code=f"320281-m{number}", name=f"机构{number}", level=3)
    division = None
    if role == "credit_office":
        division, _ = Division.objects.get_or_create(
            unit=unit,
            is_credit_office=True,
            defaults={"code": f"{unit.code}-xyb", "name": "信用办"},
        )
    user = make_user()
    Membership.objects.create(
        person=user.person,
        unit=unit,
        division=division,
        in_credit_office=division is not None,
        role=role,
        basis="任职通知",
        valid_from=clock.today(),
        state=Membership.State.CONFIRMED,
        proposed_by=_officer("system"),
        proposed_at=clock.now(),
        decided_by=_officer("security"),
        decided_at=clock.now(),
    )
    return user


def make_unit(unit_id: int) -> OrgUnit:
    """The unit with this id, in force; made when there is none."""
    unit, _ = OrgUnit.objects.get_or_create(
        id=unit_id, defaults={"code": f"320281-n{unit_id}", "name": f"机构{unit_id}", "level": 3}
    )
    return unit


def make_client(
    *granted: str,
    unit_id: int = 990_001,
    name: str = "",
    budget_per_minute: int = 600,
) -> tuple[ApiClient, str]:
    """A client with a confirmed key, and the key's text. Without scopes named: changes:read. Of a
    unit in force, made when there is none with this id."""
    make_unit(unit_id)
    today, now = clock.today(), clock.now()
    number = next(_numbers)
    client = ApiClient.objects.create(
        unit_id=unit_id,
        name=name or f"系统{number}",
        scopes=list(granted or (scopes.CHANGES_READ,)),
        budget_per_minute=budget_per_minute,
        created_at=now,
        created_by=_officer("system"),
    )
    prefix, secret = f"t{number:07d}", tokens.digest(str(number)).hex()[:43]
    ApiKey.objects.create(
        client=client,
        prefix=prefix,
        secret_hash=tokens.digest(secret),
        created_on=today,
        created_at=now,
        created_by=_officer("system"),
        confirmed_at=now,
        confirmed_by=_officer("security"),
        expires_on=clock.add_months(today, 12),
    )
    return client, f"cp_{prefix}_{secret}"


def every_scope() -> tuple[str, ...]:
    return tuple(scopes.known())


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _officer(duty: str) -> Person:
    """A person who has made or confirmed what the suite needs; has no account."""
    officer, _ = Person.objects.get_or_create(
        staff_number=f"suite-{duty}",
        defaults={"name": "李四", "duty": duty, "created_at": clock.now()},
    )
    return officer


def _give_credential(user: User) -> None:
    now = clock.now()
    Credential.objects.create(
        user=user,
        password=_hashed(PASSWORD),
        password_set_at=now,
        password_expires_on=now.date() + timedelta(days=90),
        must_change=False,
        totp_secret=seal_secret(SECRET, user.pk),
        totp_enrolled_at=now,
    )


@lru_cache(maxsize=8)
def _hashed(password: str) -> str:
    """Hashing is slow on purpose; once per password is enough here."""
    return make_password(password)
