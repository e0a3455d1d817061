"""Who is acting. Built once per request or task; services and queries take it as first argument."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum


class ActorKind(StrEnum):
    STAFF = "staff"
    AGENT = "agent"
    CLIENT = "client"
    SYSTEM = "system"
    PUBLIC = "public"


class Role(StrEnum):
    """What a member of a unit may do there."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    CREDIT_OFFICE = "credit_office"
    READER = "reader"


class AdminRole(StrEnum):
    """The three administrators who exclude each other and see no case data."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Duty:
    """A role held in a unit today, in one's own right or for an absent colleague."""

    unit_id: int
    role: Role
    division_id: int | None = None
    on_behalf_of: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    id: int | None = None
    person_id: int | None = None
    unit_id: int | None = None
    admin_role: AdminRole | None = None
    duties: tuple[Duty, ...] = ()
    scopes: frozenset[str] = frozenset()
    subject_ids: frozenset[int] = frozenset()
    request_id: str = ""
    name: str = field(default="", compare=False, repr=False)

    def holds(self, roles: Iterable[Role], *, unit_id: int | None = None) -> bool:
        wanted = set(roles)
        return any(
            duty.role in wanted and (unit_id is None or duty.unit_id == unit_id)
            for duty in self.duties
        )

    def units(self, *roles: Role) -> frozenset[int]:
        """The units where the actor holds one of the roles (any role when none is named)."""
        return frozenset(duty.unit_id for duty in self.duties if not roles or duty.role in roles)

    def within(self, request_id: str) -> "Actor":
        return replace(self, request_id=request_id)


PUBLIC = Actor(kind=ActorKind.PUBLIC)
SYSTEM = Actor(kind=ActorKind.SYSTEM)
