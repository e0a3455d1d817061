"""What the ledger enforces beyond its constraints: the clock, closing once, erasing only."""

# A number of an identity card has the shape of a credit code. It is known by the day of birth in it
# and its own check digit. Codes that begin as those of businesses do (no area's number does) and
# pass the check of credit codes are left alone.
PERSON_NUMBER = """
CREATE FUNCTION records_is_person_number(code text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = ''
AS $$
DECLARE
    alphabet constant text := '0123456789ABCDEFGHJKLMNPQRTUWXY';
    weights constant int[] := '{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}';
    as_person int := 0;
    as_business int := 0;
    power int := 1;
BEGIN
    IF code !~ ('^[1-9][0-9]{5}(19[0-9]{2}|20[0-2][0-9])(0[1-9]|1[0-2])'
        '(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$') THEN
        RETURN false;
    END IF;
    FOR place IN 1..17 LOOP
        as_person := as_person + weights[place] * substr(code, place, 1)::int;
        as_business := as_business + power * (position(substr(code, place, 1) in alphabet) - 1);
        power := power * 3 % 31;
    END LOOP;
    IF substr('10X98765432', as_person % 11 + 1, 1) <> right(code, 1) THEN
        RETURN false;
    END IF;
    RETURN left(code, 2) NOT IN ('91', '92', '93')
        OR substr(alphabet, (31 - as_business % 31) % 31 + 1, 1) <> right(code, 1);
END
$$
"""
NO_PERSON = (
    (
        "ALTER TABLE records_subject ADD CONSTRAINT records_subject_no_person "
        "CHECK (NOT records_is_person_number(uscc))"
    ),
    "ALTER TABLE records_subject DROP CONSTRAINT records_subject_no_person",
)

REFUSE = """
CREATE FUNCTION records_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    RAISE EXCEPTION 'refused: %', TG_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END
$$
"""

# Rows are stamped with the clock of their subject, by the transaction that moved it: no other holds
# the subject's lock. Read in one statement with the clock, they make an answer that stays true.
ON_THE_CLOCK = """
CREATE FUNCTION records_on_the_clock() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    offender bigint;
BEGIN
    EXECUTE format(
        'SELECT stamped.subject_id FROM (SELECT DISTINCT subject_id, %1$I AS at FROM changed) '
        'AS stamped LEFT JOIN %2$I.records_subject AS subject ON subject.id = stamped.subject_id '
        'WHERE subject.ledger_at IS DISTINCT FROM stamped.at OR subject.ledger_txid '
        'IS DISTINCT FROM pg_current_xact_id()::text::bigint LIMIT 1',
        TG_ARGV[0], TG_TABLE_SCHEMA
    ) INTO offender;
    IF offender IS NOT NULL THEN
        RAISE EXCEPTION 'not on the ledger clock of subject %', offender
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_on_the_clock';
    END IF;
    RETURN NULL;
END
$$
"""

# A fact begins with its first version; each later one opens where another closed. What was said by
# attestation was decided within the days the officer spoke of.
VERSIONS_FOLLOW = """
CREATE FUNCTION records_versions_follow() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    wrong text;
BEGIN
    EXECUTE format(
        'SELECT CASE WHEN version.attestation_id IS NOT NULL AND attestation.id IS NULL '
        'THEN ''attested_days'' ELSE ''follows'' END FROM changed AS version '
        'JOIN %1$I.records_fact AS fact '
        'ON fact.subject_id = version.subject_id AND fact.id = version.fact_id '
        'LEFT JOIN %1$I.records_attestation AS attestation '
        'ON attestation.id = version.attestation_id '
        'AND version.decided_on BETWEEN attestation.decided_from AND attestation.decided_to '
        'WHERE version.attestation_id IS NOT NULL AND attestation.id IS NULL '
        'OR fact.opened_at <> version.opened_at AND NOT EXISTS ('
        'SELECT FROM %1$I.records_factversion AS former '
        'WHERE former.subject_id = version.subject_id AND former.fact_id = version.fact_id '
        'AND former.closed_at = version.opened_at) LIMIT 1',
        TG_TABLE_SCHEMA
    ) INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'refused: %', wrong USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'records_factversion_' || wrong;
    END IF;
    RETURN NULL;
END
$$
"""

STRICTLY = "OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL"
WHERE_TEXT_MAY_GO = "OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at"
# Tables with known time, and what is refused of an UPDATE.
KNOWN = {
    "records_subjectversion": STRICTLY,
    "records_factversion": STRICTLY,
    "records_facteffect": STRICTLY,
    "records_casefact": STRICTLY,
    "records_textreview": WHERE_TEXT_MAY_GO,
    "records_responsibleperson": WHERE_TEXT_MAY_GO,
}

