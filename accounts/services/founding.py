"""The first three administrators, before there is anybody who could make or confirm them."""

from dataclasses import dataclass

from accounts import errors
from accounts.models import Person, User
from accounts.models.people import ADMINISTRATORS
from accounts.services.people import Made, give_initial_password, plain_name, plain_username
from core import clock, doors
from core import errors as core_errors
from core.actors import Actor, ActorKind
from core.services import audit


@dataclass(frozen=True, slots=True)
class Founder:
    duty: Person.Duty
    username: str
    name: str


FOUNDERS = (
    Founder(Person.Duty.SYSTEM, "sysadmin", "系统管理员"),
    Founder(Person.Duty.SECURITY, "secadmin", "安全管理员"),
    Founder(Person.Duty.AUDIT, "auditadmin", "审计管理员"),
)


def found_administrators(*, actor: Actor, founders: tuple[Founder, ...] = FOUNDERS) -> list[Made]:
    """One administrator of each kind, each with an initial password. Only where there is none;
    a unique index of the database keeps it so."""
    doors.require_transaction()
    if User.objects.filter(duty__in=ADMINISTRATORS).exists():
        raise errors.FOUNDED_ONCE()
    return [_found(actor, founder) for founder in founders]


def _found(actor: Actor, founder: Founder) -> Made:
    if actor.kind is not ActorKind.SYSTEM:
        raise core_errors.NOT_ALLOWED()
    now = clock.now()
    person = Person.objects.create(name=plain_name(founder.name), duty=founder.duty, created_at=now)
    user = User.objects.create(
        person=person,
        duty=founder.duty,
        username=plain_username(founder.username),
        origin=User.Origin.FOUNDING,
        created_at=now,
        confirmed_at=now,
    )
    made = Made(user, give_initial_password(user))
    audit.record(
        actor=actor,
        action="accounts.found_administrator",
        target=("user", user.pk),
        detail={"duty": founder.duty},
    )
    return made
