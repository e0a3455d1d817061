"""What the ledger enforces beyond its constraints: ties, the clock, rights, the change log."""

from django.db import migrations

from core.sql.grants import grant, grant_sequence
from exchange.sql.changes import Write, change_trigger
from records.sql import rules
from records.sql.ties import TIES, tie

CHANGES = (
    ("records_subjectversion", "subject.recorded", "opened_at", Write.INSERT),
    ("records_factversion", "fact.recorded", "opened_at", Write.INSERT),
    ("records_factversion", "fact.closed", "closed_at", Write.UPDATE),
    ("records_facteffect", "effect.begun", "opened_at", Write.INSERT),
    ("records_facteffect", "effect.ended", "closed_at", Write.UPDATE),
    ("records_textreview", "text.reviewed", "opened_at", Write.INSERT),
    ("records_facttext", "text.erased", "erased_at", Write.UPDATE),
)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
        ("core", "0002_rules"),
        ("exchange", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(rules.PERSON_NUMBER, "DROP FUNCTION records_is_person_number(text)"),
        migrations.RunSQL(*rules.NO_PERSON),
        *(migrations.RunSQL(*tie(*each)) for each in TIES),
        migrations.RunSQL(rules.REFUSE, "DROP FUNCTION records_refuse()"),
        *(migrations.RunSQL(*rules.refusal(*each)) for each in rules.REFUSALS),
        migrations.RunSQL(rules.ON_THE_CLOCK, "DROP FUNCTION records_on_the_clock()"),
        *(
            migrations.RunSQL(*trigger)
            for table in rules.OPENED_AND_CLOSED
            for trigger in rules.stamped(table)
        ),
        *(migrations.RunSQL(*rules.stamped(table)[0]) for table in rules.OPENED_ONLY),
        migrations.RunSQL(*rules.ERASED),
        migrations.RunSQL(rules.VERSIONS_FOLLOW, "DROP FUNCTION records_versions_follow()"),
        migrations.RunSQL(*rules.FOLLOWING),
        migrations.RunSQL(*rules.CURRENT_INDEX),
        migrations.RunSQL(*rules.ROOM),
        *(
            migrations.RunSQL(*change_trigger(table, kind, at_column=column, when=write))
            for table, kind, column, write in CHANGES
        ),
        grant("records_subject", update=("ledger_at", "ledger_txid", "confirmed_at")),
        grant("records_subjectversion", update=("closed_at",)),
        # Made from the versions again whenever they change.
        grant("records_subjectname", update=("is_confirmed",), delete=True),
        grant("records_succession"),
        grant("records_supervisedobject", update=("name",)),
        grant("records_objectholding", update=("valid_to",)),
        grant("records_objectrecord", update=("withdrawn_at", "withdrawal_reason")),
        grant("records_catalogueitem"),
        grant("records_catalogueversion"),
        grant("records_cataloguesource"),
        grant("records_behaviour"),
        grant("records_behaviourversion"),
        grant(
            "records_penaltykind",
            update=(
                "name",
                "template_name",
                "aliases",
                "is_personal",
                "needs_amount",
                "sort_order",
            ),
        ),
        grant(
            "records_penaltyseverity",
            update=("amount_from", "severity", "basis", "unverified", "valid_from"),
        ),
        grant("records_disclosurerule"),
        grant("records_attestation"),
        grant("records_fact"),
        grant("records_factversion", update=("closed_at",)),
        grant(
            "records_facttext",
            update=("texts", "salt", "erasure_id", "erasure_state", "erased_at"),
        ),
        grant("records_textreview", update=("closed_at", "texts", "erasure_id", "erasure_state")),
        *(grant_sequence(sequence) for sequence in rules.DRAWN_FROM),
        grant("records_facteffect", update=("closed_at",)),
        grant(
            "records_responsibleperson",
            update=("closed_at", "name", "erasure_id", "erasure_state"),
        ),
        grant("records_erasure", update=("state", "decided_by_id", "decided_at")),
        grant("records_case"),
        grant("records_casefact", update=("closed_at",)),
        grant(
            "records_correctionnote",
            update=("text", "published_at", "published_on", "published_by_id"),
        ),
    ]
