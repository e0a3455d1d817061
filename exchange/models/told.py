"""Who was told what, so that a repair, a revocation or a correction can follow it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class Told(models.Model):
    """告知记录: a receiver was given something about a subject. Written once, never changed."""

    class Receiver(models.TextChoices):
        CLIENT = "client", "接口客户端"
        PERSON = "person", "工作人员"
        UNIT = "unit", "机构"
        SUBJECT = "subject", "信用主体"
        OUTSIDE = "outside", "外部平台"

    subject_id = models.BigIntegerField()
    receiver_kind = models.CharField(max_length=8, choices=Receiver.choices)
    receiver_id = models.BigIntegerField()
    what_kind = models.CharField(max_length=40)
    what_ref = models.BigIntegerField()
    position = models.BigIntegerField(null=True)
    told_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exchange_told_receiver",
                condition=Q(receiver_kind__in=["client", "person", "unit", "subject", "outside"]),
            ),
            models.CheckConstraint(
                name="exchange_told_says_how", condition=~Q(channel="") & ~Q(what_kind="")
            ),
            # Target of the composite keys of withdrawals.
            models.UniqueConstraint(name="exchange_told_of_subject", fields=["subject_id", "id"]),
        ]
        indexes = [
            models.Index(name="exchange_told_what", fields=["subject_id", "what_kind", "what_ref"]),
        ]


class PositionSet(_Text):
    """A set of positions, kept as ranges. Read and written by exchange.sql.feed only."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "int8multirange"


class FeedReading(models.Model):
    """订阅进度: the positions of one kind of change that a client has read in the feed and that
    Told therefore knows. A client that replays the feed is not told again. By kind, because a
    client may later be allowed to see more kinds than when it first read."""

    client_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    positions = PositionSet()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="exchange_feedreading_once", fields=["client_id", "kind"]),
        ]
