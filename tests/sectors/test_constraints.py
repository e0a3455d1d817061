"""The database holds the rules by itself: raw SQL as the application's role is refused."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from sectors.models import OrgUnit
from tests.sectors import build

pytestmark = pytest.mark.django_db


Value = str | int | bool | date | None


def execute(statement: str, *values: Value) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def insert_row(insert: str, values: Mapping[str, Value]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(statement: str, *values: Value) -> str:
    """The name of the constraint that refuses, or the database's word for a missing right."""
    with pytest.raises(DatabaseError) as raised:
        execute(statement, *values)
    return constraint_of(raised.value) or str(raised.value).splitlines()[0]


def refused_row(insert: str, values: Mapping[str, Value]) -> str:
    with pytest.raises(DatabaseError) as raised:
        insert_row(insert, values)
    return constraint_of(raised.value)


def constraint_of(error: DatabaseError) -> str:
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""


TABLES = [
    "sectors_region",
    "sectors_industry",
    "sectors_orgunit",
    "sectors_unitname",
    "sectors_unitsuccession",
    "sectors_division",
    "sectors_pack",
    "sectors_basis",
    "sectors_packload",
    "sectors_packrow",
    "sectors_packoverride",
    "sectors_sector",
    "sectors_line",
    "sectors_lineowner",
    "sectors_lineroute",
    "sectors_membership",
    "sectors_handover",
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["DELETE FROM", "TRUNCATE"])
def test_nothing_is_deleted(table: str, verb: str) -> None:
    assert refused(f"{verb} {table}") == f"permission denied for table {table}"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("orgunit", "code"),
        ("orgunit", "level"),
        ("unitname", "unit_id"),
        ("unitsuccession", "effective_on"),
        ("division", "unit_id"),
        ("division", "is_credit_office"),
        ("packload", "content_hash"),
        ("packoverride", "outcome"),
        ("line", "code"),
        ("lineowner", "line_id"),
        ("membership", "person_id"),
        ("membership", "unit_id"),
        ("membership", "role"),
        ("membership", "proposed_by_id"),
        ("handover", "membership_id"),
        ("handover", "to_person_id"),
        ("handover", "valid_to"),
    ],
)
def test_what_identifies_a_row_never_changes(table: str, column: str) -> None:
    statement = f"UPDATE sectors_{table} SET {column} = {column}"
    assert refused(statement) == f"permission denied for table sectors_{table}"


@pytest.mark.parametrize(
    ("code", "level", "parent", "scheme", "constraint"),
    [
        ("320281", 3, "320100", "national", "sectors_region_place"),
        ("320281", 2, "320200", "national", "sectors_region_place"),
        ("320281", 3, None, "national", "sectors_region_place"),
        ("320000", 1, "320000", "national", "sectors_region_place"),
        ("3202", 2, "320000", "national", "sectors_region_place"),
        ("320281001", 4, "320282", "local", "sectors_region_place"),
        ("320281", 5, "320200", "national", "sectors_region_place"),
        ("320281", 3, "320200", "local", "sectors_region_scheme"),
        ("320281", 3, "320200", "national", "sectors_region_parent_id"),
    ],
)
def test_an_area_lies_where_its_code_says(
    code: str, level: int, parent: str | None, scheme: str, constraint: str
) -> None:
    said = refused(
        "INSERT INTO sectors_region (code, name, level, parent_id, scheme, is_zone, unverified) "
        "VALUES (%s, '某地', %s, %s, %s, false, false)",
        code,
        level,
        parent,
        scheme,
    )
    assert said.startswith(constraint)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("A", "division", None),
        ("01", "section", None),
        ("01", "division", None),
        ("01", "division", "02"),
        ("Z", "section", None),
        ("A", "section", "B"),
        ("A", "class", None),
    ],
)
def test_an_industry_is_a_section_or_under_one(code: str, level: str, parent: str | None) -> None:
    statement = (
        "INSERT INTO sectors_industry (code, name, level, parent_id) VALUES (%s, '业', %s, %s)"
    )
    assert refused(statement, code, level, parent) == "sectors_industry_place"


INSERT_UNIT = (
    "INSERT INTO sectors_orgunit (code, name, short_name, level, kind, uscc, printed_as, "
    "sort_order, unverified, remark, valid_from, valid_to, parent_id) "
    "VALUES (%s, '某局', '', 3, 'government', %s, '', 1, false, '', %s, %s, %s)"
)


@pytest.mark.parametrize(
    ("code", "uscc", "begins", "ends", "constraint"),
    [
        ("320281 x", "", None, None, "sectors_orgunit_code"),
        ("../etc", "", None, None, "sectors_orgunit_code"),
        ("taken", "", None, None, "sectors_orgunit_code_key"),
        ("u1", "12345", None, None, "sectors_orgunit_uscc_form"),
        ("u1", "1132028101412345OI", None, None, "sectors_orgunit_uscc_form"),
        ("u1", "113202810141234584", None, None, "sectors_orgunit_uscc"),
        ("u1", "", "2020-01-01", "2020-01-01", "sectors_orgunit_validity"),
        ("u1", "", "2020-01-02", "2020-01-01", "sectors_orgunit_validity"),
    ],
)
def test_a_unit_is_well_formed(
    code: str, uscc: str, begins: str | None, ends: str | None, constraint: str
) -> None:
    build.unit("taken", uscc="113202810141234584")
    assert refused(INSERT_UNIT, code, uscc, begins, ends, None) == constraint


