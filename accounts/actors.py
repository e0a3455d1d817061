"""From an account to the actor that services know."""

from django.http import HttpRequest

from accounts.models import ApiClient, Person, User
from core.actors import PUBLIC, Actor, ActorKind, AdminRole

Account = User | ApiClient | None

ADMIN_ROLES = {
    Person.Duty.SYSTEM: AdminRole.SYSTEM,
    Person.Duty.SECURITY: AdminRole.SECURITY,
    Person.Duty.AUDIT: AdminRole.AUDIT,
}


def account_of(request: HttpRequest) -> Account:
    """Who came in, as accounts.middleware.Authentication found it."""
    return getattr(request, "account", None)


def actor_of_account(account: Account, request_id: str) -> Actor:
    """The actor without duties: where somebody serves is known on the floor above, which adds it
    with dataclasses.replace."""
    match account:
        case User():
            return Actor(
                kind=ActorKind.AGENT if account.is_agent else ActorKind.STAFF,
                id=account.pk,
                person_id=account.person_id,
                admin_role=ADMIN_ROLES.get(Person.Duty(account.duty)),
                subject_ids=account.subject_ids,
                request_id=request_id,
                name=account.person.name,
            )
        case ApiClient():
            return Actor(
                kind=ActorKind.CLIENT,
                id=account.pk,
                unit_id=account.unit_id,
                scopes=frozenset(account.scopes),
                request_id=request_id,
                name=account.name,
            )
    return PUBLIC.within(request_id)
