"""Rights on the tables."""

from django.db import migrations

from core.sql.grants import grant


class Migration(migrations.Migration):
    dependencies = [("sectors", "0001_initial"), ("core", "0002_rules")]

    operations = [
        grant("sectors_orgunit", update=("name", "level", "parent_id", "valid_from", "valid_to")),
    ]
