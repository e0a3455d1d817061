"""The chain by itself: any single change to any sealed event is found at its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import chain
from core.chain import GENESIS, Event, Finding, Seal, Walk

pytestmark = pytest.mark.req("R263")

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
ALGORITHM = st.sampled_from(chain.ALGORITHMS)
SIZES = st.lists(st.integers(0, 4), min_size=1, max_size=6).filter(lambda sizes: sum(sizes) > 0)


def values(number: int) -> dict[str, Any]:
    plain = dict.fromkeys(chain.FIELDS, "")
    recorded = START + timedelta(seconds=number)
    return {
        **plain,
        "id": 1000 + number,
        "person_id": None,
        "recorded_at": recorded.replace(tzinfo=None).isoformat(),
        "detail": f'{{"number": {number}, "word": "甲"}}',
    }


def build(sizes: list[int], algorithm: str) -> list[tuple[Seal, list[Event]]]:
    log = []
    link, position = GENESIS, 0
    for number, size in enumerate(sizes, start=1):
        events = []
        for _ in range(size):
            position += 1
            link = chain.link(chain.digest(algorithm), link, values(position))
            events.append(Event(position, link, values(position)))
        first = position - size + 1
        made = START + timedelta(minutes=number)
        log.append((Seal(number, first, position, algorithm, link, made, True), events))
    return log


def check(log: list[tuple[Seal, list[Event]]]) -> Finding | None:
    walk = Walk()
    for seal, events in log:
        found = walk.check(seal, events)
        if found:
            return found
    return None


@given(SIZES, ALGORITHM)
def test_an_untouched_chain_holds(sizes: list[int], algorithm: str) -> None:
    assert check(build(sizes, algorithm)) is None


@given(st.data(), SIZES, ALGORITHM)
def test_an_altered_event_is_found_at_its_place(
    data: st.DataObject, sizes: list[int], algorithm: str
) -> None:
    log = build(sizes, algorithm)
    position = data.draw(st.integers(1, sum(sizes)))
    name = data.draw(st.sampled_from(chain.FIELDS))
    for _, events in log:
        for index, event in enumerate(events):
            if event.position == position:
                events[index] = replace(event, values={**event.values, name: "2001-01-01"})
    found = check(log)
    assert found is not None
    assert (found.what, found.position) == ("altered", position)


@given(st.data(), SIZES, ALGORITHM)
def test_a_removed_event_is_missed_at_its_place(
    data: st.DataObject, sizes: list[int], algorithm: str
) -> None:
    log = build(sizes, algorithm)
    position = data.draw(st.integers(1, sum(sizes)))
    log = [(seal, [e for e in events if e.position != position]) for seal, events in log]
    found = check(log)
    assert found is not None
    assert (found.what, found.position) == ("missing", position)


@given(st.data(), SIZES, ALGORITHM)
def test_an_inserted_event_is_found_whether_or_not_it_can_be_told(
    data: st.DataObject, sizes: list[int], algorithm: str
) -> None:
    """The rows after it are renumbered and the seals moved, as a careful forger would."""
    log = build(sizes, algorithm)
    position = data.draw(st.integers(1, sum(sizes)))
    forged = Event(position, data.draw(st.binary(min_size=32, max_size=32)), values(999))
    shifted = []
    moved = 0
    for seal, events in log:
        kept = [replace(e, position=e.position + (e.position >= position)) for e in events]
        here = any(e.position == position for e in events)
        if here:
            kept.insert(position - seal.first_position, forged)
        first = seal.first_position + moved
        moved = 1 if here else moved
        shifted.append(
            (
                replace(seal, first_position=first, last_position=seal.last_position + moved),
                kept,
            )
        )
    found = check(shifted)
    assert found is not None
    assert found.position == position
    assert found.what in {"inserted", "altered"}


@given(st.data(), SIZES, ALGORITHM)
def test_a_forged_root_is_found(data: st.DataObject, sizes: list[int], algorithm: str) -> None:
    log = build(sizes, algorithm)
    index = data.draw(st.integers(0, len(log) - 1))
    seal, events = log[index]
    log[index] = (replace(seal, root=b"\x01" * 32), events)
    found = check(log)
    assert found is not None
    assert (found.what, found.seal) == ("root", index + 1)


def test_a_seal_reads_back_as_it_was_written() -> None:
    seal = Seal(3, 7, 9, "sm3", b"\x05" * 32, START, False)
    assert seal.as_json() == {
        "number": 3,
        "first_position": 7,
        "last_position": 9,
        "algorithm": "sm3",
        "root": "05" * 32,
        "sealed_at": "2026-11-20T09:00:00.000000+00:00",
        "complete": False,
    }
    assert chain.seal_from_json(seal.as_json()) == seal


def test_the_canonical_form_is_fixed() -> None:
    assert chain.canonical(values(1)).decode() == (
        '{"action":"","actor_id":"","actor_kind":"","detail":"{\\"number\\": 1, \\"word\\": '
        '\\"甲\\"}","id":1001,"kind":"","person_id":null,"purpose":"",'
        '"recorded_at":"2026-11-20T09:00:01","request_id":"","subject_id":"","target_id":"",'
        '"target_kind":"","unit_id":""}'
    )
