"""What the ledger enforces beyond its constraints."""

# A row of the ledger is closed once, later than it opened; nothing else of it changes.
CLOSE_ONCE = """
CREATE FUNCTION records_close_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF pg_catalog.upper_inf(OLD.known) AND NOT pg_catalog.upper_inf(NEW.known)
       AND pg_catalog.lower(NEW.known) = pg_catalog.lower(OLD.known)
       AND NOT pg_catalog.isempty(NEW.known) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'known time is closed once' USING ERRCODE = 'restrict_violation',
        CONSTRAINT = TG_TABLE_NAME || '_close_once';
END
$$
"""


def close_once_trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_close_once BEFORE UPDATE OF known ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION records_close_once()"
    )


# Text beside the ledger may be erased, never rewritten.
ERASE_ONLY = """
CREATE FUNCTION records_erase_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.text = OLD.text OR (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'text is erased, never rewritten' USING ERRCODE = 'restrict_violation',
        CONSTRAINT = 'records_facttext_erase_only';
END
$$
"""
ERASE_ONLY_TRIGGER = (
    "CREATE TRIGGER records_facttext_erase_only BEFORE UPDATE OF text ON records_facttext "
    "FOR EACH ROW EXECUTE FUNCTION records_erase_only()"
)

# (table, columns, referenced table, referenced columns): what ties copies to their origin.
TIES = (
    ("records_fact", "item_id, kind, polarity", "records_catalogueitem", "id, kind, polarity"),
    (
        "records_factversion",
        "subject_id, fact_id, item_id, polarity",
        "records_fact",
        "subject_id, id, item_id, polarity",
    ),
    (
        "records_factversion",
        "catalogue_version_id, item_id",
        "records_catalogueversion",
        "id, item_id",
    ),
    (
        "records_factversion",
        "disclosure_rule_id, severity",
        "records_disclosurerule",
        "id, severity",
    ),
    ("records_facttext", "subject_id, version_id", "records_factversion", "subject_id, id"),
    ("records_facteffect", "subject_id, version_id", "records_factversion", "subject_id, id"),
    ("records_facteffect", "subject_id, fact_id", "records_fact", "subject_id, id"),
    ("records_casefact", "subject_id, case_id", "records_case", "subject_id, id"),
    ("records_casefact", "subject_id, fact_id", "records_fact", "subject_id, id"),
)


def tie(table: str, columns: str, origin: str, origin_columns: str) -> str:
    name = f"{table}_tied_to_{origin.removeprefix('records_')}"
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({columns}) REFERENCES {origin} ({origin_columns})"
    )


# One covering index over what is current serves the engine and every page.
COVERING = """
CREATE INDEX records_factversion_engine ON records_factversion (subject_id, item_id)
INCLUDE (fact_id, behaviour_id, severity, decided_on, starts_on, ends_on, amount, clock_starts_on)
WHERE upper_inf(known)
"""
