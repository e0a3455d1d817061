"""What a list costs does not grow with it."""

from collections.abc import Callable

import pytest
from django.test import Client

from records.models import Batch
from tests import people
from tests.queries.counting import ask
from tests.records.api.asking import Asking, penalty
from tests.records.build import item

pytestmark = pytest.mark.django_db
Grow = Callable[[Asking, int], None]


def batches(asking: Asking, count: int) -> None:
    for _ in range(count):
        asking.submit(penalty(1), item=asking.item)


def rows(asking: Asking, count: int) -> None:
    """Rows with as many remarks as there may be, in the one batch there is."""
    start = Batch.objects.count() * 1_000
    sent = [penalty(1, CF_WSH=f"文〔2026〕{start + n}号", CF_JDRQ="x") for n in range(count)]
    asking.submit(*sent)


def subjects(asking: Asking, count: int) -> None:
    for _ in range(count):
        asking.office.world.subject("江阴市演示毛纺有限公司")


def facts(asking: Asking, count: int) -> None:
    world = asking.office.world
    subject = world.subject("江阴市演示毛纺有限公司")
    world.open(*(world.penalty_row(subject) for _ in range(count)))


def items(asking: Asking, count: int) -> None:
    for _ in range(count):
        item("licence", "neutral", asking.office.world.bureau)


LISTS: dict[str, tuple[str, Grow]] = {
    "batches": ("/api/v1/batches", batches),
    "errors": ("/api/v1/batches/{batch}/errors", rows),
    "subjects": ("/api/v1/subjects?q=%E6%BC%94%E7%A4%BA&page_size=50", subjects),
    "file": ("/api/v1/subjects/{uscc}", facts),
    "facts": ("/api/v1/subjects/{uscc}/facts", facts),
    "catalogue": ("/api/v1/catalogue", items),
    "changes": ("/api/v1/changes", facts),
}


@pytest.mark.req("R262")
@pytest.mark.parametrize("name", LISTS)
def test_fifty_rows_cost_what_ten_do(asking: Asking, name: str) -> None:
    address, grow = LISTS[name]
    sizes, costs = [], []
    for count in (10, 40):
        grow(asking, count)
        batch, subject = Batch.objects.last(), asking.last_subject()
        asked = address.format(batch=batch.pk if batch else 0, uscc=subject)
        asking.sequence()
        response, queries = ask(Client(), asked, people.bearer(asking.key))
        assert response.status_code == 200, response.content
        sizes.append(len(response.content))
        costs.append(len(queries))
    assert sizes[1] > sizes[0]
    assert costs[0] == costs[1]
