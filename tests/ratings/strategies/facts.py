"""Organisations with facts and effects, on days that like to fall on bounds."""

from datetime import date, timedelta

from hypothesis import strategies as st

from ratings.inputs import Codes, Given, GivenEffect, GivenFact, GivenSubject
from ratings.language import words

ADVERSE = ("penalty", "list")
OTHER = ("honour",)
ITEMS = (*ADVERSE, *OTHER)
BEHAVIOURS = ("b-air", "b-water", "b-waste")
OUTCOMES = ("A", "B", "C", "优")
LINES = ("line-one", "line-two")
CODES = Codes(
    items={code: 11 + number for number, code in enumerate(ITEMS)},
    lines={code: 11 + number for number, code in enumerate(LINES)},
    behaviours={code: 71 + number for number, code in enumerate(BEHAVIOURS)},
    sectors={"hb": (71, 72), "nobody": ()},
)
FIRST = date(2022, 1, 1)
# Ends of months, the ends of February, and days that are one month or one year from one another.
CORNERS = [
    date(2023, 2, 28),
    date(2023, 12, 31),
    date(2024, 1, 31),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 31),
    date(2024, 8, 31),
    date(2025, 2, 28),
    date(2025, 3, 1),
    date(2025, 3, 31),
]
DAYS = st.sampled_from(CORNERS) | st.integers(0, 1_600).map(lambda n: FIRST + timedelta(days=n))
SPANS = st.none() | st.none() | st.integers(1, 900)
AMOUNTS = (
    st.none()
    | st.sampled_from([0, 99, 100, 499_999, 500_000, 10_000_000])
    | st.integers(0, 20_000_000)
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "W": st.sampled_from(["x", "y", "z", "5"]) | st.lists(st.sampled_from(["x", "y", 7])),
        "N": st.integers(-3, 12) | st.sampled_from(["4", "四", True, None, "4.0"]),
    },
)


@st.composite
def facts(draw: st.DrawFn, subject_id: int, fact_id: int, items: tuple[str, ...]) -> GivenFact:
    starts_on = draw(DAYS)
    lasts = draw(SPANS)
    late = draw(st.integers(0, 90))
    item = draw(st.sampled_from(items))
    is_adverse = item in ADVERSE
    performed = draw(st.none() | st.integers(0, 120))
    codes = CODES.lines if item in LINES else CODES.items
    return GivenFact(
        subject_id=subject_id,
        fact_id=fact_id,
        item=codes[item],
        starts_on=starts_on,
        ends_on=None if lasts is None else starts_on + timedelta(days=lasts),
        decided_on=draw(st.none() | st.just(starts_on) | st.just(starts_on) | DAYS),
        recorded_on=draw(st.none() | st.just(starts_on + timedelta(days=late))),
        clock_starts_on=starts_on if is_adverse else None,
        performed_on=None if performed is None else starts_on + timedelta(days=performed),
        behaviour=draw(st.sampled_from([None, 71, 71, 72, 73])) if is_adverse else None,
        severity=draw(st.integers(1, 3)) if is_adverse else None,
        intent=draw(st.sampled_from(["", "wilful", "negligent"])),
        outcome=draw(st.sampled_from(["", *OUTCOMES])),
        fine=draw(AMOUNTS) if is_adverse else None,
        confiscated=draw(AMOUNTS) if is_adverse else None,
        fields=draw(FIELDS),
        until=draw(st.none() | DAYS) if item in LINES else None,
    )


@st.composite
def effects(draw: st.DrawFn, subject_id: int, fact_ids: list[int]) -> GivenEffect:
    starts_on = draw(DAYS)
    lasts = draw(SPANS)
    return GivenEffect(
        subject_id=subject_id,
        fact_id=draw(st.sampled_from(fact_ids)),
        kind=draw(st.sampled_from([each.value for each in words.EffectKind] + ["displayed"])),
        starts_on=starts_on,
        ends_on=None if lasts is None else starts_on + timedelta(days=lasts),
    )


@st.composite
def subjects(draw: st.DrawFn, subject_id: int) -> GivenSubject:
    kinds = ["enterprise"] * 6 + [each.value for each in words.Kind]
    return GivenSubject(
        subject_id=subject_id,
        kind=draw(st.sampled_from(kinds)),
        status=draw(st.sampled_from(["active", "active", "active", "cancelled"])),
        region=draw(st.sampled_from(["", "320281", "320500"])),
        industry=draw(st.sampled_from(["", "C", "26", "2610"])),
        established_on=draw(st.none() | DAYS),
        changes_on=draw(st.sampled_from([None, None, *CORNERS])),
    )


@st.composite
def givens(draw: st.DrawFn, items: tuple[str, ...] = ITEMS) -> Given:
    """Some organisations; every fact has a number of its own, so that ties are broken one way."""
    found_subjects, found_facts, found_effects = [], [], []
    for subject_id in range(1, draw(st.integers(1, 3)) + 1):
        found_subjects.append(draw(subjects(subject_id)))
        count = draw(st.sampled_from([0, 1, 2, 3, 5, 8]))
        numbers = [100 * subject_id + n for n in range(count)]
        found_facts += [draw(facts(subject_id, number, items)) for number in numbers]
        if numbers:
            found_effects += draw(st.lists(effects(subject_id, numbers), max_size=1))
    return Given(tuple(found_subjects), tuple(found_facts), tuple(found_effects))
