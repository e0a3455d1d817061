"""Code tables shared by all floors: areas and industries."""

from django.db import models
from django.db.models import Q


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
