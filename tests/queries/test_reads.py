"""Whoever looks at something that is not public leaves a line in the log."""

import pytest
import time_machine
from django.http import HttpResponseBase
from django.test import Client

from core.access import Grant
from core.actors import ActorKind
from core.models import AuditEvent
from tests import people
from tests.abuse.callers import fitting, grants_of
from tests.permissions.endpoints import Endpoint, endpoints
from tests.queries import world as worlds
from tests.queries.test_counts import DAY
from tests.queries.world import World

# Reviewed: pages behind a sign-in that show nothing about anybody else. Each with its reason.
OWN = "only one's own account"
OWN_JOBS = "only one's own jobs; a refused look is logged (doors.look)"
FORM = "an empty form"
ORGANISATION = "the organisation chart, which is no secret within the administration"
UNLOGGED = {
    "accounts:account": OWN,
    "accounts:change_password": FORM,
    "accounts:create_client": FORM,
    "accounts:create_person": FORM,
    "accounts:grant_representation": FORM,
    "accounts:issue_code": FORM,
    "accounts:recovery_codes": OWN,
    "accounts:signing_keys": "public keys, which anyone may have",
    "core:audit_export": OWN_JOBS,
    "core:audit_seals": "positions, times and roots, which are public",
    "core:calendar": "leads to the year",
    "core:calendar_new": FORM,
    "core:calendar_year": "the calendar, which is public",
    "core:job": OWN_JOBS,
    "core:jobs": OWN_JOBS,
    "documents:new_letter": FORM,
    "documents:upload": FORM,
    "exchange:overview": "positions and counts of the machinery",
    "records:blank": FORM,
    "records:editions": "the catalogue, which is public",
    "records:entries": "only one's own drafts; a search for a number is logged",
    "records:entry": FORM,
    "records:item": "the catalogue, which is public",
    "records:new_edition": FORM,
    "records:new_item": FORM,
    "records:new_repair_notice": "a form; a search for a number is logged",
    "records:upload": FORM,
    "sectors:acting_unit": OWN,
    "sectors:add_division": FORM,
    "sectors:add_unit": FORM,
    "sectors:appoint": FORM,
    "sectors:change_division": ORGANISATION,
    "sectors:change_unit": ORGANISATION,
    "sectors:correct_name": ORGANISATION,
    "sectors:end_division": ORGANISATION,
    "sectors:end_unit": ORGANISATION,
    "sectors:packs": "the shipped packs, part of the program",
    "sectors:register_succession": ORGANISATION,
    "sectors:rename_unit": ORGANISATION,
    "sectors:routes": ORGANISATION,
    "sectors:unit": ORGANISATION,
    "sectors:units": ORGANISATION,
}


@pytest.mark.django_db
@pytest.mark.usefixtures("own_counters", "own_folder")
@pytest.mark.req("R262")
def test_every_page_behind_a_sign_in_logs_what_is_read() -> None:
    with time_machine.travel(DAY, tick=False):
        world = worlds.build()
        silent = {
            endpoint.name
            for endpoint in endpoints()
            if is_for_people(endpoint) and not leaves_a_line(endpoint, world)
        }
    assert sorted(silent) == sorted(UNLOGGED)


def is_for_people(endpoint: Endpoint) -> bool:
    grants = grants_of(endpoint)
    return all(grant.kind is not None for grant in grants) and any(map(_is_person, grants))


def leaves_a_line(endpoint: Endpoint, world: World) -> bool:
    """Whether a GET wrote a read event; addresses that only take a POST show nothing."""
    client = Client()
    people.sign_in(client, world.users[fitting(endpoint)])
    last = _last()
    response = client.get(world.address_of(endpoint))
    if response.status_code == 405:
        return True
    assert response.status_code in {200, 302, 303}, (endpoint.name, response.status_code)
    _read_out(response)
    return AuditEvent.objects.filter(kind=AuditEvent.Kind.READ, id__gt=last).exists()


def _is_person(grant: Grant) -> bool:
    return grant.kind in {ActorKind.STAFF, ActorKind.AGENT}


def _last() -> int:
    return AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _read_out(response: HttpResponseBase) -> None:
    for _ in getattr(response, "streaming_content", ()):
        pass
