"""People and the ways they and other systems come in."""

from django.db import models
from django.db.models import Q


class Person(models.Model):
    """工作人员: the human behind one or more accounts. Maker and checker are different persons,
    whatever accounts they use. `duty` keeps the three administrators and business apart: it is
    copied to accounts and memberships by composite foreign keys, so one person has only one."""

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

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_person_id_duty", fields=["id", "duty"]),
            models.UniqueConstraint(
                name="accounts_person_staff_number",
                fields=["staff_number"],
                condition=~Q(staff_number=""),
            ),
        ]


class User(models.Model):
    """账号: a way for one person to sign in."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="users")
    duty = models.CharField(max_length=8, choices=Person.Duty.choices)
    username = models.CharField("用户名", max_length=32)
    password = models.CharField(max_length=128)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_user_username", fields=["username"]),
            models.CheckConstraint(
                name="accounts_user_username_lower",
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]{2,31}$"),
            ),
        ]
