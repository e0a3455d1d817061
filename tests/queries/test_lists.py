"""A list costs the same number of queries whether it shows ten rows or fifty."""

from dataclasses import dataclass

import pytest
from django.test import Client

from core import clock
from exchange import kinds
from sectors.models import OrgUnit
from tests import people
from tests.queries import growing, reporting
from tests.queries.counting import ask
from tests.queries.growing import Grow, Place

MEMBERS = frozenset({"clerk", "approver", "credit_office"})
DAYS = "purpose=routine&first_day={today}&last_day={today}"


@dataclass(frozen=True, slots=True)
class List:
    role: str
    address: str
    grow: Grow
    # A page of the most urgent few shows no more when there are more.
    shows_all: bool = True


LISTS = {
    "accounts:people": List("security", "/administration/people", growing.accounts),
    "accounts:confirmations": List(
        "security", "/administration/confirmations", growing.unconfirmed
    ),
    "accounts:clients": List("security", "/administration/api-clients", growing.clients),
    "accounts:representations": List("credit_office", "/agents", growing.represented),
    "accounts:activation_codes": List("credit_office", "/agents/codes", growing.codes),
    "core:audit_events": List("audit", f"/audit/events?{DAYS}", growing.events),
    "core:audit_seals": List("audit", "/audit/seals?all=1", growing.sealed),
    "core:jobs": List("clerk", "/jobs", growing.long_work),
    "sectors:units": List("clerk", "/units", growing.units),
    "sectors:unit": List("clerk", "/units/{unit}", growing.units),
    "sectors:unit (divisions)": List("clerk", "/units/{unit}", growing.divisions),
    "sectors:members": List("clerk", "/units/{unit}/members", growing.members),
    "sectors:proposals": List("security", "/memberships/proposed", growing.proposals),
    "sectors:packs": List("audit", "/packs", growing.packs),
    "sectors:packs (differences)": List("audit", "/packs", growing.differences),
    "sectors:sectors": List("public", "/sectors", growing.sectors),
    "sectors:sectors (lines)": List("public", "/sectors", growing.lines),
    "sectors:regions": List("public", "/regions", growing.regions),
    "sectors:hand_overs": List("approver", "/hand-overs", growing.stand_ins),
    "desk:my_work": List("clerk", "/work", growing.work),
    "desk:unit_work": List("clerk", "/work/unit", growing.work),
    "desk:deadlines": List("clerk", "/work/deadlines", growing.work),
    "desk:inbox": List("clerk", "/messages", growing.letters),
    "portal:staff_home": List("clerk", "/staff/", growing.work, shows_all=False),
    "quality:due": List("clerk", "/quality/due", reporting.waiting),
    "quality:rows (waiting)": List("clerk", "/quality/{unit}/queued", reporting.waiting),
    "quality:rows (returned)": List("clerk", "/quality/{unit}/returned", reporting.returned),
    "quality:unit": List("clerk", "/quality/{unit}", reporting.returned),
    "quality:unit_calendar": List("clerk", "/reporting-calendar/{unit}", reporting.owed),
    "documents:drafts": List("clerk", "/documents/drafts", growing.drafts),
    "documents:files": List("clerk", "/documents/files", growing.files),
    "documents:issued": List("approver", "/documents", growing.papers),
    "records:submissions": List("clerk", "/submissions", growing.batches, shows_all=False),
    "records:batches": List("clerk", "/submissions/batches", growing.batches),
    "records:queue": List("clerk", "/submissions/queues/held", growing.held),
    "changes": List("client", "/api/v1/changes", growing.changes),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("own_counters", "own_folder")
@pytest.mark.req("R262")
@pytest.mark.parametrize("name", LISTS)
def test_fifty_rows_cost_what_ten_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_registry", dict(kinds._registry))
    kinds.register_kind("trial.recorded", "试用记录", visible_to=lambda actor: True)
    chosen = LISTS[name]
    unit = OrgUnit.objects.create(code="320281-list", name="清单局", level=3)
    place = Place(
        unit,
        people.make_member(chosen.role if chosen.role in MEMBERS else "clerk", unit),
    )
    headers = {}
    client = Client()
    if chosen.role == "client":
        headers = people.bearer(people.make_client(unit_id=unit.pk)[1])
    elif chosen.role in {"security", "audit"}:
        people.sign_in(client, people.make_user(chosen.role))
    elif chosen.role != "public":
        people.sign_in(client, place.viewer)
    address = chosen.address.format(unit=unit.code, today=clock.today())

    chosen.grow(place, 10)
    few, cost_of_ten = ask(client, address, headers)
    chosen.grow(place, 40)
    many, cost_of_fifty = ask(client, address, headers)

    assert (few.status_code, many.status_code) == (200, 200)
    assert not chosen.shows_all or len(many.content) > len(few.content)
    assert len(cost_of_fifty) == len(cost_of_ten), "\n".join(cost_of_fifty)
