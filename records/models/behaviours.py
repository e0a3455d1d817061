"""Lists of acts: what a sector calls a breach of trust, on which clause, how grave; and how grave a
penalty makes its fact."""

from django.db import models
from django.db.models import F, Q

from records.models.known import written
from sectors.models import Sector


class Severity(models.IntegerChoices):
    MINOR = 1, "轻微"
    GENERAL = 2, "一般"
    SERIOUS = 3, "严重"


SEVERITIES = [1, 2, 3]


class Behaviour(models.Model):
    """失信行为: one act of a sector's list, the same through all editions of the list."""

    code = models.CharField("编码", max_length=40, unique=True)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="behaviours")

    def __str__(self) -> str:
        return self.code


class BehaviourVersion(models.Model):
    """失信行为版本: the act as the list has it from a day on, until the next version's day. Like
    the catalogue it is only added to, and a later version holds from a later day than it is
    recorded."""

    behaviour = models.ForeignKey(Behaviour, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    name = models.CharField("行为", max_length=200)
    basis = models.CharField("依据", max_length=300)
    severity = models.PositiveSmallIntegerField("失信程度", choices=Severity.choices)
    evidence = models.CharField("认定材料", max_length=300)
    is_repairable = models.BooleanField("可修复", default=True)
    # Decisions on food, drugs, special equipment, work safety and fire: longer under older rules.
    is_safety = models.BooleanField("重点安全领域", default=False)
    source = models.CharField("出处", max_length=200)
    is_illustrative = models.BooleanField("示例", default=False)
    unverified = models.BooleanField("待核", default=False)
    is_ended = models.BooleanField("停用", default=False)
    valid_from = models.DateField("施行日期")
    recorded_on = models.DateField("登记日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_behaviourversion_number", fields=["behaviour", "number"]
            ),
            models.UniqueConstraint(
                name="records_behaviourversion_day", fields=["behaviour", "valid_from"]
            ),
            models.CheckConstraint(
                name="records_behaviourversion_basis",
                condition=written("basis") & written("evidence") & written("source"),
            ),
            models.CheckConstraint(
                name="records_behaviourversion_severity", condition=Q(severity__in=SEVERITIES)
            ),
            models.CheckConstraint(
                name="records_behaviourversion_later",
                condition=Q(number=1, is_ended=False)
                | Q(number__gt=1, valid_from__gt=F("recorded_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PenaltyKind(models.Model):
    """处罚种类: those of 行政处罚法 第九条, with the words of the 2018 template and others met."""

    code = models.CharField("编码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=40, unique=True)
    template_name = models.CharField("2018 版标准用语", max_length=40)
    aliases = models.JSONField("其他写法", default=list)
    # For natural persons only: such a row is not about an organisation.
    is_personal = models.BooleanField(default=False)
    needs_amount = models.BooleanField("须填金额", default=False)
    sort_order = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class PenaltySeverity(models.Model):
    """处罚程度: what a penalty of a kind, from an amount on, makes its fact, in a sector or in all.
    Sector ministries publish their own finer tables, so this is data."""

    code = models.CharField(max_length=60, unique=True)
    penalty_kind = models.ForeignKey(PenaltyKind, on_delete=models.PROTECT, related_name="+")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, related_name="+")
    amount_from = models.BigIntegerField("金额自（分）", default=0)
    severity = models.PositiveSmallIntegerField("失信程度", choices=Severity.choices)
    basis = models.CharField("依据", max_length=300)
    unverified = models.BooleanField("待核", default=False)
    valid_from = models.DateField("施行日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_penaltyseverity_once",
                fields=["penalty_kind", "sector", "amount_from", "valid_from"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="records_penaltyseverity_severity",
                condition=Q(severity__in=SEVERITIES, amount_from__gte=0),
            ),
            models.CheckConstraint(
                name="records_penaltyseverity_basis", condition=written("basis")
            ),
        ]


class DisclosureRule(models.Model):
    """公示规则: for decisions of a severity made from a day on, how long the public sees them and
    when repair may first be asked for. Dated law in data, only added to; facts store which rule
    they fall under, never the end it leads to. A rule holds until the next of its severity and
    scope; one that `applies_to_earlier` also shortens what older rules gave, from its day on."""

    class Scope(models.TextChoices):
        ORDINARY = "ordinary", "一般领域"
        SAFETY = "safety", "食品药品、特种设备、安全生产、消防"
        STATE = "state", "异常名录（状态）"

    code = models.CharField("编码", max_length=40, unique=True)
    scope = models.CharField("领域", max_length=8, choices=Scope.choices)
    severity = models.PositiveSmallIntegerField("失信程度", choices=Severity.choices)
    valid_from = models.DateField("施行日期")
    applies_to_earlier = models.BooleanField("有利于当事人时适用于此前决定", default=False)
    shown = models.BooleanField("公示")
    min_months = models.PositiveSmallIntegerField("最短公示期（月）")
    # Empty: shown as long as the state lasts.
    max_months = models.PositiveSmallIntegerField("最长公示期（月）", null=True)
    # How long what is not shown as a rule may be shown where that is truly needed.
    exception_months = models.PositiveSmallIntegerField("确需公示最长（月）", default=0)
    basis = models.CharField("依据", max_length=300)
    is_history = models.BooleanField("历史规则", default=False)
    unverified = models.BooleanField("待核", default=False)
    # Loaded before there was anything to show; every later rule lies ahead when it is recorded.
    is_founding = models.BooleanField(default=False)
    recorded_on = models.DateField("登记日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_disclosurerule_severity", fields=["id", "severity"]
            ),
            models.UniqueConstraint(
                name="records_disclosurerule_day", fields=["scope", "severity", "valid_from"]
            ),
            models.CheckConstraint(
                name="records_disclosurerule_scope",
                condition=Q(scope__in=["ordinary", "safety", "state"], severity__in=SEVERITIES),
            ),
            models.CheckConstraint(
                name="records_disclosurerule_months",
                condition=Q(scope="state", max_months__isnull=True, min_months=0)
                | Q(
                    max_months__isnull=False,
                    max_months__lte=36,
                    min_months__lte=F("max_months"),
                )
                & Q(exception_months__lte=3),
            ),
            models.CheckConstraint(
                name="records_disclosurerule_shown",
                condition=Q(shown=True, exception_months=0)
                | Q(shown=False, max_months__isnull=False, max_months=0),
            ),
            models.CheckConstraint(name="records_disclosurerule_basis", condition=written("basis")),
            models.CheckConstraint(
                name="records_disclosurerule_later",
                condition=Q(is_founding=True) | Q(valid_from__gt=F("recorded_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.code
