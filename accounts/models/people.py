from django.db import models
from django.db.models import F, Q

from core.actors import Actor, ActorKind, AdminRole

KEEPERS = frozenset({AdminRole.SYSTEM, AdminRole.SECURITY})


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> "PersonQuerySet":
        """The administrators who keep accounts see everyone; anybody else only themselves."""
        if actor.admin_role in KEEPERS:
            return self
        return self.filter(id=actor.person_id) if actor.person_id else self.none()


class Person(models.Model):
    """人员: the human behind one or more accounts. Maker and checker are different persons,
    whatever accounts they use. `duty` keeps the three administrators, business and agents apart:
    it is copied to accounts and memberships by composite foreign keys, so one person has only one,
    for good: another duty is another person."""

    class Duty(models.TextChoices):
        BUSINESS = "business", "业务人员"
        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"
        AGENT = "agent", "主体经办人"

    name = models.CharField("姓名", max_length=50)
    staff_number = models.CharField("工号", max_length=32, blank=True)
    duty = models.CharField("职责", max_length=8, choices=Duty.choices, default=Duty.BUSINESS)
    created_at = models.DateTimeField()

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_person_duty_known",
                condition=Q(duty__in=["business", "system", "security", "audit", "agent"]),
            ),
            models.CheckConstraint(name="accounts_person_named", condition=~Q(name="")),
            models.UniqueConstraint(name="accounts_person_id_duty", fields=["id", "duty"]),
            models.UniqueConstraint(
                name="accounts_person_staff_number",
                fields=["staff_number"],
                condition=~Q(staff_number=""),
            ),
        ]


ADMINISTRATORS = (Person.Duty.SYSTEM, Person.Duty.SECURITY, Person.Duty.AUDIT)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: Actor) -> "UserQuerySet":
        """The administrators who keep accounts see all of them; anybody else only their own."""
        if actor.admin_role in KEEPERS:
            return self
        if actor.kind in {ActorKind.STAFF, ActorKind.AGENT} and actor.id:
            return self.filter(id=actor.id)
        return self.none()

    def active(self) -> "UserQuerySet":
        return self.filter(confirmed_at__isnull=False, deactivated_at__isnull=True)

    def waiting(self) -> "UserQuerySet":
        return self.filter(confirmed_at__isnull=True, deactivated_at__isnull=True)


class User(models.Model):
    """账号: a way for one person to sign in. Made by one administrator, in force when another has
    confirmed it, ended by deactivation and never deleted."""

    class Origin(models.TextChoices):
        FOUNDING = "founding", "初始设立"
        ADMINISTRATOR = "administrator", "管理员开设"
        ACTIVATION = "activation", "激活码开通"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="users")
    duty = models.CharField(max_length=8, choices=Person.Duty.choices)
    username = models.CharField("用户名", max_length=32)
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.ADMINISTRATOR)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    deactivated_at = models.DateTimeField(null=True)
    deactivated_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    deactivation_reason = models.CharField("停用原因", max_length=200, blank=True)

    # The organisations an agent acts for today, filled in by the query that finds a session.
    subject_ids: frozenset[int] = frozenset()

    objects = UserQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_user_username", fields=["username"]),
            # Targets of the composite keys of whatever belongs to one kind of account only.
            models.UniqueConstraint(name="accounts_user_id_duty", fields=["id", "duty"]),
            # Each administrator is founded once, before there is anybody to confirm.
            models.UniqueConstraint(
                name="accounts_user_founded_once",
                fields=["duty"],
                condition=Q(origin="founding"),
            ),
            models.CheckConstraint(
                name="accounts_user_username_form",
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]{2,31}$"),
            ),
            models.CheckConstraint(
                name="accounts_user_maker_not_checker",
                condition=Q(created_by__isnull=True)
                | Q(confirmed_by__isnull=True)
                | ~Q(created_by=F("confirmed_by")),
            ),
            models.CheckConstraint(
                name="accounts_user_not_by_oneself",
                condition=(Q(created_by__isnull=True) | ~Q(created_by=F("person")))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")))
                & (Q(deactivated_by__isnull=True) | ~Q(deactivated_by=F("person"))),
            ),
            models.CheckConstraint(
                name="accounts_user_origin",
                condition=Q(
                    origin="founding",
                    duty__in=["system", "security", "audit"],
                    created_by__isnull=True,
                    confirmed_by__isnull=True,
                    confirmed_at__isnull=False,
                )
                | Q(
                    origin="activation",
                    duty="agent",
                    created_by__isnull=True,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                )
                | Q(
                    origin="administrator",
                    created_by__isnull=False,
                    confirmed_by__isnull=True,
                    confirmed_at__isnull=True,
                )
                | Q(
                    origin="administrator",
                    created_by__isnull=False,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="accounts_user_deactivation",
                condition=Q(
                    deactivated_at__isnull=True,
                    deactivated_by__isnull=True,
                    deactivation_reason="",
                )
                | (
                    Q(deactivated_at__isnull=False, deactivated_by__isnull=False)
                    & ~Q(deactivation_reason="")
                ),
            ),
        ]
        indexes = [
            # The confirmations queue.
            models.Index(
                name="accounts_user_waiting",
                fields=["id"],
                condition=Q(confirmed_at__isnull=True, deactivated_at__isnull=True),
            ),
        ]

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.deactivated_at is None

    @property
    def is_agent(self) -> bool:
        return self.duty == Person.Duty.AGENT
