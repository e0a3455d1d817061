"""Steps that are taken once and only forward: what neither grants nor CHECK can say."""

REFUSE = """
CREATE FUNCTION documents_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    RAISE EXCEPTION '% refused', TG_NAME USING ERRCODE = 'restrict_violation',
        CONSTRAINT = TG_NAME;
END
$$
"""

# (table, name, the change that is refused)
ONCE = (
    (
        "documents_evidencefile",
        "target_once",
        """OLD.target_kind <> '' AND (NEW.target_kind, NEW.target_id, NEW.subject_id)
        IS DISTINCT FROM (OLD.target_kind, OLD.target_id, OLD.subject_id)""",
    ),
    # A finding stays; a clean file may later turn out not to be.
    (
        "documents_evidencefile",
        "quarantine_stays",
        "OLD.scan_state = 'quarantined' AND NEW.scan_state <> 'quarantined'",
    ),
    (
        "documents_evidencefile",
        "erased_once",
        "OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at",
    ),
    ("documents_numberseries", "by_one", "NEW.next <> OLD.next + 1"),
    ("documents_issueddocument", "ended_once", "OLD.state <> 'valid'"),
    (
        "documents_paperdraft",
        "issued_once",
        "OLD.state IN ('issued', 'discarded')",
    ),
)


def trigger(table: str, name: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({condition}) EXECUTE FUNCTION documents_refuse()"
    )
