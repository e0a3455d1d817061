"""Keyset paging: every row once, in order, whatever is inserted meanwhile."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock, errors, paging
from core.models import AuditEvent

START = datetime(2026, 4, 15, 9, 0, tzinfo=clock.SHANGHAI)
ORDER = ("-recorded_at", "-id")


def event(minutes: int) -> AuditEvent:
    return AuditEvent.objects.create(
        kind=AuditEvent.Kind.CHANGE,
        recorded_at=START + timedelta(minutes=minutes),
        action="core.note",
        actor_kind="system",
    )


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    minutes=st.lists(st.integers(0, 3), max_size=12),
    size=st.integers(1, 5),
)
def test_pages_together_are_the_whole_list(minutes: list[int], size: int) -> None:
    made = {event(m).id for m in minutes}
    rows = AuditEvent.objects.filter(id__in=made)
    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = paging.page(rows, order=ORDER, cursor=cursor, size=size)
        assert len(page.items) <= size
        seen += [row.id for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == list(rows.order_by(*ORDER).values_list("id", flat=True))


@pytest.mark.django_db
def test_a_row_that_arrives_later_moves_nothing() -> None:
    first, second, third = (event(m).id for m in (1, 2, 3))
    page = paging.page(AuditEvent.objects.all(), order=ORDER, size=2)
    assert [row.id for row in page.items] == [third, second]
    event(9)
    rest = paging.page(AuditEvent.objects.all(), order=ORDER, cursor=page.next, size=2)
    assert ([row.id for row in rest.items], rest.next) == ([first], None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "南京",
        "W10",
        paging.encode(["2026-04-15", 1, 2]),
        paging.encode(["not a time", 1]),
        paging.encode(["2026-04-15\x00", 1]),
        paging.encode([None, 1]),
        paging.encode([True, 1]),
        paging.encode(["2026-02-31T00:00:00+08:00", 1]),
        "W1" * 3000,
    ],
)
def test_a_strange_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(errors.Refusal) as refused:
        paging.page(AuditEvent.objects.all(), order=ORDER, cursor=cursor)
    assert refused.value.code == "core.cursor_invalid"


@pytest.mark.parametrize(
    ("raw", "size"), [(None, 50), ("", 50), ("1", 1), ("200", 200), ("007", 7)]
)
def test_page_size(raw: str | None, size: int) -> None:
    assert paging.page_size(raw) == size


@pytest.mark.parametrize(
    "raw", ["0", "201", "100000", "99999999999999999999", "-1", "1.5", "五", "٣", "1 ", "\x00"]
)
def test_page_size_out_of_range_is_refused(raw: str) -> None:
    with pytest.raises(errors.Refusal) as refused:
        paging.page_size(raw)
    assert refused.value.code == "core.page_size"
