"""Packs: what was loaded from which folder, by whom, and where local corrections differ."""

from django.db import models
from django.db.models import Q


class Pack(models.Model):
    """配置包: a sector, a county or a set of code tables as plain data."""

    class Kind(models.TextChoices):
        CODES = "codes", "代码表"
        COUNTY = "county", "县（市、区）"
        SECTOR = "sector", "行业领域"

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=50)
    kind = models.CharField("类别", max_length=6, choices=Kind.choices)
    sources = models.JSONField("出处", default=list)
    # Words of the county's table that name natural persons: a note of what is left out, and why.
    exclusions = models.JSONField("不纳入", default=list)

    def __str__(self) -> str:
        return self.name


class Basis(models.Model):
    """依据文件: a document a pack rests on. Without a number it says so; none is invented."""

    class Mark(models.TextChoices):
        SEED = "seed", "原始文件"
        FOUND = "found", "公开来源"
        KNOWN = "known", "常识，未再核对"

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="bases")
    title = models.CharField("名称", max_length=120)
    document_no = models.CharField("文号", max_length=60, blank=True)
    in_force_from = models.DateField("施行日期", null=True)
    is_history = models.BooleanField("已被替代", default=False)
    mark = models.CharField("来源", max_length=5, choices=Mark.choices)
    unverified = models.BooleanField("待核", default=False)
    remark = models.CharField("备注", max_length=200, blank=True)
    sort_order = models.PositiveIntegerField(default=0)
    ended_on = models.DateField("停止引用", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sectors_basis_once", fields=["pack", "title"]),
        ]


class PackLoad(models.Model):
    """配置包装载: one per pack and load that changed something; the same content is loaded once."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="loads")
    version = models.PositiveIntegerField("版本")
    content_hash = models.BinaryField(max_length=32)
    loaded_at = models.DateTimeField()
    # Null when the platform loads its own packs at installation.
    loaded_by = models.BigIntegerField(null=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sectors_packload_version", condition=Q(version__gte=1)),
        ]
        indexes = [models.Index(name="sectors_packload_latest", fields=["pack", "-id"])]


class PackRow(models.Model):
    """配置包行: what a pack last said about one thing. Compared with the thing as it stands, it
    tells a local correction, which a later load keeps, from an old value, which it replaces."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="rows")
    part = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    values = models.JSONField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sectors_packrow_key", fields=["part", "key"]),
        ]


class PackOverride(models.Model):
    """配置差异: a load met a value that was not what the pack had last said, or changed one."""

    class Outcome(models.TextChoices):
        REPLACED = "replaced", "按配置包更新"
        KEPT = "kept", "保留本地更正"

    load = models.ForeignKey(PackLoad, on_delete=models.PROTECT, related_name="overrides")
    part = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    field = models.CharField(max_length=40)
    in_pack = models.JSONField(null=True)
    in_force = models.JSONField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
