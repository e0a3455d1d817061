"""Services do not trust their views: each refuses by itself whoever has no part in it."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from typing import Any, get_type_hints

import pytest

import accounts.services
import sectors.services
from core import clock, doors
from core.actors import PUBLIC, Actor, ActorKind, AdminRole, Duty, Role
from core.errors import Refusal
from core.models import AuditEvent

pytestmark = pytest.mark.django_db

# What anyone may begin, as nobody is signed in yet: they prove themselves by what they bring.
OPEN = frozenset(
    {"check_password", "check_code", "enrol_factor", "choose_password", "activate_new_agent"}
)
# A part of another service, which hands it what it has locked.
PARTS = frozenset({"set_chosen_password"})
REFUSALS = frozenset(
    {"core.not_allowed", "core.not_found", "accounts.agent_only", "accounts.demo_only"}
)
NOBODY = 987_654_321
STRANGERS = {
    "the public": PUBLIC,
    "a system": Actor(ActorKind.CLIENT, id=NOBODY, unit_id=NOBODY),
    "staff without a duty": Actor(ActorKind.STAFF, id=NOBODY, person_id=NOBODY),
    "a reader": Actor(
        ActorKind.STAFF, id=NOBODY, person_id=NOBODY, duties=(Duty(NOBODY, Role.READER),)
    ),
    "the auditor": Actor(ActorKind.STAFF, id=NOBODY, person_id=NOBODY, admin_role=AdminRole.AUDIT),
}


def services() -> Iterator[Callable[..., Any]]:
    for package in (accounts.services, sectors.services):
        for found in pkgutil.iter_modules(package.__path__):
            module = import_module(f"{package.__name__}.{found.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and _takes_an_actor(function):
                    yield function


def _takes_an_actor(function: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and (first.name, first.kind) == ("actor", first.KEYWORD_ONLY)


def anything(function: Callable[..., Any]) -> dict[str, Any]:
    """Something for each argument that must be given."""
    values: dict[Any, Any] = {int: NOBODY, str: "x", date: clock.today(), bool: False}
    hints = get_type_hints(function)
    return {
        each.name: values.get(hints.get(each.name))
        for each in inspect.signature(function).parameters.values()
        if each.default is each.empty and each.kind is each.KEYWORD_ONLY and each.name != "actor"
    }


GUARDED = [each for each in services() if each.__name__ not in OPEN | PARTS]


def test_all_services_are_asked() -> None:
    names = {each.__name__ for each in services()}
    assert names >= OPEN | PARTS | {"tidy", "load_packs", "refresh_names", "create_demo_user"}
    assert len(names) > 40


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("service", GUARDED, ids=doors.name_of)
def test_a_stranger_is_refused_by_the_service_itself(service: Callable[..., Any], who: str) -> None:
    with pytest.raises(Refusal) as refused:
        doors.run(service, actor=STRANGERS[who], **anything(service))
    assert refused.value.code in REFUSALS
    assert AuditEvent.objects.filter(kind="change").count() == 0
