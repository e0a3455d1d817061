"""The three degrees of a breach of trust, as the rules in force since 2026-04-01 draw them."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BASIS = "信用修复管理办法（国家发展改革委令第36号）"
STANDARDS = [
    ("minor", "适用简易程序的处罚；警告、通报批评", False, 0, 3),
    ("general", "较大数额罚款、没收违法所得或非法财物；暂扣许可证件", True, 3, 12),
    (
        "serious",
        "巨额罚款、吊销许可证件、限制从业；列入严重失信主体名单等",
        True,
        12,
        36,
    ),
]


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    standard = apps.get_model("sectors", "SeverityStandard")
    standard.objects.bulk_create(
        standard(
            severity=severity,
            criteria=criteria,
            shown_by_default=shown,
            least_months=least,
            most_months=most,
            basis=BASIS,
            valid_from=date(2026, 4, 1),
        )
        for severity, criteria, shown, least, most in STANDARDS
    )


def clear(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("sectors", "SeverityStandard").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("sectors", "0002_rules")]

    operations = [migrations.RunPython(seed, clear)]
