"""Answers kept for repeated requests go after a week."""

from datetime import timedelta

import pytest

from core import clock, doors
from core.actors import SYSTEM
from core.models import StoredAnswer
from core.services import answers
from core.tasks import clear_old_answers


def keep(key: str, *, age: timedelta) -> None:
    StoredAnswer.objects.create(
        asker="staff:7", key=key, request_hash=b"\x00" * 32, recorded_at=clock.now() - age
    )


@pytest.mark.django_db
def test_only_what_is_older_than_a_week_goes_some_at_a_time() -> None:
    for number in range(5):
        keep(f"old-{number}", age=timedelta(days=7, seconds=1))
    keep("young", age=timedelta(days=7, seconds=-60))
    assert doors.run(answers.clear_old, actor=SYSTEM, limit=2) == 2
    assert list(StoredAnswer.objects.order_by("id").values_list("key", flat=True)) == [
        "old-2",
        "old-3",
        "old-4",
        "young",
    ]
    clear_old_answers()
    assert StoredAnswer.objects.get().key == "young"
