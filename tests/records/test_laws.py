"""Laws of the ledger, over generated histories."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock, doors
from core.errors import Refusal
from records.decisions.disclosure import Disclosable, Rule, is_shown
from records.decisions.effects import Effect
from records.decisions.matching import Standing, Way, match
from records.models import CatalogueVersion, FactEffect, FactVersion, Subject
from records.queries import files
from records.queries.catalogue import shelf_on
from records.queries.disclosure import shown_facts
from records.queries.rules import load_rules
from records.services import effects, ledger, moving, verbs
from records.services.verbs import Grounds
from records.sql import effects as effects_sql
from records.sql.effects import NewEffect
from records.sql.matching import match_rows
from records.sql.rows import FactRow, of_rows
from tests.records.build import World

pytestmark = pytest.mark.django_db

SOME = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Half of the decisions fall around the day the newer rules took force.
PAST = st.dates(date(2019, 1, 1), date(2026, 5, 31)) | st.dates(date(2026, 3, 25), date(2026, 5, 1))
DAYS = st.dates(date(2016, 1, 1), date(2036, 12, 31))


@contextmanager
def undone() -> Iterator[None]:
    """Each generated example starts from the same world."""
    here = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(here)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Facts of all kinds with effects of all kinds, wherever they may fall."""
    periods = st.tuples(st.integers(-60, 800), st.none() | st.integers(1, 900))
    return draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "item": st.sampled_from(
                        ["penalty", "licence", "inspection", "abnormal", "list_item"]
                    ),
                    "decided_on": PAST,
                    "severity": st.sampled_from([1, 2, 3]),
                    "is_safety": st.booleans(),
                    "delay": st.integers(0, 40),
                    "lasts": st.none() | st.integers(1, 2_000),
                    "effects": st.lists(
                        st.tuples(st.sampled_from(FactEffect.Kind.values), periods), max_size=3
                    ),
                }
            ),
            min_size=1,
            max_size=6,
        )
    )


@pytest.mark.req("R161", "R180")
@SOME
@given(histories=histories(), days=st.lists(DAYS, min_size=1, max_size=12))
def test_sql_shows_what_the_decision_says(
    world: World, histories: list[dict[str, Any]], days: list[date]
) -> None:
    """The twins, day by day: around every bound of every fact, ten years back and forth."""
    with undone():
        subject = world.subject()
        rules = {rule.id: rule for rule in load_rules()}
        facts = dict(_record(world, subject, given, rules) for given in histories)
        bounds = {
            bound + timedelta(days=offset)
            for fact, _ in facts.values()
            for bound in _bounds(fact)
            for offset in (-1, 0, 1)
        }
        shelves = {item_id: shelf_on(item_id, days[0]) for _, item_id in facts.values()}
        for day in {*days, *bounds}:
            expected = {
                number
                for number, (fact, item_id) in facts.items()
                if is_shown(fact, shelves[item_id], list(rules.values()), day)
            }
            assert {fact for _, fact, _ in shown_facts([subject.id], day)} == expected, day


def _record(
    world: World, subject: Subject, given: dict[str, Any], rules: dict[int, Rule]
) -> tuple[int, tuple[Disclosable, int]]:
    version: CatalogueVersion = getattr(world, given["item"])
    decided = given["decided_on"]
    starts_on = decided + timedelta(days=given["delay"])
    ends_on = starts_on + timedelta(days=given["lasts"]) if given["lasts"] else None
    severity = 2 if given["item"] == "abnormal" else given["severity"]
    row = replace(
        world.penalty_row(subject, catalogue_version_id=version.id),
        decided_on=max(decided, date(2023, 5, 1)) if version.polarity == "adverse" else decided,
        starts_on=starts_on,
        ends_on=ends_on,
        severity=severity,
        is_safety=given["is_safety"],
    )
    if ends_on is not None and row.starts_on is not None and ends_on <= row.starts_on:
        row = replace(row, ends_on=None)
    (written,) = world.open(row)
    ledger.advance([subject.id])
    kept: list[Effect] = []
    for kind, (after, length) in given["effects"]:
        since = decided + timedelta(days=after)
        final = kind in {"retracted", "moved"}
        until = since + timedelta(days=length) if length and not final else None
        if kind == "displayed" and until is None:
            until = since + timedelta(days=300)
        if any(each.kind == kind and each.ends_on is None for each in kept):
            continue
        effect = NewEffect(kind=kind, starts_on=since, ends_on=until, reason="测试")
        effects_sql.begin([subject.id], [written.fact_id], effect, clock.today())
        kept.append(Effect(kind, since, until))
    stored = FactVersion.objects.get(id=written.version_id)
    fact = Disclosable(
        starts_on=stored.starts_on,
        ends_on=stored.ends_on,
        decided_on=stored.decided_on,
        clock_starts_on=stored.clock_starts_on,
        rule=rules.get(stored.disclosure_rule_id or 0),
        effects=tuple(kept),
    )
    return written.fact_id, (fact, version.item_id)


