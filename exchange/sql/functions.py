"""SQL functions of the exchange: one self-contained body each, with an empty search_path."""

# The transition table `changed` is known by name inside the trigger, whatever the search_path.
NOTE_CHANGES = """
CREATE FUNCTION exchange_note_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO %I.exchange_change (subject_id, kind, ref, ledger_at) '
        'SELECT subject_id, $1, %I, %I FROM changed ORDER BY subject_id, %3$I, %2$I',
        TG_TABLE_SCHEMA, TG_ARGV[1], TG_ARGV[2]
    ) USING TG_ARGV[0];
    RETURN NULL;
END
$$
"""
