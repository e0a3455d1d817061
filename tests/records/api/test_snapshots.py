"""Everything at once: whole, resumable, and nothing lost between the file and the change log."""

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections

from core import clock, doors, runner
from core.actors import SYSTEM
from core.models import AuditEvent, Job
from core.services import job_steps
from exchange.models import Told
from exchange.services import sequence
from records.models import FactVersion, Subject
from records.services import snapshots as services
from records.services import verbs
from records.tasks import clear_snapshots
from tests.exchange.reading import sequence_all
from tests.records.api.asking import Asking, refusal
from tests.records.build import item
from tests.records.intake.office import Office

ADDRESS = "/api/v1/snapshots"


def start(asking: Asking, *, key: str = "") -> dict[str, Any]:
    response = asking.post(ADDRESS, b"", key=key)
    assert response.status_code == 202, response.content
    return dict(json.loads(response.content))


def fetch(asking: Asking, snapshot_id: int, *, key: str = "") -> list[dict[str, Any]]:
    response = asking.get(f"{ADDRESS}/{snapshot_id}/download", key=key)
    assert response.status_code == 200, response.content
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a stream
    assert int(response["Content-Length"]) == len(content)
    return [json.loads(line) for line in gzip.decompress(content).decode().splitlines()]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHUNK", 2)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_parts")
@pytest.mark.req("R188")
def test_the_file_holds_what_the_system_may_know_and_where_to_go_on(asking: Asking) -> None:
    world = asking.office.world
    subjects = [world.subject(f"江阴市演示{word}有限公司") for word in "甲乙丙丁戊"]
    internal = item("inspection", "neutral", world.bureau, disclosure="internal")
    rows = [world.penalty_row(subject) for subject in subjects[:3]]
    written = world.open(*rows, world.neutral_row(internal, subjects[4]))
    doors.run(
        verbs.repair,
        actor=world.approver,
        fact_id=written[1].fact_id,
        grounds=verbs.Grounds(reason="已履行"),
    )
    sequence_all()
    for key, expected in (
        ("", [written[0], written[2], written[3]]),
        (asking.other_key, [written[0], written[2]]),
    ):
        started = start(asking, key=key)
        runner.run(started["id"])
        said = json.loads(asking.get(f"{ADDRESS}/{started['id']}", key=key).content)
        last = json.loads(asking.get("/api/v1/changes?limit=1", key=key).content)["last_position"]
        assert (said["state"], said["position"], said["subjects"]) == ("done", last, 5)
        assert (said["facts"], said["done"], said["total"]) == (len(expected), 5, 5)
        lines = fetch(asking, started["id"], key=key)
        assert lines[0] == {
            "type": "snapshot",
            "id": started["id"],
            "position": last,
            "on": clock.today().isoformat(),
        }
        assert lines[-1] == {"type": "end", "subjects": 5, "facts": len(expected)}
        assert [each["uscc"] for each in lines if each["type"] == "subject"] == [
            subject.uscc for subject in subjects
        ]
        facts = [each for each in lines if each["type"] == "fact"]
        assert [each["fact_id"] for each in facts] == [each.fact_id for each in expected]
        # The same words as by the other way.
        file = json.loads(asking.get(f"/api/v1/subjects/{subjects[0].uscc}", key=key).content)
        [shown] = file["facts"]
        del shown["is_public"]
        assert facts[0] == {"type": "fact", "uscc": subjects[0].uscc, **shown}
    for client, count in ((asking.client, 3), (asking.other_client, 2)):
        told = Told.objects.filter(receiver_id=client.pk, what_kind="fact")
        assert (told.count(), set(told.values_list("channel", flat=True))) == (count, {"snapshot"})
    event = AuditEvent.objects.filter(action="records.open_file").latest("id")
    assert (event.kind, event.purpose) == ("read", "下载全量快照")


@pytest.mark.django_db
def test_nothing_at_all_is_a_whole_file_too(asking: Asking) -> None:
    started = start(asking)
    runner.run(started["id"])
    assert [line["type"] for line in fetch(asking, started["id"])] == ["snapshot", "end"]


@pytest.mark.django_db
@pytest.mark.usefixtures("small_parts")
def test_a_killed_worker_writes_its_last_part_again(asking: Asking) -> None:
    world = asking.office.world
    subjects = [world.subject(f"江阴市演示{word}有限公司") for word in "甲乙丙"]
    world.open(*(world.penalty_row(subject) for subject in subjects))
    started = start(asking)
    lease = doors.run(job_steps.take_over, actor=SYSTEM, job_id=started["id"])
    assert lease is not None
    doors.run(job_steps.take_step, actor=lease.actor, lease=lease)
    # Half a part, as a worker leaves it that dies before its commit.
    services.path_of(started["id"], 1).write_bytes(b"half")
    Job.objects.filter(id=started["id"]).update(beat_at=None)
    runner.run(started["id"])
    lines = fetch(asking, started["id"])
    assert [line["type"] for line in lines] == ["snapshot", *["subject", "fact"] * 3, "end"]
    assert Told.objects.filter(what_kind="fact").count() == 3


