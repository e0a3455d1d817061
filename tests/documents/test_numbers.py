"""Numbers: in order, without gaps, never twice, whoever fails or hurries."""

import random
import threading

import pytest
from django.db import connection, connections, transaction

from core import clock, doors
from core.actors import SYSTEM, Actor
from core.errors import Refusal
from core.models import AuditEvent
from documents.decisions.numbering import as_written, is_pattern, render_number
from documents.models import NumberPattern, NumberSeries
from documents.services import numbers
from tests.documents.people import approver, clerk, make_unit

DAY = clock.today()


class ChangedMind(Exception):
    pass


def take_and_maybe_fail(*, actor: Actor, unit_id: int, fail: bool, taken: list[int]) -> None:
    got = numbers.take_number(actor=actor, unit_id=unit_id, kind="letter", day=DAY)
    if fail:
        raise ChangedMind
    taken.append(got.number)


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("澄信核〔{year}〕{number}号", "澄信核〔2026〕31号"),
        ("澄市监处罚〔{year}〕{number:05}号", "澄市监处罚〔2026〕00031号"),
        ("({year})第{number:04}号", "(2026)第0031号"),
        ("{number}/{year}", "31/2026"),
    ],
)
def test_a_number_is_written_as_the_unit_writes_it(pattern: str, written: str) -> None:
    assert render_number(pattern, 2026, 31) == written


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "澄信核〔{year}〕号",
        "澄信核{number}号",
        "{year}{year}{number}",
        "{year}{number}{number}",
        "{year.__class__}{number}",
        "{year}{number:1000000000}",
        "{year}{number!r}",
        "{0}{year}{number}",
        "{year}{number}\n",
        "{year}{number}" + "号" * 40,
    ],
)
@pytest.mark.django_db
def test_what_is_no_pattern_is_refused_by_code_and_database(pattern: str) -> None:
    assert not is_pattern(pattern)
    with pytest.raises(ValueError, match="pattern"):
        render_number(pattern, 2026, 1)
    with pytest.raises(Exception, match=r"numberpattern_form|too long"), transaction.atomic():
        NumberPattern.objects.create(
            unit=make_unit(), kind="letter", pattern=pattern, set_at=clock.now()
        )


def test_typed_brackets_become_those_of_papers() -> None:
    wanted = "锡澄环罚决〔2026〕31号"
    for typed in (
        "锡澄环罚决(2026)31号",
        "锡澄环罚决[2026]31号",
        " 锡澄环罚决（2026）31号 ",
        wanted,
    ):
        assert as_written(typed) == wanted


@pytest.mark.django_db
def test_each_series_counts_for_itself() -> None:
    one, other = make_unit(), make_unit("traffic", "江阴市交通运输局")
    for unit in (one, other):
        for kind in ("letter", "notice"):
            NumberPattern.objects.create(
                unit=unit,
                kind=kind,
                pattern="甲〔{year}〕{number}号",
                set_at=clock.now(),
            )

    def take(*, actor: Actor) -> list[str]:
        return [
            numbers.take_number(actor=actor, unit_id=unit.id, kind=kind, day=day).text
            for unit, kind, day in (
                (one, "letter", DAY.replace(year=2026)),
                (one, "letter", DAY.replace(year=2026)),
                (one, "letter", DAY.replace(year=2027)),
                (one, "notice", DAY.replace(year=2026)),
                (other, "letter", DAY.replace(year=2026)),
            )
        ]

    assert doors.run(take, actor=SYSTEM) == [
        "甲〔2026〕1号",
        "甲〔2026〕2号",
        "甲〔2027〕1号",
        "甲〔2026〕1号",
        "甲〔2026〕1号",
    ]


@pytest.mark.django_db
def test_without_a_pattern_there_is_no_number() -> None:
    unit = make_unit()
    with pytest.raises(Refusal) as refused:
        doors.run(take_and_maybe_fail, actor=SYSTEM, unit_id=unit.id, fail=False, taken=[])
    assert refused.value.code == "documents.no_number_pattern"
    assert NumberSeries.objects.count() == 0


