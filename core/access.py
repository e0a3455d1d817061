"""Who may open a page or call an API. Every view names it with `@allow(...)`; one that does not
is refused to everybody and fails the permission matrix."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core import doors, errors
from core.actors import PUBLIC, Actor, ActorKind, AdminRole, Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Grant:
    kind: ActorKind | None = None
    roles: frozenset[Role] = frozenset()
    admins: frozenset[AdminRole] = frozenset()
    scope: str = ""

    def admits(self, actor: Actor) -> bool:
        if self.kind is None:
            return True
        if actor.kind is not self.kind:
            return False
        if self.scope:
            return self.scope in actor.scopes
        if self.admins:
            return actor.admin_role in self.admins
        if self.roles:
            return actor.admin_role is None and actor.holds(self.roles)
        return True


def anyone() -> Grant:
    return Grant()


def staff(*roles: Role) -> Grant:
    """Staff holding one of the roles in some unit; with no role named, any member of staff."""
    return Grant(kind=ActorKind.STAFF, roles=frozenset(roles))


def administrator(*roles: AdminRole) -> Grant:
    return Grant(kind=ActorKind.STAFF, admins=frozenset(roles))


def agent() -> Grant:
    return Grant(kind=ActorKind.AGENT)


def client(scope: str) -> Grant:
    return Grant(kind=ActorKind.CLIENT, scope=scope)


def actor_of(request: HttpRequest) -> Actor:
    return cast(Actor, getattr(request, "actor", PUBLIC))


def allow(*grants: Grant) -> Callable[[View[P]], View[P]]:
    """Admit an actor whom one of the grants admits. The signed-out are led to sign in."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = actor_of(request)
            if any(grant.admits(actor) for grant in grants):
                return view(request, *args, **kwargs)
            if actor.kind is not ActorKind.PUBLIC:
                refusal = _refusal(actor, grants)
                doors.record_denial(actor=actor, action=doors.name_of(view), code=refusal.code)
                raise refusal
            if is_api(request):
                raise errors.UNAUTHENTICATED()
            if request.method not in {"GET", "HEAD"}:
                raise errors.SIGN_IN()
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('accounts:sign_in')}?{query}")

        guarded.grants = grants  # type: ignore[attr-defined]  # read by the permission matrix
        return guarded

    return decorate


def _refusal(actor: Actor, grants: Iterable[Grant]) -> errors.Refusal:
    """A system is told which scope it lacks; anybody else that the post does not carry this."""
    scopes = sorted({grant.scope for grant in grants if grant.scope})
    if actor.kind is ActorKind.CLIENT and scopes:
        return errors.SCOPE_MISSING(scopes="、".join(scopes))
    return errors.NOT_ALLOWED()


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def is_demo() -> bool:
    return bool(settings.DEMO)
