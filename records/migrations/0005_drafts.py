"""Rows somebody is still writing."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_rules"),
        ("records", "0004_quality"),
        ("sectors", "0002_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("values", models.JSONField()),
                ("changed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
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
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
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
                    models.Index(fields=["made_by", "-id"], name="records_draftrow_maker"),
                    models.Index(fields=["expires_at"], name="records_draftrow_expiry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("changed_at"))),
                        name="records_draftrow_expires",
                    )
                ],
            },
        ),
        grant("records_draftrow", update=["values", "changed_at", "expires_at"], delete=True),
    ]