def test_hurry_and_failure_leave_no_gap_and_no_repeat(committed_db: None) -> None:
    """Eight threads take numbers; about a third of the transactions are rolled back."""
    unit = make_unit()
    NumberPattern.objects.create(
        unit=unit, kind="letter", pattern="甲〔{year}〕{number}号", set_at=clock.now()
    )
    taken: list[int] = []
    failed: list[int] = []
    problems: list[BaseException] = []
    together = threading.Barrier(8)

    def work(seed: int) -> None:
        choose = random.Random(seed)
        try:
            together.wait(timeout=30)
            for _ in range(25):
                fail = choose.random() < 0.35
                try:
                    doors.run(
                        take_and_maybe_fail, actor=SYSTEM, unit_id=unit.id, fail=fail, taken=taken
                    )
                except ChangedMind:
                    failed.append(1)
        except BaseException as problem:  # noqa: BLE001  # whatever it is, the test shows it
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert problems == []
    assert len(taken) + len(failed) == 200
    assert len(failed) > 20
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert NumberSeries.objects.get().next == len(taken) + 1


@pytest.mark.django_db
def test_an_approver_sets_pattern_and_first_number_once() -> None:
    unit = make_unit()
    boss = approver(unit)
    doors.run(
        numbers.set_numbering,
        actor=boss,
        unit_id=unit.id,
        kind="letter",
        pattern="澄信函〔{year}〕{number}号",
        year=DAY.year,
        first=31,
    )
    taken: list[int] = []
    doors.run(take_and_maybe_fail, actor=SYSTEM, unit_id=unit.id, fail=False, taken=taken)
    assert taken == [31]
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "documents.set_pattern",
        "documents.start_series",
    ]
    with pytest.raises(Refusal) as refused:
        doors.run(
            numbers.set_numbering,
            actor=boss,
            unit_id=unit.id,
            kind="letter",
            pattern="改〔{year}〕{number}号",
            year=DAY.year,
            first=1,
        )
    assert refused.value.code == "documents.series_started"
    assert NumberPattern.objects.get().pattern == "澄信函〔{year}〕{number}号"
    assert NumberSeries.objects.get().next == 32


@pytest.mark.django_db
def test_others_cannot_set_it() -> None:
    unit, elsewhere = make_unit(), make_unit("traffic", "江阴市交通运输局")
    for actor in (clerk(unit), approver(elsewhere)):
        with pytest.raises(Refusal) as refused:
            doors.run(
                numbers.set_numbering,
                actor=actor,
                unit_id=unit.id,
                kind="letter",
                pattern="甲〔{year}〕{number}号",
                year=DAY.year,
            )
        assert refused.value.code == "core.not_allowed"
    assert NumberPattern.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE documents_numberseries SET next = next - 1", "by_one"),
        ("UPDATE documents_numberseries SET next = next + 2", "by_one"),
        ("UPDATE documents_numberseries SET next = next", "by_one"),
        ("UPDATE documents_numberseries SET year = year + 1", "permission denied"),
        ("UPDATE documents_numberseries SET kind = 'other'", "permission denied"),
        ("DELETE FROM documents_numberseries", "permission denied"),
        ("TRUNCATE documents_numberseries", "permission denied"),
        ("DELETE FROM documents_numberpattern", "permission denied"),
        (
            """INSERT INTO documents_numberseries (unit_id, kind, year, next)
            SELECT unit_id, kind, year, 1 FROM documents_numberseries""",
            "documents_numberseries_series",
        ),
    ],
)
def test_the_application_cannot_turn_the_numbers_back(statement: str, refusal: str) -> None:
    NumberSeries.objects.create(unit=make_unit(), kind="letter", year=2026, next=5)
    with (
        pytest.raises(Exception, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert NumberSeries.objects.values_list("kind", "year", "next").get() == ("letter", 2026, 5)
