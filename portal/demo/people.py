"""People of the demonstration, their places and a department's system."""

from dataclasses import dataclass
from itertools import chain, count

from django.db.models import QuerySet

from accounts import scopes
from accounts.actors import actor_of_account
from accounts.keys import fault_of
from accounts.models import ApiClient, ApiKey, Person, User
from accounts.services import clients
from accounts.services.demo import create_demo_administrators, create_demo_user, make_ready
from core import clock, doors
from core.actors import SYSTEM, Actor, AdminRole
from portal.demo.roster import ADMINISTRATORS, AGENT, ENVIRONMENT, MEMBERS
from sectors.models import Division, Membership, OrgUnit
from sectors.models.memberships import ROLES
from sectors.services.memberships import confirm_membership, propose_membership

CLIENT = "生态环境局业务系统（演示）"
ROLE_NAMES = dict(ROLES)


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    who: str


def prepare(*, password: str, totp_secret: bytes) -> list[Login]:
    """Everybody of the roster, able to sign in; those already there get the password again."""
    given: dict[str, object] = {"password": password, "totp_secret": totp_secret}
    if not User.objects.filter(username=ADMINISTRATORS[0].username).exists():
        doors.run(create_demo_administrators, actor=SYSTEM, founders=ADMINISTRATORS, **given)
    logins = [Login(one.username, Person.Duty(one.duty).label) for one in ADMINISTRATORS]
    for member in MEMBERS:
        _account(member.username, member.name, Person.Duty.BUSINESS, member.staff_number, given)
        unit = OrgUnit.objects.get(code=member.unit_code)
        logins.append(Login(member.username, f"{unit.name}　{ROLE_NAMES[member.role.value]}"))
    username, name = AGENT
    _account(username, name, Person.Duty.AGENT, "", given)
    logins.append(Login(username, Person.Duty.AGENT.label))
    for one in (*ADMINISTRATORS, *MEMBERS):
        doors.run(_renew, actor=SYSTEM, username=one.username, **given)
    doors.run(_renew, actor=SYSTEM, username=username, **given)
    _appoint_everybody()
    return logins


def client_key() -> str:
    """The key of the department's system: a new one each time it has to be said again. Whatever a
    former start left behind: a key nobody confirmed is sent back, a client shut out is replaced."""
    unit_id = OrgUnit.objects.values_list("id", flat=True).get(code=ENVIRONMENT)
    expires_on = clock.add_months(clock.today(), 12)
    found = _clients().filter(revoked_at__isnull=True).order_by("-id").first()
    if found is None:
        made = doors.run(
            clients.create_client,
            actor=administrator(AdminRole.SYSTEM),
            unit_id=unit_id,
            name=_free_name(unit_id),
            scopes_granted=list(scopes.known()),
            budget_per_minute=600,
            expires_on=expires_on,
        )
    else:
        _send_back_waiting(found)
        made = doors.run(
            clients.rotate_key,
            actor=administrator(AdminRole.SYSTEM),
            client_id=found.pk,
            expires_on=expires_on,
            overlap_days=0,
        )
    doors.run(clients.confirm_key, actor=administrator(AdminRole.SECURITY), key_id=made.key.pk)
    return made.text


def has_client(text: str) -> bool:
    """Whether this key, as it was told last time, opens something now."""
    prefix = text.removeprefix("cp_").partition("_")[0]
    found = ApiKey.objects.select_related("client").filter(prefix=prefix, client__in=_clients())
    key = found.first()
    return key is not None and fault_of(key) is None


def _clients() -> QuerySet[ApiClient]:
    return ApiClient.objects.filter(name__startswith=CLIENT)


def _free_name(unit_id: int) -> str:
    """The name, with a number when a client shut out has it already: a name is given once."""
    taken = set(_clients().filter(unit_id=unit_id).values_list("name", flat=True))
    numbered = (f"{CLIENT}{number}" for number in count(2))
    return next(name for name in chain((CLIENT,), numbered) if name not in taken)


def _send_back_waiting(client: ApiClient) -> None:
    for key in client.keys.filter(confirmed_at__isnull=True, ends_at__isnull=True):
        doors.run(clients.reject_key, actor=administrator(AdminRole.SECURITY), key_id=key.pk)


def administrator(role: AdminRole) -> Actor:
    founder = next(one for one in ADMINISTRATORS if one.duty.value == role.value)
    return member(founder.username)


def member(username: str) -> Actor:
    """The account as an actor, without duties; see sectors for these."""
    user = User.objects.select_related("person").get(username=username)
    return actor_of_account(user, "demo")


def _account(
    username: str, name: str, duty: Person.Duty, staff_number: str, given: dict[str, object]
) -> None:
    if not User.objects.filter(username=username).exists():
        doors.run(
            create_demo_user,
            actor=SYSTEM,
            name=name,
            username=username,
            duty=duty,
            staff_number=staff_number,
            **given,
        )


def _renew(*, actor: Actor, username: str, password: str, totp_secret: bytes) -> None:
    del actor  # make_ready is the demonstration's own
    user = User.objects.get(username=username)
    make_ready(user, password=password, totp_secret=totp_secret)


def _appoint_everybody() -> None:
    today = clock.today()
    for one in MEMBERS:
        unit = OrgUnit.objects.get(code=one.unit_code)
        if Membership.objects.filter(person__staff_number=one.staff_number, unit=unit).exists():
            continue
        division = Division.objects.filter(code=one.division_code).first()
        proposed = doors.run(
            propose_membership,
            actor=administrator(AdminRole.SYSTEM),
            unit_id=unit.pk,
            person_key=one.staff_number,
            role=one.role,
            valid_from=today,
            division_id=division.pk if division else None,
            basis="演示",
        )
        doors.run(
            confirm_membership,
            actor=administrator(AdminRole.SECURITY),
            membership_id=proposed.pk,
        )
