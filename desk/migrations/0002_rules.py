"""Rights on the tables, and that what has ended stays ended."""

from django.db import migrations

from core.sql.grants import grant
from desk.sql import functions


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial"), ("core", "0002_rules")]

    operations = [
        migrations.RunSQL(functions.REFUSE_ENDED, "DROP FUNCTION desk_refuse_ended()"),
        migrations.RunSQL(
            functions.ENDED_ONCE, "DROP TRIGGER desk_workitem_ended_once ON desk_workitem"
        ),
        grant(
            "desk_workitem",
            update=(
                "due_on",
                "deadline",
                "missing_year",
                "sort_on",
                "assignee_id",
                "claimed_at",
                "state",
                "ended_at",
                "ended_by_kind",
                "ended_by_id",
                "reason",
            ),
        ),
        grant("desk_escalation"),
        grant("desk_message"),
        grant("desk_readmark"),
        grant(
            "desk_delivery",
            update=("state", "attempts", "next_at", "sent_at", "error_code"),
        ),
    ]
