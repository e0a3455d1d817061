"""Writing the change log from the tables of higher floors.

A table of facts, effects or grades says in its own migration which of its writes are changes:

    migrations.RunSQL(*change_trigger("records_factversion", "fact.recorded"))
    migrations.RunSQL(
        *change_trigger(
            "records_factversion", "fact.closed", at_column="closed_at", when=Write.UPDATE
        )
    )

after ("exchange", "0002_rules") among its dependencies. The service that writes such a table rings
`core.bells.ring("exchange.sequence")`: positions are then given at once, not at the next poll.
"""

import re
from enum import Flag, auto

NAME = re.compile(r"[a-z_][a-z0-9_]{0,40}")
KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
LONGEST_NAME = 63


class Write(Flag):
    INSERT = auto()
    UPDATE = auto()


def change_trigger(
    table: str,
    kind: str,
    ref_column: str = "id",
    at_column: str = "ledger_at",
    when: Write = Write.INSERT | Write.UPDATE,
) -> tuple[str, str]:
    """The SQL that makes every write to `table` a change of this kind, and the SQL that undoes it.

    One INSERT … SELECT for each statement, whatever the number of rows. The table must have
    `subject_id` and stamp `at_column` with the ledger clock; its writers must hold the locks of
    their subjects. Every row a statement touches counts, so an UPDATE that changes nothing of
    interest belongs on another table.
    """
    for name in (table, ref_column, at_column):
        if not NAME.fullmatch(name):
            raise ValueError(f"not a plain SQL name: {name}")
    if not KIND.fullmatch(kind):
        raise ValueError(f"a kind is written as noun.verb: {kind}")
    forward, backward = [], []
    # A trigger with a transition table may serve one event only.
    for event in when:
        verb = str(event.name)
        trigger = f"{table}_{kind.replace('.', '_')}_{verb.lower()}"
        if len(trigger) > LONGEST_NAME:
            raise ValueError(f"PostgreSQL would cut the name {trigger}")
        forward.append(
            f"CREATE TRIGGER {trigger} AFTER {verb} ON {table} "
            "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT "
            f"EXECUTE FUNCTION exchange_note_changes('{kind}', '{ref_column}', '{at_column}')"
        )
        backward.append(f"DROP TRIGGER {trigger} ON {table}")
    return "; ".join(forward), "; ".join(backward)
