"""What the database holds about intake beyond its constraints."""

from records.sql.rules import refusal
from records.sql.ties import tie

TIES = (
    (
        "records_factversion",
        "of_batch",
        "batch_id, unit_id",
        "records_batch",
        "id, unit_id",
    ),
    (
        "records_subjectversion",
        "of_batch",
        "batch_id, unit_id",
        "records_batch",
        "id, unit_id",
    ),
    (
        "records_factdocument",
        "of_version",
        "subject_id, fact_id, version_id",
        "records_factversion",
        "subject_id, fact_id, id",
    ),
)
TIED = tuple(tie(*each) for each in TIES)

# Nothing was decided: not when something of that month stands in the ledger or waits to get there.
NIL_ONLY = """
CREATE FUNCTION records_nil_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    reported boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %1$I.records_factversion AS version '
        'WHERE version.unit_id = $1 AND version.item_id = $2 AND version.closed_at IS NULL '
        'AND version.decided_on >= $3 AND version.decided_on < $3 + interval ''1 month'') '
        'OR EXISTS (SELECT FROM %1$I.records_queuedrow AS waiting '
        'WHERE waiting.unit_id = $1 AND waiting.item_id = $2 AND waiting.state = ''waiting'' '
        'AND waiting.decided_on >= $3 AND waiting.decided_on < $3 + interval ''1 month'')',
        TG_TABLE_SCHEMA
    ) INTO reported USING NEW.unit_id, NEW.item_id, NEW.month;
    IF reported THEN
        RAISE EXCEPTION 'refused: %', TG_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END
$$
"""
NOT_NIL = (
    (
        "CREATE TRIGGER records_nilreport_not_nil BEFORE INSERT ON records_nilreport "
        "FOR EACH ROW EXECUTE FUNCTION records_nil_only()"
    ),
    "DROP TRIGGER records_nilreport_not_nil ON records_nilreport",
)
# Said, contradicted or withdrawn once.
NIL_ENDED_ONCE = refusal(
    "records_nilreport",
    "ended_once",
    "UPDATE",
    "OLD.withdrawn_at IS NOT NULL OR OLD.contradicted_at IS NOT NULL",
)
REMOVED_ONCE = refusal(
    "records_factdocument", "removed_once", "UPDATE", "OLD.removed_at IS NOT NULL"
)
