"""Deliveries: carried once, again after failure, paused after many, and never lost or doubled."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connections

from core import doors, errors
from core.actors import SYSTEM, Actor, ActorKind, AdminRole, Role
from core.models import AuditEvent
from desk import channels, tasks
from desk.channels import FileChannel, InboxChannel, Parcel
from desk.errors import CHANNEL_UNAVAILABLE
from desk.models import Delivery
from desk.queries import ChannelState, channel_states
from desk.services import Draft, ToPerson, ToRole, ToSubject, deliver, resume_deliveries, send
from tests import database
from tests.desk.conftest import NOON, Town

ADMINISTRATOR = Actor(kind=ActorKind.STAFF, id=7, person_id=70, admin_role=AdminRole.SYSTEM)


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The two channels of the demo, the files in a folder of their own, the clock at noon."""
    monkeypatch.setattr(channels, "_registry", {})
    channels.register(InboxChannel())
    channels.register(FileChannel(tmp_path / "outbox"))
    with time_machine.travel(NOON, tick=False):
        yield tmp_path / "outbox"


def post(*to: ToPerson | ToRole | ToSubject) -> list[Delivery]:
    drafts = [
        Draft(to=one, kind="repair.answered", title="修复申请已受理", body="请查收。") for one in to
    ]
    sent = doors.run(send, actor=SYSTEM, messages=drafts)
    return list(Delivery.objects.filter(message__in=sent, channel="file").order_by("id"))


def deliver_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        tasks.deliver()


def files(outbox: Path) -> dict[str, dict[str, object]]:
    return {path.name: json.loads(path.read_text()) for path in sorted(outbox.iterdir())}


def test_each_message_becomes_one_file(town: Town, outbox: Path) -> None:
    person = town.persons[0].id
    made = post(ToPerson(person), ToRole(town.bureau.id, Role.CLERK), ToSubject(1001))
    tasks.deliver()
    tasks.deliver()
    receivers = [
        {"kind": "person", "id": person, "role": None},
        {"kind": "role", "id": town.bureau.id, "role": "clerk"},
        {"kind": "subject", "id": 1001, "role": None},
    ]
    assert files(outbox) == {
        f"{delivery.id}.json": {
            "delivery": delivery.id,
            "message": delivery.message_id,
            "kind": "repair.answered",
            "title": "修复申请已受理",
            "body": "请查收。",
            "receiver": receiver,
            "created_at": "2026-04-15T12:00:00+08:00",
        }
        for delivery, receiver in zip(made, receivers, strict=True)
    }
    found = Delivery.objects.filter(channel="file").values_list("state", "attempts", "sent_at")
    assert list(found) == [("sent", 1, NOON)] * 3


def test_a_failed_delivery_waits_longer_each_time_and_then_pauses(town: Town, outbox: Path) -> None:
    outbox.parent.mkdir(exist_ok=True)
    outbox.write_text("a file where the folder should be")
    (delivery,) = post(ToSubject(1001))
    moment = NOON
    for attempt, wait in enumerate([10, 20, 40, 80, 160, 320, 640], start=1):
        deliver_at(moment)
        deliver_at(moment + timedelta(seconds=wait - 1))
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts, delivery.error_code, delivery.next_at) == (
            "waiting",
            attempt,
            "desk.channel_unavailable",
            moment + timedelta(seconds=wait),
        )
        moment += timedelta(seconds=wait)
    deliver_at(moment)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("paused", 8)
    deliver_at(moment + timedelta(days=1))
    delivery.refresh_from_db()
    assert delivery.attempts == 8
    assert channel_states() == [
        ChannelState("file", "文件投递", 0, None, 1, "desk.channel_unavailable")
    ]


