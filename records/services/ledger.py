"""The ledger clock: every ledger write locks its subjects in order and moves their clock on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from core import clock
from core.actors import Actor, Role
from core.doors import require_transaction
from records import errors
from records.models import CURRENT, FactVersion
from records.queries.access import DECIDERS, access_facts

# Locked in id order, so that two writers of the same subjects queue instead of deadlocking, and no
# more than needed: rows elsewhere may still come to point at a subject that is being written about.
# The clock never stands still or goes back, whatever the machine's does. `at` is set while a
# demonstration is told its past (core.clock.telling).
ADVANCE = """
WITH locked AS MATERIALIZED (
    SELECT id FROM records_subject WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
)
UPDATE records_subject AS subject
SET ledger_at = greatest(
        coalesce(%(at)s, clock_timestamp()), subject.ledger_at + interval '1 microsecond'
    ),
    ledger_txid = pg_current_xact_id()::text::bigint
FROM locked WHERE subject.id = locked.id
RETURNING subject.id, subject.ledger_at
"""


def advance(subject_ids: Iterable[int]) -> dict[int, datetime]:
    """Lock the subjects until the transaction ends and return the known time of this write.

    Rows about a subject are taken only from the transaction that has done this for it, stamped with
    this time. What a service decides from rows of a subject it reads after this.
    """
    require_transaction()
    wanted = sorted(set(subject_ids))
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, {"ids": wanted, "at": clock.past()})
        stamps: dict[int, datetime] = dict(cursor.fetchall())
    if len(stamps) != len(wanted):
        missing = sorted(set(wanted) - set(stamps))
        raise LookupError(f"no such subjects: {missing[:5]}")
    return stamps


def lock_facts(
    *,
    actor: Actor,
    fact_ids: Iterable[int],
    roles: Sequence[Role] = DECIDERS,
    seen: Mapping[int, int] | None = None,
) -> list[FactVersion]:
    """The standing versions of facts the actor may decide about, their subjects locked and their
    clocks moved on.

    `seen` names, by fact, the version the decision was made about: when another stands by now, the
    decision has to be made again (`records.fact_changed`).
    """
    wanted = sorted(set(fact_ids))
    found = access_facts(actor=actor, fact_ids=wanted, roles=roles)
    advance(version.subject_id for version in found)
    subjects = {version.subject_id for version in found}
    standing = FactVersion.objects.filter(CURRENT, subject_id__in=subjects, fact_id__in=wanted)
    versions = list(
        standing.select_related("subject", "catalogue_version").order_by("subject_id", "fact_id")
    )
    if len(versions) != len(wanted):
        raise errors.FACT_GONE()
    if seen and any(seen.get(each.fact_id, each.id) != each.id for each in versions):
        raise errors.FACT_CHANGED()
    return versions
