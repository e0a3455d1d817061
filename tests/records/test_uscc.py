"""Both check characters of the unified social credit code."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records import uscc
from records.uscc import Oddity

PUBLIC = [
    "91350100M000100Y43",
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
    "12100000400000624D",
    "12100000400002259P",
]
SYNTHETIC = [
    "91320281MA1ABCD2X9",
    "92320281MA1EFGH3X4",
    "93320281MA1JKLM45L",
    "5132028150912345XN",
    "52320281MJ0123456F",
    "12320281467123450J",
    "113202810141234584",
    "91320281MAY0000178",
    "91320281MAY000033X",
]


@pytest.mark.req("R001")
@pytest.mark.parametrize("code", PUBLIC + SYNTHETIC)
def test_known_codes_pass_both_checks(code: str) -> None:
    assert uscc.read(code) == uscc.Reading(code)


@pytest.mark.req("R001")
def test_a_real_early_code_fails_the_check_and_needs_proof() -> None:
    reading = uscc.read("91350211M0000XUF46")
    assert reading.code == "91350211M0000XUF46"
    assert Oddity.CHECK in reading.oddities


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "00000000000000000X",
        "91320281MAY000017",
        "91320281MAY00001788",
        "9132028OMAY0000178",
        "91320281MAI0000178",
        "91320281MAY00O0178",
        "9132028１MAY0000178",
        "91320281MAY0000178\x00",
        "9.13203E+17",
    ],
)
def test_what_cannot_be_a_code_is_refused(raw: str) -> None:
    assert uscc.read(raw) == uscc.Reading("")


def test_case_and_outer_spaces_do_not_matter() -> None:
    assert uscc.read(" 91320281may0000178 ").code == "91320281MAY0000178"


def test_an_unknown_kind_is_only_odd() -> None:
    body = "G1320281MAY000017"
    code = body + uscc.check_character(body)
    assert uscc.read(code).oddities == (Oddity.KIND,)


@given(
    code=st.sampled_from(PUBLIC + SYNTHETIC),
    place=st.integers(0, 16),
    other=st.sampled_from(uscc.ALPHABET),
)
def test_one_wrong_character_is_always_noticed(code: str, place: int, other: str) -> None:
    if code[place] == other:
        return
    changed = code[:place] + other + code[place + 1 :]
    reading = uscc.read(changed)
    assert reading.code == "" or Oddity.CHECK in reading.oddities


@given(
    code=st.sampled_from(PUBLIC + SYNTHETIC), first=st.integers(0, 16), second=st.integers(0, 16)
)
def test_two_exchanged_characters_are_always_noticed(code: str, first: int, second: int) -> None:
    swapped = list(code)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    changed = "".join(swapped)
    if changed == code:
        return
    reading = uscc.read(changed)
    assert reading.code == "" or Oddity.CHECK in reading.oddities


def card(area: str, birth: str, sequence: str) -> str:
    """An invented number of an identity card, right in its check digit."""
    body = f"{area}{birth}{sequence}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


@pytest.mark.django_db
@pytest.mark.req("R001")
@given(
    codes=st.lists(
        st.builds(
            card,
            st.sampled_from(["110105", "320281", "650102", "911124", "920281"]),
            st.dates(date(1880, 1, 1), date(2045, 12, 31)).map(lambda day: f"{day:%Y%m%d}"),
            st.from_regex(r"[0-9]{3}", fullmatch=True),
        )
        | st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True)
        | st.sampled_from(PUBLIC + SYNTHETIC),
        min_size=1,
        max_size=20,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_database_knows_numbers_of_persons_as_we_do(codes: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT records_is_person_number(code) FROM unnest(%s) WITH ORDINALITY "
            "AS given (code, place) ORDER BY place",
            [codes],
        )
        judged = [row[0] for row in cursor.fetchall()]
    assert judged == [uscc.is_person_number(code) for code in codes]


@given(
    birth=st.dates(date(1930, 1, 1), date(2026, 12, 31)),
    sequence=st.from_regex(r"[0-9]{3}", fullmatch=True),
)
def test_a_card_of_any_birthday_is_no_subject(birth: date, sequence: str) -> None:
    assert uscc.read(card("320281", f"{birth:%Y%m%d}", sequence)) == uscc.Reading("")
