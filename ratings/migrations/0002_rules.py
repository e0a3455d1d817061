"""Rights on the tables of ratings, and what holds between them: see ratings/sql/rules.py."""

from django.db import migrations

from core.sql.grants import grant
from exchange.sql.changes import Write, change_trigger
from ratings.sql import rules
from records.sql.ties import tie


class Migration(migrations.Migration):
    dependencies = [
        ("ratings", "0001_initial"),
        ("records", "0002_rules"),
        ("sectors", "0002_rules"),
        ("exchange", "0002_rules"),
        ("core", "0002_rules"),
    ]

    operations = [
        *(migrations.RunSQL(*tie(*each)) for each in rules.TIES),
        migrations.RunSQL(*rules.TRUE_HASH),
        migrations.RunSQL(*rules.FINISHED_ONCE),
        migrations.RunSQL(*rules.APPLIED_ONCE),
        migrations.RunSQL(
            *change_trigger(
                "ratings_gradechange", "grade.changed", at_column="known_at", when=Write.INSERT
            )
        ),
        grant("ratings_rulebook"),
        grant("ratings_rulebookversion"),
        grant("ratings_simulation", update=("finished_at", "is_finished")),
        grant("ratings_simulationcount"),
        grant("ratings_rulebookapproval"),
        grant("ratings_publication", update=("applied_at",)),
        grant(
            "ratings_grade",
            update=(
                "version_id",
                "in_scope",
                "grade",
                "score",
                "next_boundary_on",
                "day",
                "known_at",
                "engine",
            ),
        ),
        grant("ratings_gradechange"),
    ]
