"""Rights on the tables, and what holds between them: see sectors/sql/rules.py."""

from django.db import migrations

from core.sql.grants import grant
from sectors.sql.rules import RULES


class Migration(migrations.Migration):
    dependencies = [
        ("sectors", "0001_initial"),
        ("core", "0002_rules"),
        ("accounts", "0002_rules"),
    ]

    operations = [
        *(migrations.RunSQL(forwards, backwards) for forwards, backwards in RULES),
        grant("sectors_region", update=("name", "is_zone", "unverified", "ended_on")),
        grant("sectors_industry", update=("name", "ended_on")),
        # A unit's code and level stay what they are; a unit that is something else is another unit.
        grant(
            "sectors_orgunit",
            update=(
                "name",
                "short_name",
                "kind",
                "parent_id",
                "vertical_parent_id",
                "region_id",
                "uscc",
                "valid_from",
                "valid_to",
                "printed_order",
                "printed_as",
                "sort_order",
                "unverified",
                "remark",
            ),
        ),
        grant("sectors_unitname", update=("name", "valid_from", "valid_to", "unverified")),
        grant("sectors_unitsuccession", update=("basis", "unverified", "remark")),
        grant(
            "sectors_division",
            update=(
                "name",
                "short_name",
                "is_illustrative",
                "source",
                "unverified",
                "remark",
                "sort_order",
                "valid_from",
                "valid_to",
            ),
        ),
        grant("sectors_pack", update=("name", "kind", "sources", "exclusions")),
        grant(
            "sectors_basis",
            update=(
                "document_no",
                "in_force_from",
                "is_history",
                "mark",
                "unverified",
                "remark",
                "sort_order",
                "ended_on",
            ),
        ),
        grant("sectors_packload"),
        grant("sectors_packoverride"),
        grant("sectors_packrow", update=("values", "ended_on", "pack_id")),
        grant(
            "sectors_sector",
            update=(
                "name",
                "number",
                "region_id",
                "lead_unit_id",
                "determined_by",
                "is_vertical",
                "scope",
                "out_of_scope",
                "source",
                "unverified",
                "sort_order",
                "ended_on",
            ),
        ),
        grant(
            "sectors_line",
            update=(
                "name",
                "sector_id",
                "adopts_id",
                "subjects",
                "printed_as",
                "is_added",
                "source",
                "unverified",
                "sort_order",
                "valid_from",
                "valid_to",
            ),
        ),
        grant("sectors_lineowner", update=("unit_id", "valid_from", "valid_to")),
        grant("sectors_lineroute", update=("division_id", "valid_to")),
        # Who serves as what never changes; a mistake is ended and another membership proposed.
        grant(
            "sectors_membership",
            update=(
                "valid_from",
                "valid_to",
                "state",
                "decided_by_id",
                "decided_at",
                "ended_by_id",
                "ended_at",
            ),
        ),
        grant("sectors_handover", update=("revoked_on", "revoked_by_id", "revoked_at")),
    ]
