"""Organisations: what the register says, what clerks may enter, what they are found by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import doors
from core.actors import PUBLIC, Actor, ActorKind, Role
from core.errors import Refusal
from exchange.models import Change
from records import uscc
from records.models import Subject, SubjectName, SubjectVersion, Succession
from records.queries.objects import (
    access_object,
    facts_of_object,
    holders_on,
)
from records.services import objects, subjects
from records.sql.subjects import SubjectRow
from tests.records.build import World, code, item, people
from tests.sectors import build

pytestmark = pytest.mark.django_db


def row(name: str = "江阴市演示毛纺有限公司", **values: Any) -> SubjectRow:
    given = SubjectRow(uscc=code(), valid_from=date(2020, 1, 1), name=name, kind="enterprise")
    return replace(given, **values)


def refused(act: Callable[[], object]) -> str:
    before = (Subject.objects.count(), SubjectVersion.objects.count())
    with pytest.raises(Refusal) as refusal:
        act()
    assert before == (Subject.objects.count(), SubjectVersion.objects.count())
    return refusal.value.code


@pytest.mark.req("R001", "R002")
def test_the_register_makes_and_confirms_subjects(world: World) -> None:
    first = row(address="江阴市新桥镇陶新路1号", established_on=date(2019, 12, 1))
    second = row("江阴乙厂")
    done = world.register_rows([replace(first, n=1), replace(second, n=2)])
    assert (done.written, done.unchanged) == (2, ())
    subject = Subject.objects.get(uscc=first.uscc)
    version = subject.versions.get()
    assert subject.confirmed_at == subject.ledger_at == version.opened_at
    assert (version.name, version.address, version.unit_id, version.catalogue_version_id) == (
        first.name,
        "江阴市新桥镇陶新路1号",
        world.register.id,
        world.registration.id,
    )
    assert list(Change.objects.values_list("kind", flat=True)) == ["subject.recorded"] * 2


def test_the_same_again_writes_nothing(world: World) -> None:
    rows = [replace(row(f"江阴第{n}厂"), n=n) for n in range(4)]
    world.register_rows(rows)
    before = list(Subject.objects.order_by("id").values_list("ledger_at", flat=True))
    done = world.register_rows([*rows[:3], replace(rows[3], status="cancelled")])
    assert (done.written, done.unchanged) == (1, (0, 1, 2))
    after = list(Subject.objects.order_by("id").values_list("ledger_at", flat=True))
    assert [one == other for one, other in zip(before, after, strict=True)] == [
        True,
        True,
        True,
        False,
    ]
    later = [replace(each, valid_from=date(2025, 1, 1)) for each in rows[:3]]
    assert world.register_rows(later).written == 0


def test_a_correction_closes_and_a_change_follows(world: World) -> None:
    given = row()
    world.register_rows([given])
    world.register_rows([replace(given, name="江阴市演示毛纺织有限公司")])
    world.register_rows(
        [replace(given, valid_from=date(2024, 6, 1), name="江阴市演示集团有限公司")]
    )
    wrong, right, new = SubjectVersion.objects.order_by("id")
    assert wrong.closed_at == right.opened_at
    assert (right.closed_at, new.closed_at) == (None, None)
    assert [(each.valid_from, each.name) for each in (right, new)] == [
        (date(2020, 1, 1), "江阴市演示毛纺织有限公司"),
        (date(2024, 6, 1), "江阴市演示集团有限公司"),
    ]


def test_the_last_of_two_rows_about_one_day_holds(world: World) -> None:
    given = replace(row(), n=1)
    world.register_rows([given, replace(given, n=2, name="江阴后来厂")])
    assert SubjectVersion.objects.get().name == "江阴后来厂"


@pytest.mark.req("R001")
@pytest.mark.parametrize(
    "wrong", [uscc.PLACEHOLDER, "91320281MAY", "11010519491231002X", "9132028OMAY0000178"]
)
def test_what_is_no_code_makes_no_subject(world: World, wrong: str) -> None:
    assert refused(lambda: world.register_rows([row(uscc=wrong)])) == "records.subject_code"
    assert (
        refused(
            lambda: doors.run(
                subjects.add_provisional_subject,
                actor=world.clerk,
                unit_id=world.bureau.id,
                row=row(uscc=wrong),
            )
        )
        == "records.subject_code"
    )


@pytest.mark.req("R001")
def test_an_early_code_with_a_wrong_check_comes_from_the_register(world: World) -> None:
    world.register_rows([row(uscc="91350211M0000XUF46")])
    assert SubjectVersion.objects.get().oddities == ["校验位不符"]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"name": "　"}, "records.subject_name"),
        ({"kind": "person"}, "records.subject_details"),
        ({"status": "asleep"}, "records.subject_details"),
        ({"region_code": "江阴"}, "records.subject_details"),
        ({"industry_code": "C"}, ""),
        ({"industry_code": "c1"}, "records.subject_details"),
    ],
)
def test_what_the_register_cannot_mean_is_refused(
    world: World, wrong: dict[str, str], expected: str
) -> None:
    if not expected:
        assert world.register_rows([row(**wrong)]).written == 1
        return
    assert refused(lambda: world.register_rows([row(**wrong)])) == expected


def test_only_who_keeps_the_register_speaks_for_it(world: World) -> None:
    def register(actor: Actor, unit_id: int, version_id: int) -> object:
        return doors.run(
            subjects.register_subject_versions,
            actor=actor,
            rows=[row()],
            catalogue_version_id=version_id,
            unit_id=unit_id,
        )

    own, bureau = world.registration.id, world.bureau.id
    assert refused(lambda: register(world.clerk, bureau, own)) == "records.register_only"
    assert refused(lambda: register(world.clerk, world.register.id, own)) == "records.register_only"
    assert (
        refused(lambda: register(world.registrar, world.register.id, world.penalty.id))
        == "records.not_in_catalogue"
    )
    client = Actor(kind=ActorKind.CLIENT, id=4, unit_id=world.register.id)
    register(client, world.register.id, own)


@pytest.mark.req("R001")
def test_a_provisional_subject_waits_for_the_register(world: World) -> None:
    given = row("江阴待核厂", valid_from=date(2026, 5, 1))

    def add(actor: Actor = world.clerk) -> Subject:
        return doors.run(
            subjects.add_provisional_subject, actor=actor, unit_id=world.bureau.id, row=given
        )

    assert refused(lambda: add(people(world.bureau, Role.READER))) == "core.not_allowed"
    assert refused(lambda: add(people(build.unit(), Role.CLERK))) == "core.not_allowed"
    made = add()
    assert made.confirmed_at is None
    assert refused(add) == "records.subject_exists"
    assert list(SubjectName.objects.values_list("term", "is_confirmed")) == [("江阴待核厂", False)]
    world.register_rows([replace(given, valid_from=date(2010, 1, 1), name="江阴登记厂")])
    assert Subject.objects.get(id=made.id).confirmed_at is not None
    current = SubjectVersion.objects.get(closed_at__isnull=True)
    assert (current.name, current.valid_from) == ("江阴登记厂", date(2010, 1, 1))
    assert list(SubjectName.objects.values_list("term", "is_confirmed")) == [("江阴登记厂", True)]


def test_names_are_kept_for_searching(world: World) -> None:
    build_areas()
    given = row(
        "江阴市新桥镇重庆火锅店",
        kind="household",
        sign="老灶（重庆）",
        region_code="320281013",
    )
    world.register_rows([given])
    world.register_rows(
        [replace(given, valid_from=date(2024, 1, 1), name="江阴市新桥镇老灶火锅店")]
    )
    world.register_rows([row("张三", kind="household")])
    found = {
        name.term: (name.kind, name.initials, name.short_initials)
        for name in SubjectName.objects.all()
    }
    assert found == {
        "江阴市新桥镇老灶火锅店": ("legal", "JYSXQZLZHGD", "LZHGD"),
        "江阴市新桥镇重庆火锅店": ("former", "JYSXQZCQHGD", "CQHGD"),
        "老灶(重庆)": ("sign", "LZCQ", ""),
    }
    legal = SubjectName.objects.get(kind="legal")
    assert "火锅" in legal.bigrams
    assert len(legal.bigrams) == len(set(legal.bigrams)) == 10


def build_areas() -> None:
    for area, name in (
        ("320000", "江苏省"),
        ("320200", "无锡市"),
        ("320281", "江阴市"),
        ("320281013", "新桥镇"),
    ):
        build.region(area, name)


def test_statements_do_not_grow_with_the_rows(world: World) -> None:
    def cost(count: int) -> int:
        rows = [replace(row(f"江阴第{n}厂"), n=n) for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            world.register_rows(rows)
        return len(queries)

    assert cost(2) == cost(40)


def test_a_succession_moves_both_clocks(world: World) -> None:
    first, second = world.subject("江阴甲厂"), world.subject("江阴乙厂")
    before = (first.ledger_at, second.ledger_at)

    def succeed(successor: int, basis: str = "合并协议") -> Succession:
        return doors.run(
            subjects.record_succession,
            actor=world.clerk,
            predecessor_id=first.id,
            successor_id=successor,
            kind="merger",
            effective_on=date(2026, 6, 1),
            basis=basis,
            unit_id=world.bureau.id,
        )

    for successor, basis in ((first.id, "合并协议"), (0, "合并协议"), (second.id, " ")):
        with pytest.raises(Refusal) as refusal:
            succeed(successor, basis)
        assert refusal.value.code == "records.succession"
    succeed(second.id)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ledger_at > before[0], second.ledger_at > before[1]) == (True, True)
    with pytest.raises(Refusal):
        succeed(second.id)
    assert Succession.objects.count() == 1


@pytest.mark.req("R006")
def test_a_ship_hangs_under_whoever_holds_it(world: World) -> None:
    first, second = world.subject("江阴船务一公司"), world.subject("江阴船务二公司")
    ship = doors.run(
        objects.add_object,
        actor=world.clerk,
        unit_id=world.bureau.id,
        kind="ship",
        number="CN20201234567",
        name="澄海18",
    )
    with pytest.raises(Refusal) as refusal:
        doors.run(
            objects.add_object,
            actor=world.clerk,
            unit_id=world.bureau.id,
            kind="ship",
            number="CN20201234567",
            name="另一艘",
        )
    assert refusal.value.code == "records.object_exists"

    def hold(subject: Subject, since: date) -> object:
        return doors.run(
            objects.hold_object,
            actor=world.clerk,
            object_id=ship.id,
            subject_id=subject.id,
            role="owner",
            valid_from=since,
        )

    hold(first, date(2020, 1, 1))
    with pytest.raises(Refusal) as refusal:
        hold(second, date(2024, 1, 1))
    assert refusal.value.code == "records.object_held"
    doors.run(
        objects.end_holding,
        actor=world.clerk,
        holding_id=ship.holdings.get().id,
        valid_to=date(2024, 1, 1),
    )
    hold(second, date(2024, 1, 1))
    facts = world.open(world.neutral_row(world.licence, second, supervised_object_id=ship.id))
    found = access_object(actor=world.clerk, kind="ship", number=" CN20201234567 ")
    assert found == ship
    about = facts_of_object(actor=world.clerk, supervised_object=ship)
    assert [version.fact_id for version in about] == [facts[0].fact_id]
    assert facts_of_object(actor=PUBLIC, supervised_object=ship) == []
    holders = [
        [holding.subject for holding in holders_on(ship, day)]
        for day in (date(2019, 12, 31), date(2023, 12, 31), date(2024, 1, 1))
    ]
    assert holders == [[], [first], [second]]
    with pytest.raises(Refusal):
        access_object(actor=PUBLIC, kind="ship", number="CN20201234567")


@pytest.mark.req("R006")
def test_what_is_said_of_a_ship_without_a_coded_owner_stays_on_it(world: World) -> None:
    inspected = item("inspection", "neutral", world.bureau)
    ship = doors.run(
        objects.add_object,
        actor=world.clerk,
        unit_id=world.bureau.id,
        kind="ship",
        number="IMO9234567",
        name="OCEAN STAR",
    )

    def record(decided_on: date) -> object:
        return doors.run(
            objects.record_on_object,
            actor=world.clerk,
            unit_id=world.bureau.id,
            object_id=ship.id,
            catalogue_version_id=inspected.id,
            decided_on=decided_on,
            outcome="滞留",
        )

    with pytest.raises(Refusal) as refusal:
        record(date(2199, 1, 1))
    assert refusal.value.code == "records.object_record"
    record(date(2026, 5, 1))
    kept = ship.records.get()
    assert (kept.kind, kept.polarity, kept.outcome) == ("inspection", "neutral", "滞留")
    doors.run(objects.withdraw_object_record, actor=world.clerk, record_id=kept.id, reason="误录")
    with pytest.raises(Refusal):
        doors.run(
            objects.withdraw_object_record, actor=world.clerk, record_id=kept.id, reason="再次"
        )