def test_what_was_paused_is_resumed_by_an_administrator(town: Town, outbox: Path) -> None:
    made = post(ToSubject(1001), ToSubject(1002))
    Delivery.objects.filter(channel="file").update(
        state="paused", attempts=8, error_code="desk.channel_unavailable"
    )
    for other in (AdminRole.SECURITY, AdminRole.AUDIT, None):
        actor = replace(ADMINISTRATOR, admin_role=other)
        with pytest.raises(errors.Refusal) as denied:
            doors.run(resume_deliveries, actor=actor, channel="file")
        assert denied.value.code == "core.not_allowed"
    assert Delivery.objects.filter(state="paused").count() == 2
    resumed = doors.run(resume_deliveries, actor=ADMINISTRATOR, channel="file")
    assert resumed == 2
    event = AuditEvent.objects.get(kind="change", action="desk.resume_deliveries")
    assert (event.target_id, event.detail, event.person_id) == ("file", {"deliveries": 2}, 70)
    assert channel_states() == [ChannelState("file", "文件投递", 2, NOON, 0, "")]
    tasks.deliver()
    assert sorted(files(outbox)) == sorted(f"{delivery.id}.json" for delivery in made)
    with pytest.raises(errors.Refusal) as refused:
        doors.run(resume_deliveries, actor=ADMINISTRATOR, channel="file")
    assert refused.value.code == "desk.nothing_paused"


class Nowhere(FileChannel):
    """A channel that was there when the message was sent and cannot be reached since."""

    name = "nowhere"
    title = "断开的渠道"

    def deliver(self, parcel: Parcel) -> None:
        raise CHANNEL_UNAVAILABLE()


def test_a_broken_channel_does_not_hold_up_the_others(town: Town, outbox: Path) -> None:
    channels.register(Nowhere())
    made = post(ToSubject(1001), ToSubject(1002))
    tasks.deliver()
    assert list(files(outbox)) == [f"{delivery.id}.json" for delivery in made]
    found = Delivery.objects.filter(channel="nowhere").values_list("state", "error_code")
    assert list(found) == [("waiting", "desk.channel_unavailable")] * 2


def test_a_half_written_file_is_never_seen(town: Town, outbox: Path) -> None:
    """What a killed worker left behind is written over; the folder holds whole files only."""
    (delivery,) = post(ToSubject(1001))
    outbox.mkdir(parents=True)
    (outbox / f".{delivery.id}.part").write_text('{"deli')
    tasks.deliver()
    assert list(files(outbox)) == [f"{delivery.id}.json"]


def test_two_workers_carry_each_delivery_once(committed_db: None, town: Town, outbox: Path) -> None:
    post(*(ToSubject(1000 + number) for number in range(20)))
    meet = threading.Barrier(2)
    carried: list[int] = []

    def work() -> None:
        try:
            meet.wait(timeout=30)
            while doors.run(deliver, actor=SYSTEM):
                carried.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(carried) == 20
    found = Delivery.objects.filter(channel="file").values_list("state", "attempts").distinct()
    assert list(found) == [("sent", 1)]
    assert len(files(outbox)) == 20


KILLED = """
import django; django.setup()
from django.db import transaction
from core.actors import SYSTEM
from desk.services import deliver
with transaction.atomic():
    deliver(actor=SYSTEM)
    print("written", flush=True)
    input()
"""


@pytest.mark.slow
def test_a_worker_killed_between_file_and_commit_leaves_one_message(
    committed_db: None, town: Town, tmp_path: Path
) -> None:
    (delivery,) = post(ToSubject(1001))
    name = str(settings.DATABASES["default"]["NAME"])
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED],
        cwd=database.ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database.with_name(os.environ["DATABASE_URL"], name),
            "CREDIT_DATA": str(tmp_path),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline().strip() == "written"
    process.kill()
    process.wait(timeout=30)
    written = files(tmp_path / "outbox")
    delivery.refresh_from_db()
    assert (delivery.state, list(written)) == ("waiting", [f"{delivery.id}.json"])
    channels.get("file").folder = tmp_path / "outbox"  # type: ignore[union-attr]  # it is there
    ends = time.monotonic() + 30
    while delivery.state != "sent" and time.monotonic() < ends:
        tasks.deliver()
        delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert files(tmp_path / "outbox") == written
