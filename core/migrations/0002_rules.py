"""What the tables of the core enforce beyond their constraints: functions, rights, set-once."""

from django.db import migrations

from core.sql import functions
from core.sql.grants import grant, grant_read


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(functions.TODAY, "DROP FUNCTION core_today()"),
        migrations.RunSQL(functions.ADD_MONTHS, "DROP FUNCTION core_add_months(date, integer)"),
        migrations.RunSQL(functions.SET_ONCE, "DROP FUNCTION core_refuse_new_position()"),
        migrations.RunSQL(
            functions.set_once_trigger("core_auditevent"),
            "DROP TRIGGER core_auditevent_position_once ON core_auditevent",
        ),
        grant("core_auditevent", update=("position", "link")),
        grant("core_auditseal"),
        grant("core_calendaryear", update=("notice", "remark", "recorded_at")),
        grant("core_calendarday", update=("is_working", "label", "ordinal")),
        grant(
            "core_job",
            update=(
                "state",
                "place",
                "done",
                "total",
                "result",
                "error_code",
                "error_detail",
                "attempts",
                "due_at",
                "beat_at",
                "ended_at",
            ),
        ),
        # Withdrawn when a cancelled job is resumed.
        grant("core_jobcancellation", delete=True),
        # Old answers are cleared away after their time.
        grant("core_storedanswer", update=("status", "body"), delete=True),
        grant_read("django_migrations"),
    ]