@pytest.mark.req("R019")
def test_units_make_no_circle() -> None:
    top = build.unit()
    middle = build.unit(parent=top)
    low = build.unit(parent=middle)
    put = "UPDATE sectors_orgunit SET parent_id = %s WHERE id = %s"
    over = "UPDATE sectors_orgunit SET vertical_parent_id = %s WHERE id = %s"
    assert refused(put, top.id, top.id) == "sectors_orgunit_no_circle"
    assert refused(put, low.id, top.id) == "sectors_orgunit_no_circle"
    assert refused(over, low.id, top.id) == "sectors_orgunit_no_circle"
    town = build.unit(level=4)
    assert refused(put, town.id, top.id) == "sectors_orgunit_parent_level"
    execute(put, top.id, low.id)
    execute(put, top.id, town.id)


def test_one_name_at_a_time() -> None:
    unit = build.unit()
    insert = (
        "INSERT INTO sectors_unitname (unit_id, name, valid_from, valid_to, unverified, "
        "recorded_at) VALUES (%s, '新名', %s, %s, false, now())"
    )
    assert refused(insert, unit.id, date(2030, 1, 1), None) == "sectors_unitname_one_at_a_time"
    execute("UPDATE sectors_unitname SET valid_to = '2025-01-01' WHERE unit_id = %s", unit.id)
    execute(insert, unit.id, date(2025, 1, 1), date(2026, 1, 1))
    assert refused(insert, unit.id, date(2025, 12, 31), None) == "sectors_unitname_one_at_a_time"
    assert refused(insert, unit.id, date(2027, 1, 1), date(2026, 1, 1)) == (
        "sectors_unitname_validity"
    )


def test_a_rename_is_of_one_unit_and_everything_else_of_two() -> None:
    first, second = build.unit(), build.unit()
    insert = (
        "INSERT INTO sectors_unitsuccession (from_unit_id, to_unit_id, kind, effective_on, basis, "
        "unverified, remark, recorded_at) VALUES (%s, %s, %s, '2025-01-01', %s, false, '', now())"
    )
    wrong = "sectors_unitsuccession_rename_is_same"
    assert refused(insert, first.id, second.id, "rename", "某文") == wrong
    assert refused(insert, first.id, first.id, "merge", "某文") == wrong
    assert refused(insert, first.id, second.id, "merge", "") == "sectors_unitsuccession_basis"
    execute(insert, first.id, second.id, "merge", "某文")
    assert refused(insert, first.id, second.id, "merge", "某文") == "sectors_unitsuccession_once"


def test_a_line_has_one_owner_within_the_owners_own_time() -> None:
    old = build.unit(valid_to=date(2024, 1, 1))
    new = build.unit(valid_from=date(2024, 1, 1))
    third = build.unit()
    line = build.line(new, begins=date(2024, 1, 1))
    insert = (
        "INSERT INTO sectors_lineowner (line_id, unit_id, valid_from, valid_to, recorded_at) "
        "VALUES (%s, %s, %s, %s, now())"
    )
    before, begin = date(2023, 1, 1), date(2024, 1, 1)
    assert refused(insert, line.id, old.id, before, begin) == "sectors_lineowner_within_line"
    execute("UPDATE sectors_line SET valid_from = NULL WHERE id = %s", line.id)
    assert refused(insert, line.id, third.id, before, date(2024, 6, 1)) == (
        "sectors_lineowner_one_at_a_time"
    )
    execute(insert, line.id, old.id, before, begin)
    execute("UPDATE sectors_lineowner SET valid_to = '2025-01-01' WHERE valid_to IS NULL")
    assert refused(insert, line.id, old.id, date(2025, 1, 1), None) == (
        "sectors_lineowner_within_orgunit"
    )


@pytest.mark.parametrize("what", ["member", "line", "division", "unit beneath"])
def test_a_unit_does_not_end_while_in_use(what: str) -> None:
    unit = build.unit()
    make: dict[str, tuple[Callable[[], object], str]] = {
        "member": (lambda: build.membership(build.person(), unit), "sectors_membership"),
        "line": (lambda: build.line(unit), "sectors_lineowner"),
        "division": (lambda: build.division(unit), "sectors_division"),
        "unit beneath": (lambda: build.unit(parent=unit), "sectors_orgunit"),
    }
    make[what][0]()
    end = "UPDATE sectors_orgunit SET valid_to = '2026-01-01' WHERE id = %s"
    assert refused(end, unit.id) == f"{make[what][1]}_within_orgunit"
    assert OrgUnit.objects.get(id=unit.id).valid_to is None
