"""Who serves where, as what, and who stands in during an absence."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Person
from core.actors import AdminRole, Role
from sectors.models.units import Division, OrgUnit
from sectors.models.validity import ordered_span

if TYPE_CHECKING:
    from core.actors import Actor

LONGEST_HAND_OVER = timedelta(days=60)
ROLES = [
    (Role.CLERK.value, "经办人"),
    (Role.REVIEWER.value, "复核人"),
    (Role.APPROVER.value, "审批人"),
    (Role.CREDIT_OFFICE.value, "信用办"),
    (Role.READER.value, "查阅人"),
]


class Memberships(models.QuerySet["Membership"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Administrators see who serves where; members see their own units."""
        if actor.admin_role in set(AdminRole):
            return self
        return self.filter(unit_id__in=actor.units())


class Membership(models.Model):
    """任职: a person holds a role in a unit for a time. Proposed by the system administrator, in
    force only once the security administrator, another person, has confirmed it. Administrators
    can hold none: `duty` is always business and tied to the person's own."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        CONFIRMED = "confirmed", "已生效"
        DECLINED = "declined", "未同意"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    duty = models.CharField(max_length=8, default=Person.Duty.BUSINESS)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="memberships")
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, related_name="memberships"
    )
    in_credit_office = models.BooleanField(default=False)
    role = models.CharField("岗位", max_length=16, choices=ROLES)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    basis = models.CharField("依据", max_length=100)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = Memberships.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sectors_membership_validity", condition=ordered_span()),
            models.CheckConstraint(
                name="sectors_membership_business", condition=Q(duty=Person.Duty.BUSINESS)
            ),
            models.CheckConstraint(name="sectors_membership_basis", condition=~Q(basis="")),
            models.CheckConstraint(
                name="sectors_membership_role", condition=Q(role__in=[value for value, _ in ROLES])
            ),
            models.CheckConstraint(
                name="sectors_membership_credit_office",
                condition=~Q(role=Role.CREDIT_OFFICE.value)
                | Q(in_credit_office=True, division__isnull=False),
            ),
            models.CheckConstraint(
                name="sectors_membership_decided",
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["confirmed", "declined"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="sectors_membership_two_persons",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="sectors_membership_ended",
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False, valid_to__isnull=False),
            ),
            # What a hand-over points at, so that both sides are of one unit.
            models.UniqueConstraint(
                name="sectors_membership_place", fields=["id", "unit", "person"]
            ),
        ]
        indexes = [
            models.Index(name="sectors_membership_person", fields=["person", "state"]),
        ]

    @property
    def last_day(self) -> date | None:
        """As people say it: the last day that still counts."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class HandOver(models.Model):
    """代岗: during an absence a colleague of the same unit also does the work of a membership. It
    hands over a membership, never what was itself handed over, so there is no chain."""

    class Reason(models.TextChoices):
        LEAVE = "leave", "休假"
        TRAVEL = "travel", "出差"
        STUDY = "study", "学习培训"
        SECONDMENT = "secondment", "借调"
        OTHER = "other", "其他"

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="hand_overs")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="hand_overs")
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to_membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至")
    reason = models.CharField("事由", max_length=10, choices=Reason.choices)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # From this day on it no longer holds, whatever `valid_to` says.
    revoked_on = models.DateField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sectors_handover_bounded",
                condition=Q(
                    valid_to__gt=F("valid_from"), valid_to__lte=F("valid_from") + LONGEST_HAND_OVER
                ),
            ),
            models.CheckConstraint(
                name="sectors_handover_two_persons", condition=~Q(from_person=F("to_person"))
            ),
            models.CheckConstraint(
                name="sectors_handover_revoked",
                condition=Q(
                    revoked_on__isnull=True, revoked_by__isnull=True, revoked_at__isnull=True
                )
                | Q(revoked_on__isnull=False, revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="sectors_handover_to", fields=["to_person", "valid_to"]),
        ]

    @property
    def last_day(self) -> date:
        """As people say it: the last day that still counts."""
        return self.valid_to - timedelta(days=1)
