"""Taking indexes, keys to other tables and triggers off tables for one great write, and putting
them back, which checks every row as if it had come in singly. What was taken off is written down
first, so that it can be put back whatever happens. For the owner of the database."""

from collections.abc import Iterable

from psycopg2.extensions import cursor

KEPT = "demo_taken_off"
KEEP = (
    f"CREATE UNLOGGED TABLE {KEPT} (place serial, off text, back text, is_off bool DEFAULT false)"
)
# Unique keys can go when no key points at them any more; primary keys stay.
FIND = """
SELECT kind, format('ALTER TABLE %%s DROP CONSTRAINT %%I', tab::regclass, name),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', tab::regclass, name, def)
FROM (
    SELECT 1 AS kind, conrelid AS tab, conname AS name, pg_get_constraintdef(oid) AS def
    FROM pg_constraint WHERE contype = 'f' AND (conrelid = ANY(%(tables)s::regclass[])
        OR confrelid = ANY(%(tables)s::regclass[]))
    UNION ALL
    SELECT 2, conrelid, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'u' AND conrelid = ANY(%(tables)s::regclass[])
) AS named
UNION ALL
SELECT 3, format('DROP INDEX %%s', index.indexrelid::regclass), pg_get_indexdef(index.indexrelid)
FROM pg_index AS index WHERE indrelid = ANY(%(tables)s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = index.indexrelid)
UNION ALL
SELECT 4, format('ALTER TABLE %%s DISABLE TRIGGER USER', tab),
    format('ALTER TABLE %%s ENABLE TRIGGER USER', tab)
FROM unnest(%(tables)s::regclass[]) AS tab
ORDER BY 1, 2
"""


def take_off(running: cursor, tables: Iterable[str]) -> int:
    """How many things went. In one transaction: either all of them or none."""
    running.execute(KEEP)
    running.execute(FIND, {"tables": list(tables)})
    found = running.fetchall()
    for kind, off, back in found:
        running.execute(
            f"INSERT INTO {KEPT} (off, back, is_off) VALUES (%s, %s, %s)",
            [str(kind), back, True],
        )
        running.execute(off)
    return len(found)


def is_bare(running: cursor) -> bool:
    running.execute("SELECT to_regclass(%s) IS NOT NULL", [KEPT])
    row = running.fetchone()
    return bool(row and row[0])


def what_to_put_back(running: cursor) -> list[tuple[int, str]]:
    """Unique keys and indexes first: keys to other tables need what they point at."""
    running.execute(
        f"SELECT place, back FROM {KEPT} WHERE is_off ORDER BY off::int IN (1), off::int, place"
    )
    return list(running.fetchall())


def put_back(running: cursor, place: int, back: str) -> None:
    running.execute(back)
    running.execute(f"UPDATE {KEPT} SET is_off = false WHERE place = %s", [place])


def forget(running: cursor) -> None:
    running.execute(f"DROP TABLE {KEPT}")