@pytest.mark.django_db
def test_one_at_a_time_ones_own_and_for_a_week(asking: Asking) -> None:
    started = start(asking)
    assert refusal(asking.post(ADDRESS, b"")) == (409, "records.snapshot_running")
    own = f"{ADDRESS}/{started['id']}"
    assert refusal(asking.get(f"{own}/download")) == (409, "records.snapshot_unfinished")
    runner.run(started["id"])
    _, colleague = asking.make(asking.office.world.bureau)
    for key in (asking.other_key, colleague):
        assert refusal(asking.get(own, key=key)) == (404, "core.not_found")
        assert refusal(asking.get(f"{own}/download", key=key)) == (404, "core.not_found")
    listed = json.loads(asking.get(ADDRESS).content)
    assert [each["id"] for each in listed["items"]] == [started["id"]]
    clear_snapshots()
    assert asking.get(f"{own}/download").status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "KEPT", -services.KEPT)
        clear_snapshots()
    assert refusal(asking.get(f"{own}/download")) == (410, "records.snapshot_gone")
    _, key = asking.make(asking.office.world.bureau, "facts:read", "facts:write")
    assert refusal(asking.post(ADDRESS, b"", key=key)) == (403, "core.scope_missing")
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_asked_twice_under_one_key_it_is_one(asking: Asking) -> None:
    key = {"Idempotency-Key": "snapshot-1"}
    answers = [asking.post(ADDRESS, b"", **key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert json.loads(answers[0].content) == json.loads(answers[1].content)
    assert Job.objects.count() == 1


class Copy:
    """A follower: what the file said, then what the change log names, asked for as it stands."""

    def __init__(self, asking: Asking, lines: list[dict[str, Any]]) -> None:
        self.asking = asking
        self.position = lines[0]["position"]
        self.facts = {line["fact_id"]: line["amount"] for line in lines if line["type"] == "fact"}
        self.subjects = {line["uscc"] for line in lines if line["type"] == "subject"}

    def follow(self) -> None:
        while True:
            address = f"/api/v1/changes?after={self.position}&limit=50"
            page = json.loads(self.asking.get(address).content)
            for change in page["items"]:
                self.subjects.add(change["uscc"])
                if change["fact_id"] is not None:
                    self._take(change["fact_id"])
            self.position = page["next"]
            if self.position == page["last_position"]:
                return

    def _take(self, fact_id: int) -> None:
        answer = self.asking.get(f"/api/v1/facts/{fact_id}")
        if answer.status_code == 404:
            self.facts.pop(fact_id, None)
        else:
            self.facts[fact_id] = json.loads(answer.content)["amount"]


@pytest.mark.usefixtures("committed_db", "small_parts")
@pytest.mark.req("R188")
def test_the_file_and_the_log_after_it_lose_nothing_while_others_write() -> None:
    asking = Asking(Office(), budget=60_000)
    world = asking.office.world
    subjects = [world.subject(f"江阴市演示{n}号有限公司") for n in range(6)]
    standing = world.open(*(world.penalty_row(subject) for subject in subjects))
    problems: list[BaseException] = []
    ended = threading.Event()
    rounds = threading.Semaphore(0)

    def write(number: int) -> None:
        """Opens, changes and repairs facts of organisations others write about as well."""
        try:
            for turn in range(12):
                subject = subjects[(number + turn) % len(subjects)]
                row = world.penalty_row(subject)
                [new] = world.open(row)
                world.revise(replace(row, fact_id=new.fact_id, amount=turn * 100 + number))
                if turn % 3 == 0:
                    doors.run(
                        verbs.repair,
                        actor=world.approver,
                        fact_id=new.fact_id,
                        grounds=verbs.Grounds(reason="已履行"),
                    )
                rounds.release()
        except BaseException as error:
            problems.append(error)
            raise
        finally:
            connections.close_all()

    def place() -> None:
        try:
            while not ended.is_set():
                doors.run(sequence, actor=SYSTEM, limit=7)
        except BaseException as error:
            problems.append(error)
            raise
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    placing = threading.Thread(target=place)
    for thread in (*writers, placing):
        thread.start()
    for _ in range(4):
        rounds.acquire(timeout=60)
    started = start(asking)
    lease = doors.run(job_steps.take_over, actor=SYSTEM, job_id=started["id"])
    while lease:
        # Between two parts somebody always writes, as long as anybody does.
        rounds.acquire(timeout=5)
        lease = doors.run(job_steps.take_step, actor=lease.actor, lease=lease)
    copy = Copy(asking, fetch(asking, started["id"]))
    copy.follow()
    for thread in writers:
        thread.join(timeout=120)
    ended.set()
    placing.join(timeout=60)
    sequence_all()
    copy.follow()
    assert problems == []
    assert copy.facts == dict(truth())
    assert copy.subjects == set(Subject.objects.values_list("uscc", flat=True))
    assert {each.fact_id for each in standing} <= set(copy.facts)


def truth() -> Iterator[tuple[int, int | None]]:
    """What stands and was not repaired."""
    repaired = set(
        FactVersion.objects.filter(fact__effects__kind="repaired").values_list("fact_id", flat=True)
    )
    rows = FactVersion.objects.filter(closed_at=None).values_list("fact_id", "amount")
    return ((fact_id, amount) for fact_id, amount in rows if fact_id not in repaired)
