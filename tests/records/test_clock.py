"""The ledger clock under concurrent writers: every answer given is given again later."""

import itertools
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, connections, transaction

from core import clock, doors
from core.actors import SYSTEM
from core.errors import Refusal
from exchange.models import Change
from records.models import FactVersion, Subject
from records.queries import files
from records.queries.files import CreditFile
from records.services import ledger, moving, verbs
from records.services.verbs import Grounds
from records.sql.rows import FactRow
from tests.records.build import World

WRITERS, READERS, STEPS = 4, 3, 30
EXPECTED = {"records.fact_gone", "records.effect_holds", "records.fact_changed", "core.not_found"}


def run_all(*works: Callable[[], None]) -> list[BaseException]:
    problems: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            problems.append(error)
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return problems


class Writer:
    """Opens, changes, repairs, retracts and moves facts of a few organisations, as chance has
    it."""

    def __init__(self, world: World, subjects: list[Subject], seed: int) -> None:
        self.world, self.subjects = world, subjects
        self.chance = random.Random(seed)
        self.rows: list[FactRow] = []

    def run(self) -> None:
        for _ in range(STEPS):
            try:
                self.step()
            except Refusal as refusal:
                if refusal.code not in EXPECTED:
                    raise

    def step(self) -> None:
        if not self.rows or self.chance.random() < 0.3:
            self.open()
            return
        place = self.chance.randrange(len(self.rows))
        row = self.rows[place]
        act = self.chance.choice(["revise", "revise", "repair", "retract", "move"])
        if act == "revise":
            self.rows[place] = replace(row, amount=(row.amount or 0) + 1)
            self.world.revise(self.rows[place])
        elif act == "repair":
            doors.run(
                verbs.repair,
                actor=self.world.approver,
                fact_id=row.fact_id,
                grounds=Grounds("已履行"),
            )
        elif act == "retract":
            doors.run(
                verbs.retract,
                actor=self.world.approver,
                fact_ids=[row.fact_id],
                grounds=Grounds("误传"),
            )
        else:
            self.move(place)

    def open(self) -> None:
        fresh = [
            self.world.penalty_row(each, decided_on=clock.today() - timedelta(days=30))
            for each in self.chance.sample(self.subjects, 2)
        ]
        written = self.world.open(*fresh)
        self.rows += [
            replace(one, fact_id=each.fact_id) for one, each in zip(fresh, written, strict=True)
        ]

    def move(self, place: int) -> None:
        row = self.rows[place]
        others = [each.id for each in self.subjects if each.id != row.subject_id]
        target = self.chance.choice(others)
        moved = doors.run(
            moving.move_fact,
            actor=self.world.approver,
            fact_id=row.fact_id,
            to_subject_id=target,
            grounds=Grounds("主体有误"),
        )
        self.rows[place] = replace(row, subject_id=target, fact_id=moved.fact_id)


@pytest.mark.slow
@pytest.mark.req("R003")
def test_answers_given_while_others_write_are_given_again(committed_db: None) -> None:
    world = World()
    subjects = [world.subject(f"江阴第{n}厂") for n in range(3)]
    today = clock.today()
    answers: list[CreditFile] = []
    writing = [threading.Event() for _ in range(WRITERS)]

    def write(seed: int) -> None:
        try:
            Writer(world, subjects, seed).run()
        finally:
            writing[seed].set()

    def read(seed: int) -> None:
        chance = random.Random(seed)
        while not all(event.is_set() for event in writing):
            subject = chance.choice(subjects)
            ahead = clock.now() + timedelta(seconds=chance.choice([0, 60]))
            known = chance.choice([None, ahead])
            answers.append(
                files.file_as_of(actor=SYSTEM, uscc=subject.uscc, day=today, known=known)
            )

    problems = run_all(
        *(partial(write, seed) for seed in range(WRITERS)),
        *(partial(read, seed) for seed in range(READERS)),
    )
    assert problems == []
    assert len({answer.known for answer in answers}) > 10
    for answer in answers:
        again = files.file_as_of(actor=SYSTEM, uscc=answer.uscc, day=today, known=answer.known)
        assert again == answer
    _require_sound(subjects)


def _require_sound(subjects: list[Subject]) -> None:
    """Versions of a fact follow without gap or overlap, and every write is in the change log."""
    for subject in subjects:
        versions = FactVersion.objects.filter(subject=subject).order_by("fact_id", "opened_at")
        for former, latter in itertools.pairwise(versions):
            if former.fact_id == latter.fact_id:
                assert former.closed_at == latter.opened_at
        written = set(versions.values_list("id", "opened_at"))
        changes = Change.objects.filter(subject_id=subject.id, kind="fact.recorded")
        assert set(changes.values_list("ref", "ledger_at")) == written
        in_order = Change.objects.filter(subject_id=subject.id).order_by("id")
        stamps = list(in_order.values_list("ledger_at", flat=True))
        assert stamps == sorted(stamps)


def test_writers_of_the_same_subjects_queue(committed_db: None) -> None:
    """Asked for in any order, locked in one: nobody deadlocks, no stamp is given twice."""
    world = World()
    ids = [world.subject(f"江阴第{n}厂").id for n in range(4)]
    stamps: list[object] = []

    def advance(*, actor: object, order: list[int]) -> None:
        stamps.extend(ledger.advance(order).items())

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(20):
            doors.run(advance, actor=SYSTEM, order=chance.sample(ids, 3))

    assert run_all(*(partial(work, seed) for seed in range(4))) == []
    assert len(stamps) == len(set(stamps)) == 4 * 20 * 3


@pytest.mark.django_db
def test_the_clock_goes_on_when_the_machines_does_not() -> None:
    world = World()
    subject = world.subject()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_subject SET ledger_at = ledger_at + interval '1 hour', "
            "ledger_txid = pg_current_xact_id()::text::bigint"
        )
    subject.refresh_from_db()
    with transaction.atomic():
        stamp = ledger.advance([subject.id])[subject.id]
    assert stamp - subject.ledger_at == timedelta(microseconds=1)


@pytest.mark.django_db
def test_the_clock_is_for_subjects_there_are() -> None:
    with pytest.raises(LookupError), transaction.atomic():
        ledger.advance([0])


def test_the_clock_runs_only_inside_a_door(committed_db: None) -> None:
    with pytest.raises(RuntimeError):
        ledger.advance([1])
