"""What pages cost: fifty rows no more queries than ten."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sectors.models import OrgUnit
from tests.sectors import build
from tests.sectors.browser import administrator, member, text_of

pytestmark = pytest.mark.django_db


def fill_units(number: int) -> None:
    parent = build.unit()
    for _ in range(number):
        unit = build.unit(parent=parent)
        build.line(unit)


def fill_members(number: int) -> None:
    unit = OrgUnit.objects.get_or_create(code="u-full", defaults={"level": 3, "name": "某局"})[0]
    for _ in range(number):
        build.membership(build.person(), unit)


def fill_proposals(number: int) -> None:
    for _ in range(number):
        build.membership(build.person(), build.unit(), state="proposed")


def fill_sectors(number: int) -> None:
    for _ in range(number):
        build.line(build.unit(), build.sector(lead_unit=build.unit()))


def fill_one_unit(number: int) -> None:
    unit = OrgUnit.objects.get_or_create(code="u-full", defaults={"level": 3, "name": "某局"})[0]
    for place in range(number):
        build.division(unit, f"{place}科{OrgUnit.objects.count()}")
        build.line(unit)
        build.unit(parent=unit)


@pytest.mark.parametrize(
    ("fill", "address"),
    [
        (fill_units, "/units?page_size=200"),
        (fill_one_unit, "/units/u-full"),
        (fill_one_unit, "/units/u-full/routes"),
        (fill_members, "/units/u-full/members?page_size=200"),
        (fill_proposals, "/memberships/proposed?page_size=200"),
        (fill_sectors, "/sectors"),
    ],
)
def test_fifty_rows_cost_no_more_queries_than_ten(
    fill: Callable[[int], None], address: str
) -> None:
    browser = administrator()
    costs = []
    fill(1)
    browser.get(address)
    for more in (9, 40):
        fill(more)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert costs[0] <= 20


def test_a_list_goes_on_where_it_stopped() -> None:
    for number in range(5):
        build.unit(f"320281-p{number}", name=f"第{number}局")
    browser = administrator()
    shown, address = [], "/units?page_size=2"
    for _ in range(3):
        page = text_of(browser.get(address))
        shown += [number for number in range(5) if f"第{number}局" in page]
        if 'rel="next"' in page:
            query = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
            address = f"/units{query}"
    assert shown == [0, 1, 2, 3, 4]


def test_a_request_of_staff_costs_one_query_for_its_duties() -> None:
    unit = build.unit()
    browser = member(unit)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/industries").status_code == 200
    asked = [query["sql"] for query in captured.captured_queries]
    assert len([sql for sql in asked if "sectors_membership" in sql]) == 1
