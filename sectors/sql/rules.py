"""What the tables of this floor hold that a model cannot say: spans as ranges, one thing at a time,
spans within the spans they lean on (temporal foreign keys), and a tree of units without circles."""

EXTENSION = "CREATE EXTENSION IF NOT EXISTS btree_gist"

# A span that ends before it begins is null here, so that its CHECK speaks and not the range.
SPAN = (
    "CASE WHEN valid_from IS NULL OR valid_to IS NULL OR valid_to > valid_from "
    "THEN daterange(valid_from, valid_to) END"
)
# A membership not agreed to claims no days: null takes part in no constraint.
AGREED_SPAN = f"CASE WHEN state <> 'declined' THEN {SPAN} END"


def span(table: str, expression: str = SPAN) -> tuple[str, str]:
    return (
        f"ALTER TABLE {table} ADD COLUMN valid daterange GENERATED ALWAYS AS ({expression}) STORED",
        f"ALTER TABLE {table} DROP valid",
    )


def one_at_a_time(table: str, *columns: str, where: str = "") -> tuple[str, str]:
    """No two rows with the same values hold on one day. Deferrable, so that a list of spans can be
    corrected row by row; the door checks before it closes."""
    name = f"{table}_one_at_a_time"
    same = ", ".join(f"{column} WITH =" for column in columns)
    condition = f" WHERE ({where})" if where else ""
    return (
        (
            f"ALTER TABLE {table} ADD CONSTRAINT {name} "
            f"EXCLUDE USING gist ({same}, valid WITH &&){condition} DEFERRABLE"
        ),
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def lasting(table: str) -> tuple[str, str]:
    """Makes a table's spans something others can be held within."""
    name = f"{table}_lasting"
    return (
        f"ALTER TABLE {table}\n    ADD CONSTRAINT {name} UNIQUE (id, valid WITHOUT OVERLAPS)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def within(table: str, column: str, other: str) -> tuple[str, str]:
    """A row holds only on days on which the row it points to holds. Deferrable, so that a load can
    move a line and end its former unit in either order."""
    name = f"{table}_within_{other.removeprefix('sectors_')}"
    return (
        (
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, PERIOD valid) "
            f"REFERENCES {other} (id, PERIOD valid) DEFERRABLE"
        ),
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def tied(table: str, name: str, columns: str, other: str, theirs: str) -> tuple[str, str]:
    """A composite foreign key: what is copied cannot lie."""
    return (
        (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{name} "
            f"FOREIGN KEY ({columns}) REFERENCES {other} ({theirs})"
        ),
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_{name}",
    )


REGION_PLACE = (
    """
ALTER TABLE sectors_region ADD CONSTRAINT sectors_region_place CHECK (
    CASE level
        WHEN 1 THEN code ~ '^[0-9]{2}0000$' AND parent_id IS NULL
        WHEN 2 THEN code ~ '^[0-9]{4}00$' AND code !~ '0000$'
            AND parent_id IS NOT DISTINCT FROM left(code, 2) || '0000'
        WHEN 3 THEN code ~ '^[0-9]{6}$' AND code !~ '00$'
            AND parent_id IS NOT DISTINCT FROM left(code, 4) || '00'
        WHEN 4 THEN code ~ '^[0-9]{9}$' AND parent_id IS NOT DISTINCT FROM left(code, 6)
        ELSE false
    END
)
""",
    "ALTER TABLE sectors_region DROP CONSTRAINT sectors_region_place",
)
INDUSTRY_PLACE = (
    """
ALTER TABLE sectors_industry ADD CONSTRAINT sectors_industry_place CHECK (
    CASE level
        WHEN 'section' THEN code ~ '^[A-T]$' AND parent_id IS NULL
        WHEN 'division' THEN code ~ '^[0-9]{2}$' AND coalesce(parent_id ~ '^[A-T]$', false)
        ELSE false
    END
)
""",
    "ALTER TABLE sectors_industry DROP CONSTRAINT sectors_industry_place",
)

# Changes of the tree are made one at a time: the lock is taken before any row's, or two changes
# would wait for each other.
TREE_LOCK = (
    """
CREATE FUNCTION sectors_lock_tree() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('sectors_orgunit_tree'));
    RETURN NULL;
END
$$
""",
    "DROP FUNCTION sectors_lock_tree()",
)
TREE_LOCK_TRIGGER = (
    (
        "CREATE TRIGGER sectors_orgunit_tree_lock "
        "BEFORE INSERT OR UPDATE OF parent_id, vertical_parent_id ON sectors_orgunit "
        "FOR EACH STATEMENT EXECUTE FUNCTION sectors_lock_tree()"
    ),
    "DROP TRIGGER sectors_orgunit_tree_lock ON sectors_orgunit",
)

# Walks up from the new parents. Under the lock each walk sees all changes before it, so two of
# them cannot close a circle between them.
TREE = (
    """
CREATE FUNCTION sectors_refuse_circle() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format(
        'WITH RECURSIVE above AS (
            SELECT unnest(ARRAY[$1, $2]) AS id
            UNION
            SELECT unnest(ARRAY[unit.parent_id, unit.vertical_parent_id])
            FROM above JOIN %I.%I AS unit USING (id)
        )
        SELECT bool_or(id = $3) FROM above', TG_TABLE_SCHEMA, TG_TABLE_NAME)
    INTO found USING NEW.parent_id, NEW.vertical_parent_id, NEW.id;
    IF found THEN
        RAISE EXCEPTION 'a unit cannot stand above itself' USING ERRCODE = 'check_violation',
            CONSTRAINT = TG_TABLE_NAME || '_no_circle';
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %I.%I WHERE id IN ($1, $2) AND level > $3)',
        TG_TABLE_SCHEMA, TG_TABLE_NAME)
    INTO found USING NEW.parent_id, NEW.vertical_parent_id, NEW.level;
    IF found THEN
        RAISE EXCEPTION 'a unit stands above one of a higher level'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_parent_level';
    END IF;
    RETURN NEW;
END
$$
""",
    "DROP FUNCTION sectors_refuse_circle()",
)
TREE_TRIGGER = (
    (
        "CREATE TRIGGER sectors_orgunit_tree "
        "BEFORE INSERT OR UPDATE OF parent_id, vertical_parent_id ON sectors_orgunit FOR EACH ROW "
        "WHEN (NEW.parent_id IS NOT NULL OR NEW.vertical_parent_id IS NOT NULL) "
        "EXECUTE FUNCTION sectors_refuse_circle()"
    ),
    "DROP TRIGGER sectors_orgunit_tree ON sectors_orgunit",
)

RULES: tuple[tuple[str, str], ...] = (
    (EXTENSION, "SELECT 1"),
    REGION_PLACE,
    INDUSTRY_PLACE,
    TREE_LOCK,
    TREE_LOCK_TRIGGER,
    TREE,
    TREE_TRIGGER,
    span("sectors_orgunit"),
    lasting("sectors_orgunit"),
    within("sectors_orgunit", "parent_id", "sectors_orgunit"),
    span("sectors_unitname"),
    one_at_a_time("sectors_unitname", "unit_id"),
    span("sectors_division"),
    lasting("sectors_division"),
    within("sectors_division", "unit_id", "sectors_orgunit"),
    one_at_a_time("sectors_division", "unit_id", "name"),
    span("sectors_line"),
    lasting("sectors_line"),
    span("sectors_lineowner"),
    one_at_a_time("sectors_lineowner", "line_id"),
    within("sectors_lineowner", "unit_id", "sectors_orgunit"),
    within("sectors_lineowner", "line_id", "sectors_line"),
    span("sectors_lineroute"),
    one_at_a_time("sectors_lineroute", "unit_id", "line_id"),
    within("sectors_lineroute", "division_id", "sectors_division"),
    within("sectors_lineroute", "line_id", "sectors_line"),
    span("sectors_membership", AGREED_SPAN),
    one_at_a_time("sectors_membership", "person_id", "unit_id", "role"),
    within("sectors_membership", "unit_id", "sectors_orgunit"),
    within("sectors_membership", "division_id", "sectors_division"),
    tied(
        "sectors_membership",
        "duty_of_person",
        "person_id, duty",
        "accounts_person",
        "id, duty",
    ),
    tied(
        "sectors_membership",
        "division_of_unit",
        "division_id, unit_id, in_credit_office",
        "sectors_division",
        "id, unit_id, is_credit_office",
    ),
    tied(
        "sectors_handover",
        "of_membership",
        "membership_id, unit_id, from_person_id",
        "sectors_membership",
        "id, unit_id, person_id",
    ),
    tied(
        "sectors_handover",
        "to_colleague",
        "to_membership_id, unit_id, to_person_id",
        "sectors_membership",
        "id, unit_id, person_id",
    ),
    span("sectors_handover"),
    one_at_a_time("sectors_handover", "membership_id", where="revoked_on IS NULL"),
)
