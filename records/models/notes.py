"""Correction notes: what the public is told when a decision it was shown has been annulled."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Person
from records.models.effects import FactEffect
from records.models.known import written
from records.models.subjects import Subject
from sectors.models import OrgUnit


class CorrectionNote(models.Model):
    """更正说明: a short public note with the reason, within three working days of a withdrawal
    （行政处罚法 第四十八条）. The fact itself is gone at once; the note never repeats it."""

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, related_name="correction_notes"
    )
    fact_id = models.BigIntegerField()
    effect = models.ForeignKey(
        FactEffect, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    document_no = models.CharField("原决定文书号", max_length=128)
    withdrawn_on = models.DateField("撤回日期")
    # Open while the calendar does not know the year (待日历).
    due_on = models.DateField("应说明之日", null=True)
    due_how = models.JSONField()
    text = models.CharField("说明", max_length=500, blank=True)
    published_at = models.DateTimeField(null=True)
    published_on = models.DateField(null=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_correctionnote_once", fields=["subject", "effect"]
            ),
            models.CheckConstraint(
                name="records_correctionnote_published",
                condition=Q(
                    published_at__isnull=True, published_on__isnull=True, published_by__isnull=True
                )
                | Q(
                    published_at__isnull=False,
                    published_on__isnull=False,
                    published_on__gte=F("withdrawn_on"),
                    published_by__isnull=False,
                )
                & written("text"),
            ),
        ]
        indexes = [
            models.Index(
                name="records_correctionnote_public",
                fields=["-published_on", "-id"],
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                name="records_correctionnote_due",
                fields=["unit", "due_on"],
                condition=Q(published_at__isnull=True),
            ),
        ]
