"""How well units report: by when each decision was due, what was sent back, how much came in, which
reports are owed, and the figures of months that are over.

Everything here follows from the ledger and from intake and can be counted again; it is kept because
counting five hundred million rows for every page is no answer."""

from django.db import models
from django.db.models import F, Q

from records.models.catalogue import CatalogueItem
from records.models.facts import Fact
from records.models.intake import Batch
from records.models.subjects import Subject
from sectors.models import OrgUnit


class ReportDeadline(models.Model):
    """报送期限: the last day to report what was decided on a day, and how it was reckoned. Facts,
    waiting rows and periods share it, so it is reckoned once however many they are. While a year
    of the calendar is missing (待日历) it is open; a day once given stays."""

    starts_on = models.DateField("起算日")
    working_days = models.PositiveSmallIntegerField("工作日")
    due_on = models.DateField("最后一日", null=True)
    missing_year = models.PositiveSmallIntegerField("缺少的日历年度", null=True)
    deadline = models.JSONField("计算过程")
    # When one that had waited for the calendar was given its day.
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_reportdeadline_once", fields=["starts_on", "working_days"]
            ),
            models.CheckConstraint(
                name="records_reportdeadline_open",
                condition=Q(due_on__isnull=True, missing_year__isnull=False)
                | Q(due_on__isnull=False, missing_year__isnull=True, due_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="records_reportdeadline_resolved",
                condition=Q(resolved_at__isnull=True) | Q(due_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="records_reportdeadline_waits",
                fields=["id"],
                condition=Q(due_on__isnull=True),
            ),
        ]


class FactReport(models.Model):
    """报送情况: who first reported a fact and when, by when it was due, and whether what was said
    of the decision had to be put right since. A fact moved to another organisation was reported
    once: it has no second row."""

    fact = models.OneToOneField(
        Fact, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="report"
    )
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    item = models.ForeignKey(
        CatalogueItem,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    decided_on = models.DateField("决定日期", null=True)
    # Empty where no rule sets a time to report.
    deadline = models.ForeignKey(
        ReportDeadline, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    known_on = models.DateField("首次入库日期")
    known_at = models.DateTimeField("首次入库时间")
    # When what was decided, by whom or on whom first turned out to have been said wrongly.
    mended_at = models.DateTimeField("首次更正时间", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_factreport_mended",
                condition=Q(mended_at__isnull=True) | Q(mended_at__gt=F("known_at")),
            ),
            models.CheckConstraint(
                name="records_factreport_deadline",
                condition=Q(deadline__isnull=True) | Q(decided_on__isnull=False),
            ),
        ]
        indexes = [
            # What a unit reported of an item in a month; whether a period is accounted for.
            models.Index(
                name="records_factreport_unit",
                fields=["unit", "item", "known_on", "fact"],
                include=["decided_on", "deadline"],
            ),
        ]


class VolumeDay(models.Model):
    """归集日计: what came in from a unit of an item, by day. Timeliness and later mending belong to
    the day a fact was first known, changes and losses to their own day. Counted on from the change
    log (records.quality.services.clock), never by counting the ledger."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="+")
    day = models.DateField("日期")
    facts = models.BigIntegerField("新增", default=0)
    in_time = models.BigIntegerField("按时", default=0)
    late = models.BigIntegerField("迟报", default=0)
    waiting = models.BigIntegerField("期限待日历", default=0)
    mended = models.BigIntegerField("其后更正", default=0)
    revised = models.BigIntegerField("版本更新", default=0)
    gone = models.BigIntegerField("撤回误传", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_volumeday_once", fields=["unit", "item", "day"]),
            models.CheckConstraint(
                name="records_volumeday_counts",
                condition=Q(
                    in_time__gte=0,
                    late__gte=0,
                    waiting__gte=0,
                    mended__gte=0,
                    revised__gte=0,
                    gone__gte=0,
                    facts__gte=F("in_time") + F("late") + F("waiting"),
                )
                & Q(mended__lte=F("facts")),
            ),
        ]
        indexes = [models.Index(name="records_volumeday_day", fields=["day", "unit"])]


class ReturnedRow(models.Model):
    """退回行: a row sent back to be corrected, known by its decision and no content, and whether it
    came again and was taken in."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="returned")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(
        CatalogueItem, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    line = models.PositiveIntegerField("原文件行号")
    # A hash of what the row can be known by again.
    row_key = models.BinaryField(max_length=32)
    # The same of whom and when it is about; empty where that cannot be said.
    alike_key = models.BinaryField(max_length=32, null=True)
    reasons = models.JSONField("退回原因")
    returned_at = models.DateTimeField("退回时间")
    accepted_at = models.DateTimeField("更正后入库时间", null=True)
    accepted_batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_returnedrow_once", fields=["batch", "line"]),
            models.CheckConstraint(
                name="records_returnedrow_accepted",
                condition=Q(accepted_at__isnull=True, accepted_batch__isnull=True)
                | Q(
                    accepted_at__isnull=False,
                    accepted_batch__isnull=False,
                    accepted_at__gte=F("returned_at"),
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="records_returnedrow_open",
                fields=["unit", "item", "row_key"],
                condition=Q(accepted_at__isnull=True),
            ),
            models.Index(
                name="records_returnedrow_unit", fields=["unit", "item", "returned_at", "id"]
            ),
        ]


class ReportPeriod(models.Model):
    """报送期: what a unit owes of an item for a day, week, month, quarter or year, by when, and how
    it was accounted for: by facts decided in the period, or by a nil report."""

    class Outcome(models.TextChoices):
        OPEN = "open", "未报"
        FACTS = "facts", "已报"
        NIL = "nil", "零报告"

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("期间自")
    # Half-open: the day after its last.
    ends_on = models.DateField("期间至")
    due_on = models.DateField("应报日期", null=True)
    deadline = models.ForeignKey(
        ReportDeadline, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    outcome = models.CharField("结果", max_length=6, choices=Outcome.choices, default="open")
    # The day by which it was accounted for.
    settled_on = models.DateField("办结日期", null=True)
    # When its being overdue was brought to the unit, once.
    noticed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_reportperiod_once", fields=["unit", "item", "starts_on"]
            ),
            models.CheckConstraint(
                name="records_reportperiod_days", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="records_reportperiod_due",
                condition=Q(due_on__isnull=False) | Q(deadline__isnull=False),
            ),
            models.CheckConstraint(
                name="records_reportperiod_settled",
                condition=Q(outcome="open", settled_on__isnull=True)
                | Q(outcome__in=["facts", "nil"], settled_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="records_reportperiod_open",
                fields=["due_on", "unit"],
                condition=Q(outcome="open"),
            ),
            models.Index(name="records_reportperiod_ends", fields=["ends_on", "unit"]),
        ]


class CoverageDay(models.Model):
    """覆盖情况: of the organisations in the register, how many have at least one fact, as counted
    on a day: in all, by area, unit, sector, item and kind of organisation; and of what the
    catalogue makes public, how much is shown."""

    class By(models.TextChoices):
        ALL = "all", "总体"
        KIND = "kind", "主体类别"
        REGION = "region", "区划"
        UNIT = "unit", "单位"
        SECTOR = "sector", "行业领域"
        ITEM = "item", "目录条目"
        SHOWN = "shown", "应公开与已公开"

    day = models.DateField("日期")
    by = models.CharField("口径", max_length=6, choices=By.choices)
    key = models.CharField("项", max_length=40, blank=True)
    covered = models.BigIntegerField("已覆盖")
    whole = models.BigIntegerField("应覆盖")
    counted_at = models.DateTimeField("统计时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_coverageday_once", fields=["day", "by", "key"]),
            models.CheckConstraint(
                name="records_coverageday_part",
                condition=Q(covered__gte=0, covered__lte=F("whole")),
            ),
            models.CheckConstraint(
                name="records_coverageday_by",
                condition=Q(by__in=["all", "kind", "region", "unit", "sector", "item", "shown"]),
            ),
        ]


class MonthlyClose(models.Model):
    """月结: a month whose figures are fixed as they were known when it ended. Its hash covers every
    figure; the figures are written by the transaction that closes the month and by no other."""

    month = models.DateField("月份", unique=True)
    known_before = models.DateTimeField("知悉截止")
    closed_at = models.DateTimeField("结转时间")
    figures = models.PositiveIntegerField("数据项数")
    sha256 = models.CharField("校验值", max_length=64)
    txid = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="records_monthlyclose_first", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="records_monthlyclose_over",
                condition=Q(closed_at__gte=F("known_before")),
            ),
            models.CheckConstraint(
                name="records_monthlyclose_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]


class MonthlyFigure(models.Model):
    """月度数据: one figure of a closed month, in all, of a unit or of a town."""

    class Scope(models.TextChoices):
        ALL = "all", "全部"
        UNIT = "unit", "单位"
        TOWN = "town", "乡镇（街道）"

    close = models.ForeignKey(MonthlyClose, on_delete=models.PROTECT, related_name="values")
    scope = models.CharField("口径", max_length=4, choices=Scope.choices)
    key = models.CharField("项", max_length=40, blank=True)
    measure = models.CharField("指标", max_length=40)
    value = models.BigIntegerField("数值")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_monthlyfigure_once", fields=["close", "scope", "key", "measure"]
            ),
            models.CheckConstraint(
                name="records_monthlyfigure_scope",
                condition=Q(scope="all", key="") | Q(scope__in=["unit", "town"]) & ~Q(key=""),
            ),
        ]
