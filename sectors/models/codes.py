"""Code tables shared by all floors: areas, industries, and how serious a breach of trust is."""

from django.db import models
from django.db.models import F, Q

from sectors.decisions.spans import months_said
from sectors.models.validity import ordered_span


class Region(models.Model):
    """行政区划: province, city, county (GB/T 2260) and, below, towns by local codes of our own.

    An area's code says what it lies in, and the database holds that (`sectors_region_place`).
    Digits 3–8 of a credit code name the area at the time of issue and are never matched here.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省"
        CITY = 2, "设区市"
        COUNTY = 3, "县（市、区）"
        TOWN = 4, "乡镇（街道）"

    class Scheme(models.TextChoices):
        NATIONAL = "national", "GB/T 2260"
        LOCAL = "local", "本地编码"

    code = models.CharField("代码", max_length=9, primary_key=True)
    name = models.CharField("名称", max_length=50)
    level = models.PositiveSmallIntegerField("层级", choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    scheme = models.CharField("编码", max_length=8, choices=Scheme.choices, default=Scheme.NATIONAL)
    is_zone = models.BooleanField("与其他乡镇重叠", default=False)
    unverified = models.BooleanField("待核", default=False)
    ended_on = models.DateField("停用日期", null=True)

    class Meta:
        constraints = [
            # Town codes are ours; the three levels above are the national standard's.
            models.CheckConstraint(
                name="sectors_region_scheme", condition=Q(scheme="national") | Q(level=4)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Industry(models.Model):
    """国民经济行业: sections (门类) and divisions (大类) of GB/T 4754-2017, which the codes tell
    apart (`sectors_industry_place`)."""

    class Level(models.TextChoices):
        SECTION = "section", "门类"
        DIVISION = "division", "大类"

    code = models.CharField("代码", max_length=2, primary_key=True)
    name = models.CharField("名称", max_length=50)
    level = models.CharField("层级", max_length=8, choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    ended_on = models.DateField("停用日期", null=True)

    def __str__(self) -> str:
        return self.name


class SeverityStandard(models.Model):
    """失信程度标准: what makes a breach minor, general or serious, and how long each is shown at
    least and at most, as the rules in force from a day say. Sectors may be finer, never coarser."""

    class Severity(models.TextChoices):
        MINOR = "minor", "轻微"
        GENERAL = "general", "一般"
        SERIOUS = "serious", "严重"

    severity = models.CharField("程度", max_length=7, choices=Severity.choices)
    criteria = models.CharField("划分标准", max_length=500)
    shown_by_default = models.BooleanField("原则上公示")
    least_months = models.PositiveSmallIntegerField("最短公示期（月）")
    most_months = models.PositiveSmallIntegerField("最长公示期（月）")
    basis = models.CharField("依据", max_length=200)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("停止施行日期", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sectors_severitystandard_validity", condition=ordered_span()
            ),
            models.CheckConstraint(
                name="sectors_severitystandard_months",
                condition=Q(most_months__gt=F("least_months")),
            ),
        ]

    @property
    def least_said(self) -> str:
        return months_said(self.least_months) if self.shown_by_default else "原则上不公示"

    @property
    def most_said(self) -> str:
        longest = months_said(self.most_months)
        return longest if self.shown_by_default else f"确需公示的不超过{longest}"

    @property
    def repair_said(self) -> str:
        """From when repair may be asked for."""
        if not self.least_months:
            return "法定责任履行完毕即可"
        return f"满{months_said(self.least_months)}的次日起"
