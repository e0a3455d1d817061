"""Names and free text: beside the append-only core, which keeps only a salted hash, so that they
can be erased for good."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Person
from records.models.known import CURRENT, agreed, ordered, untouched, written
from records.models.subjects import Subject


class Erasure(models.Model):
    """擦除: a request to erase text or a name, decided by a second person. Nothing can be erased
    that does not point at a confirmed one (composite key)."""

    class State(models.TextChoices):
        REQUESTED = "requested", "待确认"
        CONFIRMED = "confirmed", "已擦除"
        DECLINED = "declined", "未同意"

    class Target(models.TextChoices):
        TEXT = "text", "文本"
        PERSON = "person", "人员姓名"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    target = models.CharField(max_length=6, choices=Target.choices)
    target_id = models.BigIntegerField()
    # Which texts; empty for all of them.
    names = models.JSONField(default=list)
    reason = models.CharField("理由", max_length=300)
    state = models.CharField(max_length=9, choices=State.choices, default=State.REQUESTED)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_erasure_key", fields=["subject", "id", "state"]),
            models.UniqueConstraint(
                name="records_erasure_open",
                fields=["subject", "target", "target_id"],
                condition=Q(state="requested"),
            ),
            models.CheckConstraint(name="records_erasure_reason", condition=written("reason")),
            models.CheckConstraint(
                name="records_erasure_target", condition=Q(target__in=["text", "person"])
            ),
            models.CheckConstraint(
                name="records_erasure_decided",
                condition=Q(state="requested", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["confirmed", "declined"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="records_erasure_two_persons",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
            ),
        ]


class FactText(models.Model):
    """可擦除文本: what a source wrote about a fact, by field. Versions with the same text share it.
    Texts may be erased, never changed; the salt of the hash in the core goes with the first erased.
    """

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    fact_id = models.BigIntegerField()
    texts = models.JSONField()
    salt = models.BinaryField(max_length=16, null=True)
    erasure = models.ForeignKey(
        Erasure,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    erasure_state = models.CharField(max_length=9, null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_facttext_key", fields=["subject", "fact_id", "id"]
            ),
            models.CheckConstraint(
                name="records_facttext_erased",
                condition=untouched() & Q(erased_at__isnull=True, salt__isnull=False)
                | agreed() & Q(erased_at__isnull=False, salt__isnull=True),
            ),
        ]


class TextReview(models.Model):
    """文本审查: what a person who read a fact's text lets the public see of it, and since when. No
    text is shown that nobody has read: patterns alone find no names of victims or drivers."""

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    fact_id = models.BigIntegerField()
    text = models.ForeignKey(
        FactText,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="reviews",
    )
    # By field, as the public reads it; a field left out is withheld.
    texts = models.JSONField()
    note = models.CharField("审查意见", max_length=300, blank=True)
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    erasure = models.ForeignKey(
        Erasure,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    erasure_state = models.CharField(max_length=9, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_textreview_key", fields=["subject", "id"]),
            models.UniqueConstraint(
                name="records_textreview_current", fields=["subject", "text"], condition=CURRENT
            ),
            models.CheckConstraint(name="records_textreview_known", condition=ordered()),
            models.CheckConstraint(
                name="records_textreview_erased",
                condition=untouched() | agreed(),
            ),
        ]
