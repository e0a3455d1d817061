"""The catalogue: what may be recorded at all, by whom, on what basis, and what the public sees.

Versions are only added. One takes force on a day after the one it is recorded on, so an answer once
given about a day is not changed by what is decided later; an item's first version is free in this,
because before it nothing of the item can have been recorded.
"""

from django.db import models
from django.db.models import F, Q

from records.models.known import written
from sectors.models import OrgUnit, Sector


class Polarity(models.TextChoices):
    POSITIVE = "positive", "守信"
    NEUTRAL = "neutral", "一般"
    ADVERSE = "adverse", "失信"


class InfoClass(models.TextChoices):
    """The thirteen classes of the national catalogue (2024)."""

    REGISTRATION = "registration", "登记注册基本信息"
    JUDICIAL = "judicial", "司法裁判及执行信息"
    ADMINISTRATION = "administration", "行政管理信息"
    TITLES = "titles", "职称和职业信息"
    ABNORMAL = "abnormal", "经营（活动）异常名录（状态）信息"
    SERIOUS_LISTS = "serious_lists", "严重失信主体名单信息"
    CONTRACTS = "contracts", "合同履行信息"
    COMMITMENTS = "commitments", "信用承诺及履行情况信息"
    EVALUATIONS = "evaluations", "信用评价结果信息"
    COMPLIANCE = "compliance", "遵守法律法规情况信息"
    HONOURS = "honours", "诚实守信相关荣誉信息"
    PROPERTY = "property", "知识产权信息"
    VOLUNTARY = "voluntary", "经营主体自愿提供的信息"


class ItemKind(models.TextChoices):
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
    ORDER = "order", "责令改正"
    COURT = "court", "司法裁判及执行"
    TITLE = "title", "职称和职业"
    ABNORMAL = "abnormal", "异常名录"
    LIST = "list", "严重失信主体名单"
    CONTRACT = "contract", "合同履行"
    COMMITMENT = "commitment", "信用承诺"
    EVALUATION = "evaluation", "信用评价"
    COMPLIANCE = "compliance", "遵守法律法规"
    HONOUR = "honour", "荣誉"
    PROPERTY = "property", "知识产权"
    VOLUNTARY = "voluntary", "自愿提供"


class CatalogueItem(models.Model):
    """目录条目. Kind and polarity never change: facts carry copies tied by a composite key, so a
    CHECK on the fact can use them and they cannot lie."""

    code = models.CharField("条目编码", max_length=40, unique=True)
    info_class = models.CharField("信息分类", max_length=16, choices=InfoClass.choices)
    kind = models.CharField("类别", max_length=12, choices=ItemKind.choices)
    polarity = models.CharField("性质", max_length=8, choices=Polarity.choices)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, related_name="+")
    # Outcomes of our own procedures; no file and no system may send them.
    is_system = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_catalogueitem_kind", fields=["id", "kind"]),
            models.UniqueConstraint(
                name="records_catalogueitem_polarity", fields=["id", "kind", "polarity"]
            ),
            models.CheckConstraint(
                name="records_catalogueitem_info_class",
                condition=Q(info_class__in=InfoClass.values),
            ),
            models.CheckConstraint(
                name="records_catalogueitem_kinds", condition=Q(kind__in=ItemKind.values)
            ),
            models.CheckConstraint(
                name="records_catalogueitem_polarities",
                condition=Q(polarity__in=Polarity.values),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CatalogueVersion(models.Model):
    """目录版本: an item as it stands from a day on, until the next version's day."""

    class Disclosure(models.TextChoices):
        PUBLIC = "public", "公开"
        AUTHORITIES = "authorities", "政务共享"
        INTERNAL = "internal", "不予共享"

    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="versions")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    polarity = models.CharField(max_length=8, choices=Polarity.choices)
    number = models.PositiveSmallIntegerField("版本")
    name = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=500)
    disclosure = models.CharField("公开属性", max_length=12, choices=Disclosure.choices)
    # How long what is not adverse is shown; empty: as long as it is valid.
    shown_months = models.PositiveSmallIntegerField("公开期限（月）", null=True)
    shared_with = models.CharField("共享范围", max_length=200, blank=True)
    update_cycle = models.CharField("更新周期", max_length=40)
    # Working days from the decision to the report; empty where no rule sets them.
    report_days = models.PositiveSmallIntegerField("报送时限（工作日）", null=True)
    is_priority = models.BooleanField("亟需核心数据", default=False)
    needs_check = models.BooleanField("须复核", default=False)
    any_unit = models.BooleanField("凡有权机关均可报送", default=False)
    data_resource = models.CharField("政务数据资源代码", max_length=60, blank=True)
    fields = models.JSONField("数据项", default=list)
    source = models.CharField("出处", max_length=200)
    is_illustrative = models.BooleanField("示例", default=False)
    unverified = models.BooleanField("待核", default=False)
    # From this version on nothing more of the item is taken in and nothing of it shown.
    is_ended = models.BooleanField("停用", default=False)
    valid_from = models.DateField("施行日期")
    recorded_on = models.DateField("登记日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_catalogueversion_number", fields=["item", "number"]
            ),
            models.UniqueConstraint(
                name="records_catalogueversion_day", fields=["item", "valid_from"]
            ),
            # What a version of a fact points at.
            models.UniqueConstraint(
                name="records_catalogueversion_item", fields=["id", "item", "kind", "polarity"]
            ),
            models.CheckConstraint(
                name="records_catalogueversion_basis", condition=written("basis")
            ),
            models.CheckConstraint(
                name="records_catalogueversion_disclosed",
                condition=Q(disclosure__in=["public", "authorities", "internal"]),
            ),
            models.CheckConstraint(
                name="records_catalogueversion_later",
                condition=Q(number=1, is_ended=False)
                | Q(number__gt=1, valid_from__gt=F("recorded_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.number}版）"


class CatalogueSource(models.Model):
    """信源单位: who may supply an item."""

    version = models.ForeignKey(CatalogueVersion, on_delete=models.PROTECT, related_name="sources")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_cataloguesource_once", fields=["version", "unit"]
            ),
        ]