def test_the_catalogue_of_the_day_decides_what_is_public(world: World) -> None:
    """An edition that withdraws an item from the public takes its facts off the page on its day; a
    day before the first edition is as the first says."""
    subject = world.subject()
    (written,) = world.open(world.neutral_row(world.licence, subject))
    first = world.licence
    ahead = clock.today() + timedelta(days=10)
    CatalogueVersion.objects.create(
        item_id=first.item_id,
        kind=first.kind,
        polarity=first.polarity,
        number=2,
        name=first.name,
        basis=first.basis,
        disclosure="authorities",
        update_cycle=first.update_cycle,
        source=first.source,
        valid_from=ahead,
        recorded_on=clock.today(),
    )
    for day, shown in (
        (clock.today(), True),
        (ahead - timedelta(days=1), True),
        (ahead, False),
        (ahead + timedelta(days=400), False),
    ):
        expected = [(subject.id, written.fact_id, written.version_id)] if shown else []
        assert shown_facts([subject.id], day) == expected
        assert shelf_on(first.item_id, day).is_public is shown
    assert shelf_on(first.item_id, date(1999, 1, 1)).is_public is True


def _bounds(fact: Disclosable) -> Iterator[date]:
    for start in filter(None, (fact.starts_on, fact.decided_on, fact.clock_starts_on)):
        yield start
        for months in (3, 12, 36):
            yield clock.add_months(start, months)
    if fact.ends_on:
        yield fact.ends_on
    for effect in fact.effects:
        yield effect.starts_on
        if effect.ends_on:
            yield effect.ends_on
    yield date(2026, 4, 1)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "open",
                "revise",
                "same",
                "repair",
                "withdraw",
                "retract",
                "move",
                "suspend",
                "resume",
                "dispute",
                "forbear",
            ]
        ),
        st.integers(0, 3),
    ),
    max_size=14,
)


@pytest.mark.req("R003")
@SOME
@given(steps=STEPS)
def test_every_answer_can_be_given_again(world: World, steps: list[tuple[str, int]]) -> None:
    """(day, known) answers as it did then, after any history; and nothing sent in brings back what
    was repaired, revoked or moved away."""
    with undone():
        subjects = [world.subject("江阴甲厂"), world.subject("江阴乙厂")]
        today = clock.today()
        days = [today - timedelta(days=400), today - timedelta(days=20), today]
        ledger_of = Histories(world, subjects)
        answers = []
        for step, number in steps:
            ledger_of.take(step, number)
            answers += [
                files.file_as_of(actor=world.clerk, uscc=subject.uscc, day=day)
                for subject in subjects
                for day in days
            ]
            shown = {fact for _, fact, _ in shown_facts([each.id for each in subjects], today)}
            assert not shown & ledger_of.gone
        for answer in answers:
            again = files.file_as_of(
                actor=world.clerk, uscc=answer.uscc, day=answer.day, known=answer.known
            )
            assert again == answer


FITTING = {"records.fact_gone", "records.effect_holds", "records.effect_ended"}


