"""What the tables enforce beyond columns and CHECKs. Function bodies lean on no search_path."""

# What happened once is not undone: an ended session, a used code, a step already signed in with.
UNDONE = """
CREATE FUNCTION accounts_refuse_undoing() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    RAISE EXCEPTION '% cannot be undone', TG_ARGV[0] USING ERRCODE = 'restrict_violation',
        CONSTRAINT = TG_ARGV[0];
END
$$
"""


def once(name: str, table: str, when: str) -> tuple[str, str]:
    """A trigger that refuses an update for which `when` is true, and what drops it."""
    return (
        f"""CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW
        WHEN ({when}) EXECUTE FUNCTION accounts_refuse_undoing('{name}')""",
        f"DROP TRIGGER {name} ON {table}",
    )


def constraint(table: str, name: str, rule: str) -> tuple[str, str]:
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
