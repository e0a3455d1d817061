"""What the ledger enforces beyond its constraints: ties, rights, closing once, the change log."""

from django.db import migrations

from core.sql.grants import grant
from records.sql import rules

CLOSED_ONCE = ("records_subjectversion", "records_factversion", "records_facteffect")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("core", "0002_rules")]

    operations = [
        *(migrations.RunSQL(rules.tie(*tie), migrations.RunSQL.noop) for tie in rules.TIES),
        migrations.RunSQL(rules.CLOSE_ONCE, "DROP FUNCTION records_close_once()"),
        *(
            migrations.RunSQL(rules.close_once_trigger(table), migrations.RunSQL.noop)
            for table in CLOSED_ONCE
        ),
        migrations.RunSQL(rules.ERASE_ONLY, "DROP FUNCTION records_erase_only()"),
        migrations.RunSQL(rules.ERASE_ONLY_TRIGGER, migrations.RunSQL.noop),
        migrations.RunSQL(rules.COVERING, "DROP INDEX records_factversion_engine"),
        grant("records_subject", update=("ledger_at", "confirmed_at")),
        grant("records_subjectversion", update=("known",)),
        grant("records_succession"),
        grant("records_supervisedobject", update=("name", "owner_id")),
        grant("records_catalogueitem"),
        grant("records_catalogueversion", update=("valid_to",)),
        grant("records_cataloguesource"),
        grant("records_behaviour", update=("valid_to",)),
        grant("records_disclosurerule", update=("valid_to",)),
        grant("records_attestation"),
        grant("records_fact", update=("counts",)),
        grant("records_factversion", update=("known",)),
        grant(
            "records_facttext",
            update=(
                "text",
                "public_text",
                "reviewed_at",
                "reviewed_by",
                "erased_at",
                "erased_by",
                "erasure_confirmed_by",
                "erasure_reason",
            ),
        ),
        grant("records_facteffect", update=("known",)),
        grant("records_case"),
        grant("records_casefact"),
    ]
