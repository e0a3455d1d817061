"""Rights on the tables, the one duty a person has, spans that do not overlap, and what is done once."""

from django.db import migrations

from accounts.sql.rules import UNDONE, constraint, once
from core.sql.grants import grant


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("core", "0002_rules")]

    operations = [
        # Equality beside a range in one exclusion constraint.
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(
            *constraint(
                "accounts_user",
                "accounts_user_duty_of_person",
                "FOREIGN KEY (person_id, duty) REFERENCES accounts_person (id, duty)",
            )
        ),
        migrations.RunSQL(
            *constraint(
                "accounts_representation",
                "accounts_representation_agent_only",
                "FOREIGN KEY (user_id, duty) REFERENCES accounts_user (id, duty)",
            )
        ),
        migrations.RunSQL(
            *constraint(
                "accounts_representation",
                "accounts_representation_once_at_a_time",
                "EXCLUDE USING gist (user_id WITH =, subject_id WITH =, "
                "daterange(starts_on, ends_on) WITH &&)",
            )
        ),
        migrations.RunSQL(
            *constraint(
                "accounts_signingkey",
                "accounts_signingkey_one_at_a_time",
                "EXCLUDE USING gist (tstzrange(valid_from, valid_to) WITH &&)",
            )
        ),
        migrations.RunSQL(
            *constraint(
                "accounts_apikey",
                "accounts_apikey_within_a_year",
                "CHECK (expires_on > created_on "
                "AND expires_on <= public.core_add_months(created_on, 12))",
            )
        ),
        migrations.RunSQL(UNDONE, "DROP FUNCTION accounts_refuse_undoing()"),
        migrations.RunSQL(
            *once(
                "accounts_credential_step_moves_on",
                "accounts_credential",
                "NEW.totp_last_step < OLD.totp_last_step",
            )
        ),
        migrations.RunSQL(
            *once("accounts_session_ended_once", "accounts_session", "OLD.ended_at IS NOT NULL")
        ),
        migrations.RunSQL(
            *once(
                "accounts_recoverycode_used_once",
                "accounts_recoverycode",
                "OLD.used_at IS NOT NULL OR OLD.void_at IS NOT NULL",
            )
        ),
        migrations.RunSQL(
            *once(
                "accounts_activationcode_used_once",
                "accounts_activationcode",
                "OLD.used_at IS NOT NULL OR OLD.revoked_at IS NOT NULL",
            )
        ),
        migrations.RunSQL(
            *once(
                "accounts_apiclient_revoked_once",
                "accounts_apiclient",
                "OLD.revoked_at IS NOT NULL",
            )
        ),
        migrations.RunSQL(
            *once(
                "accounts_user_confirmed_once",
                "accounts_user",
                "OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS DISTINCT FROM "
                "OLD.confirmed_at OR NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id)",
            )
        ),
        migrations.RunSQL(
            *once(
                "accounts_user_deactivated_once",
                "accounts_user",
                "OLD.deactivated_at IS NOT NULL",
            )
        ),
        migrations.RunSQL(
            *once(
                "accounts_signingkey_closed_once",
                "accounts_signingkey",
                "OLD.valid_to IS NOT NULL",
            )
        ),
        grant("accounts_person", update=("name", "staff_number")),
        grant(
            "accounts_user",
            update=(
                "confirmed_at",
                "confirmed_by_id",
                "deactivated_at",
                "deactivated_by_id",
                "deactivation_reason",
            ),
        ),
        grant(
            "accounts_credential",
            update=(
                "password",
                "password_set_at",
                "password_expires_on",
                "must_change",
                "totp_secret",
                "totp_enrolled_at",
                "totp_last_step",
            ),
        ),
        grant("accounts_pastpassword"),
        grant("accounts_recoverycode", update=("used_at", "void_at")),
        # Old guards and old sessions are cleared away after their time.
        grant(
            "accounts_signinguard",
            update=("failed_at", "locked_until", "touched_at"),
            delete=True,
        ),
        grant(
            "accounts_session",
            update=("data", "last_seen_at", "ended_at", "end_reason"),
            delete=True,
        ),
        grant("accounts_apiclient", update=("revoked_at", "revoked_by_id", "revocation_reason")),
        grant(
            "accounts_apikey",
            update=("confirmed_at", "confirmed_by_id", "ends_at", "last_used_on"),
        ),
        grant("accounts_signingkey", update=("private_key", "valid_to")),
        grant("accounts_representation", update=("ends_on",)),
        grant("accounts_activationcode", update=("used_at", "used_by_id", "revoked_at")),
    ]
