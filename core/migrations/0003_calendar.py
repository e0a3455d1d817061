"""The working days of the years whose notices are known, from core/data."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

from core.sql.calendar import ADD_DAYS

DATA = Path(__file__).resolve().parent.parent / "data"


def seed(apps, schema_editor):
    years = rows("calendar_years.csv")
    days = rows("working_days.csv")
    known = sorted(int(row["year"]) for row in years)
    assert known == list(range(known[0], known[-1] + 1)), "a year is missing"
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO core_calendaryear (year, notice, remark, recorded_at) "
            "VALUES (%s, %s, %s, %s)",
            [
                (row["year"], row["notice"], row["remark"], f"{row['checked_on']}T00:00+08:00")
                for row in years
            ],
        )
        cursor.execute(
            ADD_DAYS,
            {
                "first": date(known[0], 1, 1),
                "last": date(known[-1], 12, 31),
                "days": [row["day"] for row in days],
                "working": [row["kind"] == "workday" for row in days],
                "labels": [row["label"] for row in days],
                "before": 0,
            },
        )


def clear(apps, schema_editor):
    schema_editor.execute("DELETE FROM core_calendarday")
    schema_editor.execute("DELETE FROM core_calendaryear")


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


class Migration(migrations.Migration):
    dependencies = [("core", "0002_rules")]

    operations = [migrations.RunPython(seed, clear)]
