"""Sectors and their lines: what is supervised, by whose method, and which unit owns it when."""

from django.db import models
from django.db.models import F, Q

from sectors.models.codes import Region
from sectors.models.packs import Pack
from sectors.models.units import Division, OrgUnit
from sectors.models.validity import ordered_span


class Sector(models.Model):
    """行业领域: one of the province's twenty, or a county's own for units outside them."""

    class DeterminedBy(models.TextChoices):
        NATIONAL = "national", "国家认定，结果导入"
        PROVINCE = "province", "省级办法，不作修改"
        LOCAL = "local", "本地可自定"

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=50)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="sectors")
    number = models.PositiveSmallIntegerField("省定序号", null=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    lead_unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, related_name="led_sectors"
    )
    determined_by = models.CharField("认定", max_length=8, choices=DeterminedBy.choices)
    is_vertical = models.BooleanField("垂直管理", default=False)
    scope = models.CharField("范围", max_length=300, blank=True)
    out_of_scope = models.CharField("不纳入", max_length=300, blank=True)
    source = models.CharField("出处", max_length=100)
    unverified = models.BooleanField("待核", default=False)
    sort_order = models.PositiveIntegerField(default=100_000)
    ended_on = models.DateField("停用日期", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sectors_sector_number", fields=["number"], condition=Q(number__isnull=False)
            ),
            models.CheckConstraint(name="sectors_sector_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """条线: a leaf under a sector. Rulebooks, grades, due rows and frequencies are per line."""

    code = models.CharField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=50)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="lines")
    adopts = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="adopted_by",
        verbose_name="采用的省级条线",
    )
    subjects = models.CharField("对象", max_length=200, blank=True)
    printed_as = models.CharField("文件用名", max_length=50, blank=True)
    is_added = models.BooleanField("分工表外增列", default=False)
    source = models.CharField("出处", max_length=60)
    unverified = models.BooleanField("待核", default=False)
    sort_order = models.PositiveIntegerField(default=100_000)
    valid_from = models.DateField("启用日期", null=True)
    valid_to = models.DateField("停用日期", null=True)

    # Given by queries that ask for them.
    held_owners: list["LineOwner"]

    class Meta:
        constraints = [
            models.CheckConstraint(name="sectors_line_validity", condition=ordered_span()),
            models.CheckConstraint(name="sectors_line_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="sectors_line_adopts_another",
                condition=Q(adopts__isnull=True) | ~Q(adopts=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LineOwner(models.Model):
    """条线归口: the unit a line belonged to from a day to a day; one at a time, each within the
    unit's and the line's own validity."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="owners")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="owned_lines")
    valid_from = models.DateField("自", null=True)
    valid_to = models.DateField("至", null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sectors_lineowner_validity", condition=ordered_span()),
        ]


class LineRoute(models.Model):
    """处室分工: which division of a unit handles a line (处室归集反馈); one at a time. Without a
    division the unit took the line back to itself from that day."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="routes")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="routes")
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, related_name="routes"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sectors_lineroute_validity", condition=ordered_span()),
        ]
