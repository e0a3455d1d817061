"""Where the change log ends."""

from django.db.models import Max

from exchange.models import Change


def last_position() -> int:
    """The last position given; every position up to it is committed and visible."""
    return Change.objects.aggregate(last=Max("position"))["last"] or 0
