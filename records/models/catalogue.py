"""The catalogue: what may be recorded at all, by whom, on what basis, and what the public sees."""

from django.db import models
from django.db.models import F, Q

from sectors.models import OrgUnit


class Polarity(models.TextChoices):
    POSITIVE = "positive", "守信"
    NEUTRAL = "neutral", "一般"
    ADVERSE = "adverse", "失信"


class Severity(models.IntegerChoices):
    MINOR = 1, "轻微"
    GENERAL = 2, "一般"
    SERIOUS = 3, "严重"


class CatalogueItem(models.Model):
    """目录条目. Its polarity never changes: facts carry a copy tied by a composite key, so a CHECK
    on the fact can use it and it cannot lie."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", "登记注册"
        LICENCE = "licence", "行政许可"
        PENALTY = "penalty", "行政处罚"
        COERCION = "coercion", "行政强制"
        CONFIRMATION = "confirmation", "行政确认"
        LEVY = "levy", "行政征收"
        PAYMENT = "payment", "行政给付"
        RULING = "ruling", "行政裁决"
        COMPENSATION = "compensation", "行政补偿"
        REWARD = "reward", "行政奖励"
        INSPECTION = "inspection", "行政监督检查"
        COURT = "court", "司法裁判及执行"
        LIST = "list", "名单"
        ABNORMAL = "abnormal", "异常名录"
        CONTRACT = "contract", "合同履行"
        COMMITMENT = "commitment", "信用承诺"
        EVALUATION = "evaluation", "信用评价"
        HONOUR = "honour", "荣誉"
        PROPERTY = "property", "知识产权"
        COMPLIANCE = "compliance", "遵守法律法规情况"
        VOLUNTARY = "voluntary", "自愿提供"

    code = models.CharField("条目编码", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    polarity = models.CharField("性质", max_length=8, choices=Polarity.choices)
    # Outcomes of our own procedures; no file and no system may send them.
    is_system = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_catalogueitem_polarity", fields=["id", "kind", "polarity"]
            ),
        ]


class CatalogueVersion(models.Model):
    """目录版本: an item as it stands from a day on."""

    class Disclosure(models.TextChoices):
        PUBLIC = "public", "公开"
        AUTHORITIES = "authorities", "政务共享"
        INTERNAL = "internal", "不予共享"

    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    name = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=500)
    disclosure = models.CharField("公开属性", max_length=12, choices=Disclosure.choices)
    shared_with = models.CharField("共享范围", max_length=200, blank=True)
    update_cycle = models.CharField("更新周期", max_length=40)
    is_priority = models.BooleanField("核心数据", default=False)
    needs_check = models.BooleanField("须复核", default=False)
    data_resource = models.CharField("政务数据资源代码", max_length=60, blank=True)
    fields = models.JSONField("数据项", default=list)
    is_illustrative = models.BooleanField("示例", default=False)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("停用日期", null=True)
    source_units = models.ManyToManyField(
        OrgUnit, through="CatalogueSource", related_name="catalogue_versions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_catalogueversion_number", fields=["item", "number"]
            ),
            models.UniqueConstraint(name="records_catalogueversion_item", fields=["id", "item"]),
            models.CheckConstraint(name="records_catalogueversion_basis", condition=~Q(basis="")),
            models.CheckConstraint(
                name="records_catalogueversion_validity",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]


class CatalogueSource(models.Model):
    """信源单位: who may supply an item."""

    version = models.ForeignKey(CatalogueVersion, on_delete=models.PROTECT)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_cataloguesource_once", fields=["version", "unit"]
            ),
        ]


class Behaviour(models.Model):
    """失信行为: one act of a sector's list, with its clause and its usual severity."""

    code = models.CharField(max_length=40)
    sector_code = models.CharField(max_length=40)
    name = models.CharField("行为", max_length=200)
    basis = models.CharField("依据", max_length=300)
    severity = models.PositiveSmallIntegerField("失信程度", choices=Severity.choices)
    evidence = models.CharField("认定材料", max_length=300, blank=True)
    is_repairable = models.BooleanField("可修复", default=True)
    is_illustrative = models.BooleanField("示例", default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_behaviour_code", fields=["code", "valid_from"]),
            models.CheckConstraint(name="records_behaviour_basis", condition=~Q(basis="")),
        ]


class DisclosureRule(models.Model):
    """公示规则: for decisions of a severity made from a day on, how long the public sees them and
    when repair may first be asked for. Dated law in data; facts store which rule they fall under,
    never the end it leads to."""

    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    shown = models.BooleanField()
    min_months = models.PositiveSmallIntegerField()
    max_months = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_disclosurerule_severity", fields=["id", "severity"]
            ),
            models.CheckConstraint(
                name="records_disclosurerule_months",
                condition=Q(max_months__lte=36, min_months__lte=F("max_months")),
            ),
            models.CheckConstraint(name="records_disclosurerule_basis", condition=~Q(basis="")),
        ]