class Histories:
    """Writes one step at a time; a step that does not fit the state is refused and changes
    nothing."""

    def __init__(self, world: World, subjects: list[Subject]) -> None:
        self.world, self.subjects = world, subjects
        self.rows: list[FactRow] = []
        self.gone: set[int] = set()
        self.suspended: dict[int, int] = {}

    def take(self, step: str, number: int) -> None:
        if step == "open":
            row = self.world.penalty_row(
                self.subjects[number % 2], decided_on=clock.today() - timedelta(days=30)
            )
            (written,) = self.world.open(row)
            self.rows.append(replace(row, fact_id=written.fact_id))
        elif self.rows:
            row = self.rows[number % len(self.rows)]
            try:
                getattr(self, f"_{step}")(row, number)
            except Refusal as refusal:
                if refusal.code not in FITTING:
                    raise

    def _revise(self, row: FactRow, number: int) -> None:
        self._replace(row, replace(row, amount=(row.amount or 0) + number + 1))

    def _same(self, row: FactRow, number: int) -> None:
        before = FactVersion.objects.count()
        assert self.world.revise(row).written == ()
        assert FactVersion.objects.count() == before

    def _repair(self, row: FactRow, number: int) -> None:
        self._verb(verbs.repair, row)

    def _withdraw(self, row: FactRow, number: int) -> None:
        self._verb(verbs.withdraw, row)

    def _verb(self, verb: Any, row: FactRow) -> None:
        doors.run(verb, actor=self.world.approver, fact_id=row.fact_id, grounds=Grounds("理由"))
        assert row.fact_id is not None
        self.gone.add(row.fact_id)

    def _retract(self, row: FactRow, number: int) -> None:
        doors.run(
            verbs.retract,
            actor=self.world.approver,
            fact_ids=[row.fact_id],
            grounds=Grounds("误传"),
        )
        assert row.fact_id is not None
        self.gone.add(row.fact_id)

    def _move(self, row: FactRow, number: int) -> None:
        (target,) = [each for each in self.subjects if each.id != row.subject_id]
        written = doors.run(
            moving.move_fact,
            actor=self.world.approver,
            fact_id=row.fact_id,
            to_subject_id=target.id,
            grounds=Grounds("主体有误"),
        )
        assert row.fact_id is not None
        if row.fact_id in self.gone:
            self.gone.add(written.fact_id)
        self.gone.add(row.fact_id)
        self._replace(row, replace(row, subject_id=target.id, fact_id=written.fact_id), write=False)

    def _suspend(self, row: FactRow, number: int) -> None:
        effect = NewEffect(
            kind="suspended",
            starts_on=clock.today() - timedelta(days=10 + number),
            reason="停止执行",
        )
        (begun,) = doors.run(
            effects.begin, actor=self.world.approver, fact_ids=[row.fact_id], effect=effect
        )
        self.suspended[begun.fact_id] = begun.effect_id

    def _resume(self, row: FactRow, number: int) -> None:
        effect_id = self.suspended.get(row.fact_id or 0)
        if effect_id is not None:
            doors.run(
                effects.end,
                actor=self.world.approver,
                effect_ids=[effect_id],
                on=clock.today() - timedelta(days=number),
                reason="恢复",
            )

    def _dispute(self, row: FactRow, number: int) -> None:
        doors.run(
            verbs.dispute,
            actor=self.world.approver,
            fact_id=row.fact_id,
            grounds=Grounds("异议"),
        )

    def _forbear(self, row: FactRow, number: int) -> None:
        effect = NewEffect(kind="not_counted", starts_on=clock.today(), reason="首违不罚")
        doors.run(effects.begin, actor=self.world.approver, fact_ids=[row.fact_id], effect=effect)

    def _replace(self, old: FactRow, new: FactRow, *, write: bool = True) -> None:
        if write:
            self.world.revise(new)
        self.rows[self.rows.index(old)] = new


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Two orders of the same rows (decision, edition): each edition of a decision comes after the
    one before it, everything else is shuffled, and rows may come again."""
    editions = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    orders = []
    for _ in range(2):
        left = {number: list(range(count)) for number, count in enumerate(editions)}
        order: list[tuple[int, int]] = []
        while left:
            number = draw(st.sampled_from(sorted(left)))
            order.append((number, left[number].pop(0)))
            if draw(st.booleans()):
                order.append(order[-1])
            if not left[number]:
                del left[number]
        orders.append(order)
    return orders[0], orders[1]


@pytest.mark.req("R015")
@SOME
@given(orders=deliveries())
def test_order_of_arrival_and_duplicates_do_not_matter(
    world: World, orders: tuple[list[tuple[int, int]], list[tuple[int, int]]]
) -> None:
    with undone():
        subject = world.subject()
        rows = [world.penalty_row(subject) for _ in range(4)]
        ends = []
        for order in orders:
            with undone():
                for number, edition in order:
                    _deliver(world, replace(rows[number], amount=edition))
                standing = FactVersion.objects.filter(closed_at__isnull=True)
                ends.append(
                    sorted(
                        (each.document_key, each.amount, bytes(each.content_hash))
                        for each in standing
                    )
                )
        assert ends[0] == ends[1]
        assert len(ends[0]) == len({number for number, _ in orders[0]})


def _deliver(world: World, row: FactRow) -> None:
    """As intake does: find whose it is, then open or change."""
    (found,) = match_rows(of_rows([row]))
    standing = Standing(*astuple(found)[1:])
    matched = match(standing, subject_id=row.subject_id, unit_id=row.unit_id)
    if matched.way is Way.OPEN:
        world.open(row)
    else:
        world.revise(replace(row, fact_id=matched.fact_id))
