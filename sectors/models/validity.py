"""Half-open spans of days: `valid_from <= day < valid_to`, an open end is null.

Each dated table also has a generated column `valid` (migration 0002): the same span as a range,
which is what the exclusion constraints and the temporal foreign keys are made of.
"""

from datetime import date

from django.db.models import F, Q


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows (or, with a prefix such as "unit__", rows whose unit) that hold on the day."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    not_over = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return begun & not_over


def ordered_span() -> Q:
    """The condition of every `…_validity` CHECK: a span has at least one day."""
    return Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from"))
