"""Public bodies: where they stand, what they were called when, what became of them."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from sectors.models.codes import Region
from sectors.models.validity import ordered_span, valid_on

if TYPE_CHECKING:
    from core.actors import Actor

USCC = r"^[0-9A-HJ-NPQRTUWXY]{18}$"


class Units(models.QuerySet["OrgUnit"]):
    def on(self, day: date) -> Self:
        return self.filter(valid_on(day))

    def visible_to(self, actor: "Actor") -> Self:
        """Names and places of public bodies are public; what they handle is not."""
        return self


class OrgUnit(models.Model):
    """机构: a public body that determines, supplies or uses credit information.

    Never deleted: it ends on a day, and cannot while it has members, lines, divisions or units
    beneath it that go on (temporal foreign keys). The units above it make no circle (a trigger).
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省级"
        CITY = 2, "市级"
        COUNTY = 3, "县级"
        TOWN = 4, "乡镇（街道）"

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "政府机构"
        PARTY = "party", "党委机构"
        COURT = "court", "审判机关"
        PROCURATORATE = "procuratorate", "检察机关"
        PEOPLE_ORGANISATION = "people_organisation", "人民团体"
        VERTICAL = "vertical", "垂直管理机构"

    code = models.CharField("机构代码", max_length=40, unique=True)
    name = models.CharField("现用名称", max_length=100)
    short_name = models.CharField("简称", max_length=30, blank=True)
    level = models.PositiveSmallIntegerField("层级", choices=Level.choices)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices, default=Kind.GOVERNMENT)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
        verbose_name="上级机构",
    )
    vertical_parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="vertical_children",
        verbose_name="业务主管机构",
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, related_name="units", verbose_name="行政区划"
    )
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    valid_from = models.DateField("启用日期", null=True)
    valid_to = models.DateField("停用日期", null=True)
    # Place and word in the county's table of tasks, so that its old papers can be read.
    printed_order = models.PositiveSmallIntegerField("分工表序号", null=True)
    printed_as = models.CharField("分工表用名", max_length=50, blank=True)
    sort_order = models.PositiveIntegerField(default=100_000)
    unverified = models.BooleanField("待核", default=False)
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = Units.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sectors_orgunit_validity", condition=ordered_span()),
            models.CheckConstraint(
                name="sectors_orgunit_code", condition=Q(code__regex=r"^[0-9A-Za-z][0-9A-Za-z_-]*$")
            ),
            models.CheckConstraint(
                name="sectors_orgunit_uscc_form", condition=Q(uscc="") | Q(uscc__regex=USCC)
            ),
            models.UniqueConstraint(
                name="sectors_orgunit_uscc", fields=["uscc"], condition=~Q(uscc="")
            ),
            models.CheckConstraint(
                name="sectors_orgunit_not_own_parent",
                condition=(Q(parent__isnull=True) | ~Q(parent=F("id")))
                & (Q(vertical_parent__isnull=True) | ~Q(vertical_parent=F("id"))),
            ),
        ]
        indexes = [
            # The order of every list of units, and its paging.
            models.Index(name="sectors_orgunit_order", fields=["level", "sort_order", "code"]),
        ]

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """机构名称: what a unit was called from a day to a day; one name at a time."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField("名称", max_length=100)
    valid_from = models.DateField("启用日期", null=True)
    valid_to = models.DateField("停用日期", null=True)
    unverified = models.BooleanField("待核", default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sectors_unitname_validity", condition=ordered_span()),
        ]


class UnitSuccession(models.Model):
    """机构沿革: what became of a unit, from which day, on what basis. A rename stays one unit."""

    class Kind(models.TextChoices):
        RENAME = "rename", "更名"
        MERGE = "merge", "并入"
        SPLIT = "split", "分设"
        TRANSFER = "transfer", "职责划转"

    from_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="successions")
    to_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    effective_on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=200)
    unverified = models.BooleanField("待核", default=False)
    remark = models.CharField("备注", max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sectors_unitsuccession_once",
                fields=["from_unit", "to_unit", "kind", "effective_on"],
            ),
            models.CheckConstraint(
                name="sectors_unitsuccession_rename_is_same",
                condition=Q(kind="rename", from_unit=F("to_unit"))
                | (~Q(kind="rename") & ~Q(from_unit=F("to_unit"))),
            ),
            models.CheckConstraint(name="sectors_unitsuccession_basis", condition=~Q(basis="")),
        ]


class Division(models.Model):
    """处室（科室）: routes work inside a unit. A credit office is a division of its unit."""

    code = models.CharField("处室代码", max_length=60, unique=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="divisions")
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=30, blank=True)
    is_credit_office = models.BooleanField("信用办", default=False)
    is_illustrative = models.BooleanField("示例", default=False)
    source = models.CharField("出处", max_length=60, blank=True)
    unverified = models.BooleanField("待核", default=False)
    remark = models.CharField("备注", max_length=200, blank=True)
    sort_order = models.PositiveIntegerField(default=100_000)
    valid_from = models.DateField("启用日期", null=True)
    valid_to = models.DateField("停用日期", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sectors_division_validity", condition=ordered_span()),
            # What a membership points at, so that its division is of its own unit.
            models.UniqueConstraint(
                name="sectors_division_of_unit", fields=["id", "unit", "is_credit_office"]
            ),
        ]

    def __str__(self) -> str:
        return self.name
