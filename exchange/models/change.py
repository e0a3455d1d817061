"""The change log: what happened to whom, in an order every reader shares."""

from django.db import models
from django.db.models import Q


class Change(models.Model):
    """变更: something about a subject changed. Ids and times only, never content.

    Rows are written by triggers on the tables that change (exchange.sql.changes), in the writer's
    own transaction. `position` is empty until the sequencer has seen the row committed; it is then
    given once. Positions have no gaps, so "all after n" can never miss a row.

    Order per subject: writers lock the subject before they write, so of two changes to one subject
    the earlier has the smaller id, and the sequencer gives positions in id order. The id must
    therefore come from an identity column without cache.
    """

    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    ref = models.BigIntegerField()
    ledger_at = models.DateTimeField()
    position = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exchange_change_kind_named",
                condition=Q(kind__regex=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"),
            ),
            models.CheckConstraint(
                name="exchange_change_position_positive",
                condition=Q(position__isnull=True) | Q(position__gte=1),
            ),
            # Partial, so that an insert meets no unique key but its own fresh id.
            models.UniqueConstraint(
                name="exchange_change_position",
                fields=["position"],
                condition=Q(position__isnull=False),
            ),
        ]
        indexes = [
            # What the sequencer looks for: the few rows that have no place yet.
            models.Index(
                name="exchange_change_waiting", fields=["id"], condition=Q(position__isnull=True)
            ),
        ]
