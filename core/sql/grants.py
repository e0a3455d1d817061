"""What the application's role may do to a table. Said in the migration that makes the table.

SELECT and INSERT always (on all columns unless some are named); UPDATE only on the columns named;
DELETE only where said; never TRUNCATE.
A database without the role (one login for everything, as on a developer's own server) skips it.
"""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

APPLICATION = "credit_app"
ALL = ("*",)


def grant(
    table: str,
    *,
    insert: Sequence[str] = ALL,
    update: Sequence[str] = (),
    delete: bool = False,
) -> RunSQL:
    rights = ["SELECT"]
    rights.append("INSERT" if tuple(insert) == ALL else f"INSERT ({', '.join(insert)})")
    if tuple(update) == ALL:
        rights.append("UPDATE")
    elif update:
        rights.append(f"UPDATE ({', '.join(update)})")
    if delete:
        rights.append("DELETE")
    statements = [
        f"REVOKE ALL ON TABLE {table} FROM {APPLICATION}",
        f"GRANT {', '.join(rights)} ON TABLE {table} TO {APPLICATION}",
    ]
    return RunSQL(_where_role_exists(statements), RunSQL.noop)


def grant_read(table: str) -> RunSQL:
    """A table the application only looks at."""
    statements = [f"GRANT SELECT ON TABLE {table} TO {APPLICATION}"]
    return RunSQL(_where_role_exists(statements), RunSQL.noop)


def grant_sequence(sequence: str) -> RunSQL:
    """Numbers drawn before the rows are written, for statements that write several tables."""
    statements = [f"GRANT USAGE ON SEQUENCE {sequence} TO {APPLICATION}"]
    return RunSQL(_where_role_exists(statements), RunSQL.noop)


def _where_role_exists(statements: Sequence[str]) -> str:
    body = " ".join(f"EXECUTE '{statement}';" for statement in statements)
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') "
        f"THEN {body} END IF; END $$"
    )
