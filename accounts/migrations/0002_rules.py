"""Rights on the tables, and the one duty a person has."""

from django.db import migrations

from core.sql.grants import grant


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("core", "0002_rules")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE accounts_user ADD CONSTRAINT accounts_user_duty_of_person "
            "FOREIGN KEY (person_id, duty) REFERENCES accounts_person (id, duty)",
            "ALTER TABLE accounts_user DROP CONSTRAINT accounts_user_duty_of_person",
        ),
        grant("accounts_person", update=("name", "staff_number")),
        grant("accounts_user", update=("password", "is_active")),
    ]
