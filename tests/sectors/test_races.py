"""What holds when two work at once, on connections of their own."""

import threading

import pytest
from django.db import DatabaseError, connections, transaction

from sectors.models import OrgUnit
from tests.sectors import build
from tests.sectors.test_constraints import constraint_of


@pytest.mark.req("R019")
def test_two_changes_at_once_close_no_circle(committed_db: None) -> None:
    """Each would be right alone; together they would make one."""
    first, second = build.unit(), build.unit()
    ready = threading.Barrier(2)
    refusals: list[str] = []

    def put(low: int, top: int) -> None:
        try:
            with transaction.atomic():
                OrgUnit.objects.get(id=low)
                ready.wait(timeout=10)
                OrgUnit.objects.filter(id=low).update(parent=top)
        except DatabaseError as error:
            refusals.append(constraint_of(error) or str(error))
        finally:
            connections.close_all()

    pairs = ((first.id, second.id), (second.id, first.id))
    threads = [threading.Thread(target=put, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert refusals == ["sectors_orgunit_no_circle"]
    assert OrgUnit.objects.filter(parent__isnull=False).count() == 1
