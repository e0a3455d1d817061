"""What the tables of documents enforce beyond their constraints: rights, what happens only once."""

from django.db import migrations

from core.sql.grants import grant
from documents.sql import rules


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("core", "0002_rules")]

    operations = [
        migrations.RunSQL(rules.REFUSE, "DROP FUNCTION documents_refuse()"),
        *(
            migrations.RunSQL(
                rules.trigger(table, name, condition), f"DROP TRIGGER {table}_{name} ON {table}"
            )
            for table, name, condition in rules.ONCE
        ),
        migrations.RunSQL(
            "ALTER TABLE documents_issueddocument ADD CONSTRAINT documents_issueddocument_series "
            "FOREIGN KEY (unit_id, kind, year) "
            "REFERENCES documents_numberseries (unit_id, kind, year)",
            "ALTER TABLE documents_issueddocument DROP CONSTRAINT documents_issueddocument_series",
        ),
        grant(
            "documents_evidencefile",
            update=(
                "erased_at",
                "target_kind",
                "target_id",
                "subject_id",
                "scan_state",
                "scan_engine",
                "scan_version",
                "scan_finding",
                "scanned_at",
            ),
        ),
        grant("documents_numberpattern", update=("pattern", "set_by_id", "set_at")),
        grant("documents_numberseries", update=("next",)),
        grant(
            "documents_issueddocument",
            update=("state", "ended_at", "ended_by_id", "end_reason", "superseded_by_id"),
        ),
        grant(
            "documents_paperdraft",
            update=(
                "title",
                "data",
                "state",
                "version",
                "changed_at",
                "decided_by_id",
                "decided_at",
                "return_reason",
                "document_id",
            ),
        ),
    ]
