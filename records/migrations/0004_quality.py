"""Deadlines of reports, volumes, rows sent back, periods owed, coverage, closed months."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from core.sql.grants import grant
from records.sql import quality_rules as rules
from records.sql.rules import refusal
from records.sql.ties import tie


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_intake"),
        ("sectors", "0002_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="CoverageDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("all", "总体"),
                            ("kind", "主体类别"),
                            ("region", "区划"),
                            ("unit", "单位"),
                            ("sector", "行业领域"),
                            ("item", "目录条目"),
                            ("shown", "应公开与已公开"),
                        ],
                        max_length=6,
                        verbose_name="口径",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=40, verbose_name="项")),
                ("covered", models.BigIntegerField(verbose_name="已覆盖")),
                ("whole", models.BigIntegerField(verbose_name="应覆盖")),
                ("counted_at", models.DateTimeField(verbose_name="统计时间")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "by", "key"), name="records_coverageday_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("covered__gte", 0), ("covered__lte", models.F("whole"))
                        ),
                        name="records_coverageday_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by__in", ["all", "kind", "region", "unit", "sector", "item", "shown"])
                        ),
                        name="records_coverageday_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyClose",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(unique=True, verbose_name="月份")),
                ("known_before", models.DateTimeField(verbose_name="知悉截止")),
                ("closed_at", models.DateTimeField(verbose_name="结转时间")),
                ("figures", models.PositiveIntegerField(verbose_name="数据项数")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("txid", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="records_monthlyclose_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at__gte", models.F("known_before"))),
                        name="records_monthlyclose_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="records_monthlyclose_hash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportDeadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起算日")),
                ("working_days", models.PositiveSmallIntegerField(verbose_name="工作日")),
                ("due_on", models.DateField(null=True, verbose_name="最后一日")),
                (
                    "missing_year",
                    models.PositiveSmallIntegerField(null=True, verbose_name="缺少的日历年度"),
                ),
                ("deadline", models.JSONField(verbose_name="计算过程")),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_on__isnull", True)),
                        fields=["id"],
                        name="records_reportdeadline_waits",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("starts_on", "working_days"), name="records_reportdeadline_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_on__isnull", True), ("missing_year__isnull", False)),
                            models.Q(
                                ("due_on__gte", models.F("starts_on")),
                                ("due_on__isnull", False),
                                ("missing_year__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="records_reportdeadline_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("resolved_at__isnull", True),
                            ("due_on__isnull", False),
                            _connector="OR",
                        ),
                        name="records_reportdeadline_resolved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("all", "全部"), ("unit", "单位"), ("town", "乡镇（街道）")],
                        max_length=4,
                        verbose_name="口径",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=40, verbose_name="项")),
                ("measure", models.CharField(max_length=40, verbose_name="指标")),
                ("value", models.BigIntegerField(verbose_name="数值")),
                (
                    "close",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="records.monthlyclose",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("close", "scope", "key", "measure"),
                        name="records_monthlyfigure_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), ("scope", "all")),
                            models.Q(
                                ("scope__in", ["unit", "town"]),
                                models.Q(("key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="records_monthlyfigure_scope",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactReport",
            fields=[
                (
                    "fact",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="report",
                        serialize=False,
                        to="records.fact",
                    ),
                ),
                ("decided_on", models.DateField(null=True, verbose_name="决定日期")),
                ("known_on", models.DateField(verbose_name="首次入库日期")),
                ("known_at", models.DateTimeField(verbose_name="首次入库时间")),
                ("mended_at", models.DateTimeField(null=True, verbose_name="首次更正时间")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.catalogueitem",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.subject",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sectors.orgunit",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.reportdeadline",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["unit", "item", "known_on", "fact"],
                        include=("decided_on", "deadline"),
                        name="records_factreport_unit",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mended_at__isnull", True),
                            ("mended_at__gt", models.F("known_at")),
                            _connector="OR",
                        ),
                        name="records_factreport_mended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadline__isnull", True),
                            ("decided_on__isnull", False),
                            _connector="OR",
                        ),
                        name="records_factreport_deadline",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="期间自")),
                ("ends_on", models.DateField(verbose_name="期间至")),
                ("due_on", models.DateField(null=True, verbose_name="应报日期")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "未报"),
                            ("facts", "已报"),
                            ("nil", "零报告"),
                        ],
                        default="open",
                        max_length=6,
                        verbose_name="结果",
                    ),
                ),
                ("settled_on", models.DateField(null=True, verbose_name="办结日期")),
                ("noticed_at", models.DateTimeField(null=True)),
                (
                    "deadline",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.reportdeadline",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.catalogueitem",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sectors.orgunit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "open")),
                        fields=["due_on", "unit"],
                        name="records_reportperiod_open",
                    ),
                    models.Index(fields=["ends_on", "unit"], name="records_reportperiod_ends"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "item", "starts_on"), name="records_reportperiod_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="records_reportperiod_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", False), ("deadline__isnull", False), _connector="OR"
                        ),
                        name="records_reportperiod_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "open"), ("settled_on__isnull", True)),
                            models.Q(
                                ("outcome__in", ["facts", "nil"]),
                                ("settled_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="records_reportperiod_settled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="原文件行号")),
                ("row_key", models.BinaryField(max_length=32)),
                ("alike_key", models.BinaryField(max_length=32, null=True)),
                ("reasons", models.JSONField(verbose_name="退回原因")),
                ("returned_at", models.DateTimeField(verbose_name="退回时间")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="更正后入库时间")),
                (
                    "accepted_batch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.batch",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned",
                        to="records.batch",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.catalogueitem",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sectors.orgunit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("accepted_at__isnull", True)),
                        fields=["unit", "item", "row_key"],
                        name="records_returnedrow_open",
                    ),
                    models.Index(
                        fields=["unit", "item", "returned_at", "id"],
                        name="records_returnedrow_unit",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "line"), name="records_returnedrow_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accepted_at__isnull", True), ("accepted_batch__isnull", True)
                            ),
                            models.Q(
                                ("accepted_at__gte", models.F("returned_at")),
                                ("accepted_at__isnull", False),
                                ("accepted_batch__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="records_returnedrow_accepted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VolumeDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("facts", models.BigIntegerField(default=0, verbose_name="新增")),
                ("in_time", models.BigIntegerField(default=0, verbose_name="按时")),
                ("late", models.BigIntegerField(default=0, verbose_name="迟报")),
                ("waiting", models.BigIntegerField(default=0, verbose_name="期限待日历")),
                ("mended", models.BigIntegerField(default=0, verbose_name="其后更正")),
                ("revised", models.BigIntegerField(default=0, verbose_name="版本更新")),
                ("gone", models.BigIntegerField(default=0, verbose_name="撤回误传")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.catalogueitem",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sectors.orgunit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day", "unit"], name="records_volumeday_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "item", "day"), name="records_volumeday_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "facts__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("in_time"), "+", models.F("late")
                                    ),
                                    "+",
                                    models.F("waiting"),
                                ),
                            ),
                            ("gone__gte", 0),
                            ("in_time__gte", 0),
                            ("late__gte", 0),
                            ("mended__gte", 0),
                            ("revised__gte", 0),
                            ("waiting__gte", 0),
                            ("mended__lte", models.F("facts")),
                        ),
                        name="records_volumeday_counts",
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(*tie(*each)) for each in rules.TIES),
        *(migrations.RunSQL(*refusal(*each)) for each in rules.REFUSALS),
        migrations.RunSQL(rules.OF_THEIR_CLOSE, "DROP FUNCTION records_figures_of_their_close()"),
        migrations.RunSQL(*rules.ADDED_AT_ONCE),
        grant(
            "records_reportdeadline",
            update=("due_on", "missing_year", "deadline", "resolved_at"),
        ),
        grant("records_factreport", update=("decided_on", "deadline_id", "mended_at")),
        grant(
            "records_volumeday",
            update=("facts", "in_time", "late", "waiting", "mended", "revised", "gone"),
        ),
        grant("records_returnedrow", update=("accepted_at", "accepted_batch_id")),
        grant(
            "records_reportperiod",
            update=("due_on", "outcome", "settled_on", "noticed_at"),
        ),
        grant("records_coverageday"),
        grant("records_monthlyclose"),
        grant("records_monthlyfigure"),
    ]
