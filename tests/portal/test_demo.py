"""The demonstration, started again after whatever a former start left behind."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts import scopes
from accounts.decisions import totp
from accounts.models import ApiClient, ApiKey, Representation
from accounts.services import clients
from core import clock, doors
from core.actors import AdminRole
from portal.demo import agents, desk, ledger, people
from portal.demo.roster import ENVIRONMENT
from portal.demo.stories import told as stories
from records.models import Subject
from sectors.models import OrgUnit
from tests.people import PASSWORD, bearer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everybody() -> None:
    call_command("load_packs", stdout=StringIO())
    people.prepare(password=PASSWORD, totp_secret=totp.new_secret())


def opens(key: str) -> bool:
    return Client().get("/api/v1/changes", headers=bearer(key)).status_code == 200


def create_only() -> None:
    """A start that ended between making the client and confirming its key."""
    doors.run(
        clients.create_client,
        actor=people.administrator(AdminRole.SYSTEM),
        unit_id=OrgUnit.objects.get(code=ENVIRONMENT).pk,
        name=people.CLIENT,
        scopes_granted=list(scopes.known()),
        budget_per_minute=600,
        expires_on=clock.add_months(clock.today(), 12),
    )


def rotate_only() -> None:
    """One that ended between making another key and confirming it."""
    people.client_key()
    doors.run(
        clients.rotate_key,
        actor=people.administrator(AdminRole.SYSTEM),
        client_id=ApiClient.objects.get().pk,
        expires_on=clock.add_months(clock.today(), 12),
        overlap_days=0,
    )


def revoke() -> None:
    people.client_key()
    for client in ApiClient.objects.filter(revoked_at__isnull=True):
        doors.run(
            clients.revoke_client,
            actor=people.administrator(AdminRole.SECURITY),
            client_id=client.pk,
            reason="演示",
        )


def revoke_twice() -> None:
    revoke()
    revoke()


def end() -> None:
    people.client_key()
    security = people.administrator(AdminRole.SECURITY)
    doors.run(clients.end_key, actor=security, key_id=ApiKey.objects.get().pk)


@pytest.mark.parametrize("left", [create_only, rotate_only, revoke, revoke_twice, end])
def test_a_second_start_gives_a_key_that_opens(left: Any) -> None:
    left()
    key = people.client_key()
    assert opens(key)
    assert people.has_client(key)
    now_open = ApiKey.objects.filter(client__revoked_at__isnull=True, ends_at__isnull=True)
    assert now_open.count() == 1


def test_only_a_key_good_now_is_kept() -> None:
    assert not people.has_client("")
    key = people.client_key()
    assert people.has_client(key)
    other = people.client_key()
    assert [people.has_client(each) for each in (key, other)] == [False, True]
    with time_machine.travel(clock.now() + timedelta(days=366), tick=False):
        assert not people.has_client(other)


def test_the_agent_acts_for_an_organisation_once() -> None:
    agents.prepare()
    assert not Representation.objects.exists()
    stories.prepare(ledger.open_offices())
    for _ in range(2):
        agents.prepare()
    held = Representation.objects.select_related("user", "granted_by").get()
    subject = Subject.objects.get(uscc="91320281MAY0000178")
    assert (held.user.username, held.subject_id) == ("agent", subject.id)
    assert held.granted_by.name == "信用辛"


def test_the_command_can_be_repeated(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    told = []
    for _ in range(2):
        call_command("load_demo", subjects=5, credentials=path, stdout=StringIO())
        told.append(json.loads(path.read_text(encoding="utf-8"))["api_keys"][0]["key"])
    assert told[0] == told[1]
    revoke()
    call_command("load_demo", subjects=5, credentials=path, stdout=StringIO())
    key = json.loads(path.read_text(encoding="utf-8"))["api_keys"][0]["key"]
    assert opens(key)
    assert desk.serving("credit").duties != ()
