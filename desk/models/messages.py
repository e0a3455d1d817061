"""Messages: what somebody is told, whether it was read, and how it went out."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Person
from core.actors import Actor, ActorKind
from desk.models.plain import plain
from sectors.models import OrgUnit
from sectors.models.memberships import ROLES


class Message(models.Model):
    """消息: to a person, to whoever holds a role in a unit, or to an organisation's agents."""

    class Receiver(models.TextChoices):
        PERSON = "person", "个人"
        ROLE = "role", "岗位"
        SUBJECT = "subject", "信用主体"

    receiver = models.CharField(max_length=8, choices=Receiver.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    role = models.CharField(max_length=16, choices=ROLES, blank=True)
    subject_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    body = models.TextField(max_length=4000, blank=True)
    link_kind = models.CharField(max_length=40, blank=True)
    link_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="desk_message_one_receiver",
                condition=Q(
                    receiver="person",
                    person__isnull=False,
                    unit__isnull=True,
                    role="",
                    subject_id__isnull=True,
                )
                | Q(
                    receiver="role",
                    person__isnull=True,
                    unit__isnull=False,
                    role__in=[value for value, _ in ROLES],
                    subject_id__isnull=True,
                )
                | Q(
                    receiver="subject",
                    person__isnull=True,
                    unit__isnull=True,
                    role="",
                    subject_id__isnull=False,
                ),
            ),
            models.CheckConstraint(name="desk_message_title_plain", condition=plain("title")),
            models.CheckConstraint(
                name="desk_message_link",
                condition=Q(link_kind="", link_id__isnull=True)
                | ~Q(link_kind="") & Q(link_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="desk_message_person",
                fields=["person", "-id"],
                condition=Q(person__isnull=False),
            ),
            models.Index(
                name="desk_message_role",
                fields=["unit", "role", "-id"],
                condition=Q(unit__isnull=False),
            ),
            models.Index(
                name="desk_message_subject",
                fields=["subject_id", "-id"],
                condition=Q(subject_id__isnull=False),
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> QuerySet["Message"]:
        """Messages to the actor: in person, to a role held today, or to an organisation served."""
        mine = Q(person=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        for duty in actor.duties:
            mine |= Q(unit=duty.unit_id, role=duty.role.value)
        if actor.kind is ActorKind.AGENT:
            mine |= Q(subject_id__in=actor.subject_ids)
        return cls.objects.filter(mine)


class ReadMark(models.Model):
    """已读标记: each reader of a message marks it for himself."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="marks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="desk_readmark_once", fields=["message", "person"]),
        ]


class Delivery(models.Model):
    """投递: a message on its way through one channel. The id names it outside, so that a delivery
    repeated after a crash is recognised as the same."""

    class State(models.TextChoices):
        WAITING = "waiting", "待投递"
        SENT = "sent", "已投递"
        PAUSED = "paused", "已暂停"

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="desk_delivery_once", fields=["message", "channel"]),
            models.CheckConstraint(
                name="desk_delivery_sent",
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state__in=["waiting", "paused"], sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="desk_delivery_paused_says_why",
                condition=~Q(state="paused") | ~Q(error_code=""),
            ),
        ]
        indexes = [
            models.Index(
                name="desk_delivery_due", fields=["next_at", "id"], condition=Q(state="waiting")
            ),
            models.Index(name="desk_delivery_paused", fields=["id"], condition=Q(state="paused")),
        ]


def unread_by(person_id: int | None) -> Exists:
    marks = ReadMark.objects.filter(message=OuterRef("pk"), person=person_id)
    return ~Exists(marks)  # type: ignore[return-value]  # a negated Exists is an Exists
