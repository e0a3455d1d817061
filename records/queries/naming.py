"""What organisations are called, for lists that show only their ids."""

from collections.abc import Collection

from core import clock
from records.models import CURRENT, SubjectVersion


def names_today(subject_ids: Collection[int]) -> dict[int, str]:
    """In one question. One whose first name begins later is called by that."""
    today = clock.today()
    found = SubjectVersion.objects.filter(CURRENT, subject_id__in=subject_ids)
    names: dict[int, str] = {}
    for subject_id, valid_from, name in found.order_by("subject_id", "valid_from").values_list(
        "subject_id", "valid_from", "name"
    ):
        if valid_from <= today or subject_id not in names:
            names[subject_id] = name
    return names