# (table, name, event, condition under which the write is refused)
REFUSALS = (
    *((table, "born_open", "INSERT", "NEW.closed_at IS NOT NULL") for table in KNOWN),
    *((table, "close_once", "UPDATE", condition) for table, condition in KNOWN.items()),
    (
        "records_subject",
        "clock_forward",
        "UPDATE",
        (
            "NEW.ledger_at < OLD.ledger_at "
            "OR NEW.ledger_at = OLD.ledger_at AND NEW.ledger_txid <> OLD.ledger_txid"
        ),
    ),
    (
        "records_subject",
        "confirmed_once",
        "UPDATE",
        "OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at",
    ),
    (
        "records_facttext",
        "erase_only",
        "UPDATE",
        (
            "NOT (OLD.texts @> NEW.texts AND NEW.texts <> OLD.texts) "
            "OR NEW.erasure_id IS NOT DISTINCT FROM OLD.erasure_id"
        ),
    ),
    (
        "records_textreview",
        "erase_only",
        "UPDATE",
        "NEW.texts <> OLD.texts AND (NOT OLD.texts @> NEW.texts OR NEW.erasure_id IS NULL)",
    ),
    (
        "records_responsibleperson",
        "erase_only",
        "UPDATE",
        "NEW.name <> OLD.name AND NEW.name <> ''",
    ),
    ("records_erasure", "decided_once", "UPDATE", "OLD.state <> 'requested'"),
    ("records_correctionnote", "published_once", "UPDATE", "OLD.published_at IS NOT NULL"),
    ("records_objectrecord", "withdrawn_once", "UPDATE", "OLD.withdrawn_at IS NOT NULL"),
    ("records_objectholding", "ended_once", "UPDATE", "OLD.valid_to IS NOT NULL"),
)


def refusal(table: str, name: str, event: str, condition: str) -> tuple[str, str]:
    return (
        (
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW "
            f"WHEN ({condition}) EXECUTE FUNCTION records_refuse()"
        ),
        f"DROP TRIGGER {table}_{name} ON {table}",
    )


def stamped(table: str) -> list[tuple[str, str]]:
    """A table whose rows open and close by the ledger clock only."""
    return [
        (
            (
                f"CREATE TRIGGER {table}_opened AFTER INSERT ON {table} "
                "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT "
                "EXECUTE FUNCTION records_on_the_clock('opened_at')"
            ),
            f"DROP TRIGGER {table}_opened ON {table}",
        ),
        (
            (
                f"CREATE TRIGGER {table}_closed AFTER UPDATE ON {table} "
                "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT "
                "EXECUTE FUNCTION records_on_the_clock('closed_at')"
            ),
            f"DROP TRIGGER {table}_closed ON {table}",
        ),
    ]


# Where a row may be written for another reason than its closing, only the opening is stamped.
OPENED_ONLY = ("records_fact", "records_textreview", "records_responsibleperson", "records_case")
OPENED_AND_CLOSED = (
    "records_subjectversion",
    "records_factversion",
    "records_facteffect",
    "records_casefact",
)

FOLLOWING = (
    (
        "CREATE TRIGGER records_factversion_opens_after AFTER INSERT ON records_factversion "
        "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT "
        "EXECUTE FUNCTION records_versions_follow()"
    ),
    "DROP TRIGGER records_factversion_opens_after ON records_factversion",
)
ERASED = (
    (
        "CREATE TRIGGER records_facttext_erased AFTER UPDATE ON records_facttext "
        "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT "
        "EXECUTE FUNCTION records_on_the_clock('erased_at')"
    ),
    "DROP TRIGGER records_facttext_erased ON records_facttext",
)

# One index over what is current: the engine and every page read it, and it holds that a fact has
# one current version.
CURRENT_INDEX = (
    (
        "CREATE UNIQUE INDEX records_factversion_current "
        "ON records_factversion (subject_id, item_id, fact_id) "
        "INCLUDE (id, behaviour_id, severity, decided_on, starts_on, ends_on, clock_starts_on, "
        "disclosure_rule_id, amount) WHERE closed_at IS NULL"
    ),
    "DROP INDEX records_factversion_current",
)
# Every write about a subject rewrites its row; room on the page keeps the indexes out of it.
ROOM = (
    "ALTER TABLE records_subject SET (fillfactor = 80)",
    "ALTER TABLE records_subject RESET (fillfactor)",
)
# A fact, its first version and its text are written by one statement that numbers them itself.
DRAWN_FROM = ("records_fact_id_seq", "records_factversion_id_seq", "records_facttext_id_seq")
