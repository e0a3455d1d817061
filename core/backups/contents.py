"""What a database holds, in figures that two databases can be compared by."""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import cursor

# Every table of ours: not the system's, not an extension's.
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
ORDER BY 1, 2
"""
# The order of rows does not matter; two sums of 64-bit hashes under different seeds do.
_ROWS = """
SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text,
    coalesce(sum(hashtextextended(t::text, 1)), 0)::text
FROM ONLY {} AS t
"""
_SEQUENCES = "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences ORDER BY 1"
# So that the same row is the same text everywhere.
_TEXT = """
SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'
"""

Contents = dict[str, Any]


def read(running: cursor) -> Contents:
    """Rows and hashes of every table and the place of every sequence; inside a transaction."""
    running.execute(_TEXT)
    tables = {}
    for schema, name in table_names(running):
        running.execute(sql.SQL(_ROWS).format(sql.Identifier(schema, name)))
        rows, first, second = running.fetchone() or (0, "0", "0")
        tables[f"{schema}.{name}"] = {"rows": rows, "hash": f"{first}:{second}"}
    running.execute(_SEQUENCES)
    return {"tables": tables, "sequences": dict(running.fetchall())}


def table_names(running: cursor) -> list[tuple[str, str]]:
    running.execute(_TABLES)
    return running.fetchall()


def differences(copied: Contents, restored: Contents) -> list[str]:
    """In what the restored database is not the copied one. A sequence may be ahead: it moves on
    while a copy is made."""
    found = []
    for name in sorted(copied["tables"].keys() | restored["tables"].keys()):
        before, after = copied["tables"].get(name), restored["tables"].get(name)
        if before is None or after is None:
            found.append(f"{name}：只在{'恢复后' if before is None else '备份中'}有此表")
        elif before["rows"] != after["rows"]:
            found.append(f"{name}：备份 {before['rows']} 行，恢复后 {after['rows']} 行")
        elif before["hash"] != after["hash"]:
            found.append(f"{name}：{before['rows']} 行的内容不同")
    for name, value in copied["sequences"].items():
        restored_value = restored["sequences"].get(name)
        if (restored_value or 0) < (value or 0):
            found.append(f"{name}：序列备份时为 {value}，恢复后为 {restored_value}")
    return found
