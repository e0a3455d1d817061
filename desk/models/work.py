"""Work: who has to do what by when, and how the day was reckoned."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import Person
from core.actors import Actor, Duty
from desk.models.plain import plain
from sectors.models import Division, OrgUnit
from sectors.models.memberships import ROLES

# Where an item without a date stands in the order of dates: last.
NO_DATE = date(9999, 12, 31)


class WorkItem(models.Model):
    """待办: something a role in a unit has to do about a thing of a higher floor.

    `deadline` says how the day was reckoned, as core.decisions.Deadline writes it. While
    `missing_year` is set the day waits for the calendar (待日历) and `due_on` is empty.
    """

    class State(models.TextChoices):
        OPEN = "open", "待办"
        DONE = "done", "已办结"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    subject_id = models.BigIntegerField(null=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    role = models.CharField(max_length=16, choices=ROLES)
    title = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    due_on = models.DateField(null=True)
    deadline = models.JSONField(default=dict)
    missing_year = models.PositiveSmallIntegerField(null=True)
    sort_on = models.DateField()

    assignee = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by_kind = models.CharField(max_length=8, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="desk_workitem_one_open",
                fields=["kind", "target_kind", "target_id", "unit", "role"],
                condition=Q(state="open"),
            ),
            models.CheckConstraint(name="desk_workitem_title_plain", condition=plain("title")),
            models.CheckConstraint(
                name="desk_workitem_role", condition=Q(role__in=[value for value, _ in ROLES])
            ),
            models.CheckConstraint(
                name="desk_workitem_waits_without_date",
                condition=Q(missing_year__isnull=True) | Q(due_on__isnull=True),
            ),
            models.CheckConstraint(
                name="desk_workitem_order",
                condition=Q(sort_on=Coalesce(F("due_on"), Value(NO_DATE))),
            ),
            models.CheckConstraint(
                name="desk_workitem_claim",
                condition=Q(assignee__isnull=True, claimed_at__isnull=True)
                | Q(assignee__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="desk_workitem_ended",
                condition=Q(
                    state="open", ended_at__isnull=True, ended_by_kind="", ended_by__isnull=True
                )
                | Q(state__in=["done", "cancelled"], ended_at__isnull=False) & ~Q(ended_by_kind=""),
            ),
            models.CheckConstraint(
                name="desk_workitem_ended_by_person",
                condition=~Q(ended_by_kind="staff") | Q(ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="desk_workitem_cancelled_says_why",
                condition=~Q(state="cancelled") | ~Q(reason=""),
            ),
        ]
        indexes = [
            # My work: the roles I hold, by date.
            models.Index(
                name="desk_workitem_role_by_date",
                fields=["unit", "role", "sort_on", "id"],
                condition=Q(state="open"),
            ),
            # The unit's work, by date.
            models.Index(
                name="desk_workitem_unit_by_date",
                fields=["unit", "sort_on", "id"],
                condition=Q(state="open"),
            ),
            # What may have become overdue, and what waits for the calendar.
            models.Index(
                name="desk_workitem_kind_by_date",
                fields=["kind", "due_on"],
                condition=Q(state="open", due_on__isnull=False),
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> QuerySet["WorkItem"]:
        """Items of the units where the actor serves in any role."""
        return cls.objects.filter(unit__in=actor.units())


class Escalation(models.Model):
    """催办升级: an overdue item was brought to a higher role, once for each step of its rule."""

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="escalations")
    step = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=16, choices=ROLES)
    escalated_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="desk_escalation_once", fields=["item", "step"]),
            models.CheckConstraint(
                name="desk_escalation_role", condition=Q(role__in=[value for value, _ in ROLES])
            ),
        ]
        indexes = [
            models.Index(name="desk_escalation_to", fields=["unit", "role", "item"]),
        ]


def held(duties: Iterable[Duty]) -> Q:
    """Rows addressed to one of the duties. A duty in one division covers that division's rows and
    those of the whole unit; one without a division covers all."""
    condition = Q(pk__in=[])
    for duty in duties:
        addressed = Q(unit=duty.unit_id, role=duty.role.value)
        if duty.division_id is not None:
            addressed &= Q(division__isnull=True) | Q(division=duty.division_id)
        condition |= addressed
    return condition
