"""What the database holds of quality beyond its constraints."""

# A month's figures are written by the transaction that closes it, all at once; no later one adds
# to them, and nobody may change or remove them (grants).
OF_THEIR_CLOSE = """
CREATE FUNCTION records_figures_of_their_close() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    stranger bigint;
BEGIN
    EXECUTE format(
        'SELECT added.close_id FROM added LEFT JOIN %1$I.records_monthlyclose AS close '
        'ON close.id = added.close_id '
        'WHERE close.txid IS DISTINCT FROM pg_current_xact_id()::text::bigint LIMIT 1',
        TG_TABLE_SCHEMA
    ) INTO stranger;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION 'month % is closed', stranger
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'records_monthlyfigure_of_its_close';
    END IF;
    RETURN NULL;
END
$$
"""
ADDED_AT_ONCE = (
    (
        "CREATE TRIGGER records_monthlyfigure_of_its_close AFTER INSERT ON records_monthlyfigure "
        "REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
        "EXECUTE FUNCTION records_figures_of_their_close()"
    ),
    "DROP TRIGGER records_monthlyfigure_of_its_close ON records_monthlyfigure",
)

# (table, name, event, condition under which the write is refused), as records.sql.rules has them.
REFUSALS = (
    (
        "records_reportdeadline",
        "given_once",
        "UPDATE",
        (
            "OLD.due_on IS NOT NULL OR NEW.starts_on <> OLD.starts_on "
            "OR NEW.working_days <> OLD.working_days"
        ),
    ),
    ("records_returnedrow", "accepted_once", "UPDATE", "OLD.accepted_at IS NOT NULL"),
    (
        "records_factreport",
        "mended_once",
        "UPDATE",
        "OLD.mended_at IS NOT NULL AND NEW.mended_at IS DISTINCT FROM OLD.mended_at",
    ),
)

TIES = (
    (
        "records_factreport",
        "of_fact",
        "subject_id, fact_id, item_id",
        "records_fact",
        "subject_id, id, item_id",
    ),
)
