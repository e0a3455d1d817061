"""Composite foreign keys: what a row copies from its origin cannot lie."""

FACT = ("records_fact", "subject_id, id, item_id")
VERSION_OF_ITEM = ("records_catalogueversion", "id, item_id, kind, polarity")
TEXT = ("records_facttext", "subject_id, fact_id, id")
ERASURE = ("records_erasure", "subject_id, id, state")

# (table, name, columns, referenced table, referenced columns)
TIES = (
    (
        "records_catalogueversion",
        "of_item",
        "item_id, kind, polarity",
        "records_catalogueitem",
        "id, kind, polarity",
    ),
    ("records_factversion", "of_fact", "subject_id, fact_id, item_id", *FACT),
    (
        "records_factversion",
        "of_catalogue",
        "catalogue_version_id, item_id, kind, polarity",
        *VERSION_OF_ITEM,
    ),
    (
        "records_factversion",
        "under_rule",
        "disclosure_rule_id, severity",
        "records_disclosurerule",
        "id, severity",
    ),
    (
        "records_factversion",
        "attested",
        "attestation_id, unit_id, item_id",
        "records_attestation",
        "id, unit_id, item_id",
    ),
    ("records_factversion", "text_of_fact", "subject_id, fact_id, text_id", *TEXT),
    ("records_facttext", "erasure_agreed", "subject_id, erasure_id, erasure_state", *ERASURE),
    ("records_textreview", "of_text", "subject_id, fact_id, text_id", *TEXT),
    ("records_textreview", "erasure_agreed", "subject_id, erasure_id, erasure_state", *ERASURE),
    (
        "records_facteffect",
        "of_version",
        "subject_id, fact_id, version_id",
        "records_factversion",
        "subject_id, fact_id, id",
    ),
    ("records_responsibleperson", "of_fact", "subject_id, fact_id, item_id", *FACT),
    (
        "records_responsibleperson",
        "erasure_agreed",
        "subject_id, erasure_id, erasure_state",
        *ERASURE,
    ),
    ("records_casefact", "of_case", "subject_id, case_id", "records_case", "subject_id, id"),
    ("records_casefact", "of_fact", "subject_id, fact_id, item_id", *FACT),
    ("records_casefact", "on_fact", "subject_id, rests_on_id, rests_on_item_id", *FACT),
    ("records_casefact", "of_kind", "item_id, kind", "records_catalogueitem", "id, kind"),
    (
        "records_correctionnote",
        "of_effect",
        "subject_id, fact_id, effect_id",
        "records_facteffect",
        "subject_id, fact_id, id",
    ),
    (
        "records_objectrecord",
        "of_catalogue",
        "catalogue_version_id, item_id, kind, polarity",
        *VERSION_OF_ITEM,
    ),
)


def tie(table: str, name: str, columns: str, origin: str, theirs: str) -> tuple[str, str]:
    return (
        (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{name} "
            f"FOREIGN KEY ({columns}) REFERENCES {origin} ({theirs})"
        ),
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_{name}",
    )
