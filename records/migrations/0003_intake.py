"""Tables of intake. What is staged is not logged: it is read again from its file after a crash."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql.grants import ALL, grant
from records.sql import intake_rules as rules


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_rules"),
        ("documents", "0002_rules"),
        ("records", "0002_rules"),
        ("sectors", "0002_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("upload", "网页上传"),
                            ("form", "逐条填报"),
                            ("api", "接口推送"),
                            ("folder", "前置文件夹"),
                        ],
                        max_length=6,
                        verbose_name="渠道",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("check", "只校验"),
                            ("partial", "合格的先入库"),
                            ("whole", "全部合格才入库"),
                        ],
                        max_length=7,
                        verbose_name="方式",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "正在读取"),
                            ("checked", "校验完成，待入库"),
                            ("waiting", "待复核"),
                            ("committing", "正在入库"),
                            ("done", "已入库"),
                            ("refused", "未接收"),
                            ("abandoned", "已放弃"),
                            ("undoing", "正在撤回"),
                            ("undone", "已撤回"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("file_name", models.CharField(max_length=160, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField(verbose_name="大小")),
                ("shelf", models.UUIDField(unique=True)),
                ("layout", models.JSONField(default=dict)),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("counts", models.JSONField(default=dict)),
                ("attests", models.BooleanField(default=False, verbose_name="送达声明")),
                ("error_code", models.CharField(blank=True, max_length=60)),
                ("error_detail", models.CharField(blank=True, max_length=600)),
                ("job_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(verbose_name="报送时间")),
                ("checked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("purged_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "undo_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="撤回理由"),
                ),
                ("undo_counts", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FactDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version_id", models.BigIntegerField()),
                ("attached_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="NilReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="月份")),
                ("reported_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("contradicted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="QueuedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "queue",
                    models.CharField(
                        choices=[
                            ("held", "待补正"),
                            ("conflict", "待核实"),
                            ("unknown", "未知主体"),
                            ("check", "待复核"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待处理"),
                            ("taken", "已入库"),
                            ("dropped", "不予入库"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("waiting_key", models.CharField(max_length=64, null=True)),
                ("uscc", models.CharField(max_length=18)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("document_no", models.CharField(blank=True, max_length=128)),
                ("decided_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("remarks", models.JSONField()),
                ("row", models.JSONField()),
                ("fact_id", models.BigIntegerField(null=True)),
                ("queued_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
            ],
        ),
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("line", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "未校验"),
                            ("new", "新增"),
                            ("changed", "更正"),
                            ("unchanged", "无变化"),
                            ("held", "待补正"),
                            ("conflict", "待核实"),
                            ("unknown", "未知主体"),
                            ("rejected", "退回更正"),
                            ("excluded", "不予归集"),
                        ],
                        max_length=9,
                    ),
                ),
                ("uscc", models.CharField(blank=True, max_length=18)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(blank=True, max_length=400)),
                ("remarks", models.JSONField()),
                ("row", models.JSONField()),
            ],
        ),
        migrations.AddIndex(
            model_name="factversion",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["unit", "item", "decided_on"],
                name="records_factversion_reported",
            ),
        ),
        migrations.AddIndex(
            model_name="subjectversion",
            index=models.Index(
                condition=models.Q(("batch_id__isnull", False)),
                fields=["batch_id", "id"],
                name="records_subjectversion_batch",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="attestation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.attestation",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="catalogue_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.catalogueversion",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="checked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.catalogueitem",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sectors.orgunit"
            ),
        ),
        migrations.AddField(
            model_name="factdocument",
            name="attached_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="factdocument",
            name="fact",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="records.fact",
            ),
        ),
        migrations.AddField(
            model_name="factdocument",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.evidencefile",
            ),
        ),
        migrations.AddField(
            model_name="factdocument",
            name="removed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="factdocument",
            name="subject",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="records.subject",
            ),
        ),
        migrations.AddField(
            model_name="nilreport",
            name="contradicted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.batch",
            ),
        ),
        migrations.AddField(
            model_name="nilreport",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.catalogueitem",
            ),
        ),
        migrations.AddField(
            model_name="nilreport",
            name="reported_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="nilreport",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sectors.orgunit",
            ),
        ),
        migrations.AddField(
            model_name="nilreport",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="queuedrow",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="queued",
                to="records.batch",
            ),
        ),
        migrations.AddField(
            model_name="queuedrow",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.catalogueitem",
            ),
        ),
        migrations.AddField(
            model_name="queuedrow",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="queuedrow",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="queuedrow",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sectors.orgunit",
            ),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="records.batch",
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["unit", "-id"], name="records_batch_unit"),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                condition=models.Q(("answered_at", None), ("channel", "folder")),
                fields=["id"],
                name="records_batch_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                condition=models.Q(("purged_at", None)),
                fields=["ended_at"],
                name="records_batch_unpurged",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel__in", ["upload", "form", "api", "folder"]),
                    ("mode__in", ["check", "partial", "whole"]),
                    (
                        "state__in",
                        [
                            "received",
                            "checked",
                            "waiting",
                            "committing",
                            "done",
                            "refused",
                            "abandoned",
                            "undoing",
                            "undone",
                        ],
                    ),
                ),
                name="records_batch_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    ("made_by__isnull", True),
                    models.Q(("checked_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="records_batch_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("error_code", ""), _negated=True),
                    _connector="OR",
                ),
                name="records_batch_refused",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["undoing", "undone"]), ("undo_reason__regex", "\\S")),
                    models.Q(
                        models.Q(("state__in", ["undoing", "undone"]), _negated=True),
                        ("undo_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="records_batch_undone",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(fields=("id", "unit"), name="records_batch_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="factdocument",
            constraint=models.UniqueConstraint(
                fields=("subject", "id"), name="records_factdocument_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="factdocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("subject", "fact"),
                name="records_factdocument_current",
            ),
        ),
        migrations.AddIndex(
            model_name="nilreport",
            index=models.Index(fields=["unit", "-month", "item"], name="records_nilreport_unit"),
        ),
        migrations.AddConstraint(
            model_name="nilreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("contradicted_at__isnull", True), ("withdrawn_at__isnull", True)
                ),
                fields=("unit", "item", "month"),
                name="records_nilreport_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="nilreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="records_nilreport_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="nilreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="records_nilreport_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="nilreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contradicted_at__isnull", True), ("contradicted_by__isnull", True)),
                    models.Q(
                        ("contradicted_at__isnull", False), ("contradicted_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="records_nilreport_contradicted",
            ),
        ),
        migrations.AddIndex(
            model_name="queuedrow",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["unit", "queue", "-id"],
                name="records_queuedrow_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="queuedrow",
            index=models.Index(
                condition=models.Q(("queue", "unknown"), ("state", "waiting")),
                fields=["uscc"],
                name="records_queuedrow_uscc",
            ),
        ),
        migrations.AddConstraint(
            model_name="queuedrow",
            constraint=models.UniqueConstraint(
                fields=("unit", "item", "waiting_key"), name="records_queuedrow_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="queuedrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", True),
                        ("state", "waiting"),
                        ("waiting_key__isnull", False),
                    ),
                    models.Q(
                        ("row", {}),
                        ("settled_at__isnull", False),
                        ("state__in", ["taken", "dropped"]),
                        ("waiting_key__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="records_queuedrow_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="queuedrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("queue__in", ["held", "conflict", "unknown", "check"])),
                name="records_queuedrow_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="queuedrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("queue", "check"), _negated=True),
                    models.Q(("state", "taken"), _negated=True),
                    models.Q(
                        ("made_by__isnull", False),
                        ("settled_by__isnull", False),
                        models.Q(("made_by", models.F("settled_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="records_queuedrow_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagedrow",
            constraint=models.UniqueConstraint(fields=("batch", "n"), name="records_stagedrow_n"),
        ),
        migrations.RunSQL(
            "ALTER TABLE records_stagedrow SET UNLOGGED",
            "ALTER TABLE records_stagedrow SET LOGGED",
        ),
        *(migrations.RunSQL(*each) for each in rules.TIED),
        migrations.RunSQL(rules.NIL_ONLY, "DROP FUNCTION records_nil_only()"),
        migrations.RunSQL(*rules.NOT_NIL),
        migrations.RunSQL(*rules.NIL_ENDED_ONCE),
        migrations.RunSQL(*rules.REMOVED_ONCE),
        grant(
            "records_batch",
            update=(
                "mode",
                "state",
                "layout",
                "rows",
                "counts",
                "attests",
                "attestation_id",
                "error_code",
                "error_detail",
                "job_id",
                "checked_at",
                "ended_at",
                "checked_by_id",
                "purged_at",
                "answered_at",
                "undo_reason",
                "undo_counts",
                "undone_by_id",
                "undone_at",
            ),
        ),
        grant("records_stagedrow", update=("outcome", "remarks", "row"), delete=True),
        grant("records_queuedrow", update=ALL),
        grant(
            "records_nilreport",
            update=("withdrawn_by_id", "withdrawn_at", "contradicted_at", "contradicted_by_id"),
        ),
        grant("records_factdocument", update=("removed_by_id", "removed_at")),
    ]
