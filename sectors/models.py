"""Units, their lines of work, and who serves in them."""

from django.db import models
from django.db.models import F, Q


class OrgUnit(models.Model):
    """机构: a public body that determines, supplies or uses credit information."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省级"
        CITY = 2, "市级"
        COUNTY = 3, "县级"
        TOWN = 4, "乡镇（街道）"

    code = models.CharField("机构代码", max_length=40, unique=True)
    name = models.CharField("现用名称", max_length=100)
    level = models.PositiveSmallIntegerField("层级", choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sectors_orgunit_validity",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
