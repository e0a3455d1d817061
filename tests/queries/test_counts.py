"""What each page and answer costs: the exact number of queries, as data.

A number that changes is a decision: look at what changed it, then write the file anew with
CREDIT_REFRESH_COUNTS=1.
"""

import csv
import os
from http import HTTPStatus
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from tests import people
from tests.abuse.callers import fitting
from tests.permissions.endpoints import endpoints
from tests.queries import world as worlds
from tests.queries.counting import ask
from tests.queries.world import World

# Deadlines of the demonstration and the warnings of the calendar move with the day.
DAY = "2026-07-31 10:00:00 +0800"
COUNTS = Path(__file__).with_name("counts.csv")
COLUMNS = ("endpoint", "role", "queries")
# Steps of signing in: without the one before them they lead back to the beginning.
LEAD_ON = frozenset(
    {
        "accounts:second_factor",
        "accounts:recovery",
        "accounts:enrol",
        "accounts:new_password",
        "core:calendar",
        "portal:display",
    }
)
# 503 while no worker is there to be asked, as in this suite.
UNREADY = frozenset({"core:readyz"})

Row = tuple[str, str, int]


@pytest.mark.django_db
@pytest.mark.usefixtures("own_counters", "own_folder")
@time_machine.travel(DAY, tick=False)
def test_every_answer_costs_what_the_file_says() -> None:
    measured = measure(worlds.build())
    if os.environ.get("CREDIT_REFRESH_COUNTS"):
        write(measured)
    assert measured == recorded()


def measure(world: World) -> list[Row]:
    rows, unfit = [], []
    for endpoint in endpoints():
        role = fitting(endpoint)
        client = Client()
        if role in world.users:
            people.sign_in(client, world.users[role])
        headers = people.bearer(world.key) if role == "client" else {}
        response, queries = ask(client, world.address_of(endpoint), headers)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            continue
        if not fits(endpoint.name, response.status_code):
            unfit.append(f"{endpoint.name} as {role}: {response.status_code}")
        rows.append((endpoint.name, role, len(queries)))
    assert unfit == []
    return rows


def fits(name: str, status: int) -> bool:
    if name in LEAD_ON:
        return status in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}
    return status == HTTPStatus.OK or (name in UNREADY and status == 503)


def recorded() -> list[Row]:
    with COUNTS.open(encoding="utf-8", newline="") as file:
        return [(row["endpoint"], row["role"], int(row["queries"])) for row in csv.DictReader(file)]


def write(rows: list[Row]) -> None:
    with COUNTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
