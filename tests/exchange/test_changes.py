"""The change log is written by triggers and by nobody else, and never rewritten."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from exchange.models import Change
from exchange.sql.changes import Write, change_trigger
from tests import database
from tests.exchange import ledger as trial
from tests.exchange.reading import sequence

STATEMENT_COUNTER = """
CREATE TABLE trial_statement (id bigint GENERATED ALWAYS AS IDENTITY, verb text);
CREATE FUNCTION trial_count() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO public.trial_statement (verb) VALUES (TG_OP); RETURN NULL; END $$;
CREATE TRIGGER trial_count AFTER INSERT ON exchange_change
FOR EACH STATEMENT EXECUTE FUNCTION trial_count();
"""


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_each_written_row_is_a_change_with_the_time_of_its_write(ledger: None) -> None:
    execute(
        "INSERT INTO trial_fact (subject_id, ledger_at) VALUES "
        "(2, '2026-04-15 10:00:02+08'), (1, '2026-04-15 10:00:03+08'), "
        "(2, '2026-04-15 10:00:01+08')"
    )
    execute("UPDATE trial_fact SET closed_at = '2026-05-08 09:00+08' WHERE subject_id = 2")
    found = Change.objects.order_by("id").values_list("subject_id", "kind", "ref", "position")
    assert list(found) == [
        (1, "trial.recorded", 2, None),
        (2, "trial.recorded", 3, None),
        (2, "trial.recorded", 1, None),
        (2, "trial.closed", 1, None),
        (2, "trial.closed", 3, None),
    ]
    times = [change.ledger_at.isoformat() for change in Change.objects.order_by("id")]
    assert times == [
        "2026-04-15T02:00:03+00:00",
        "2026-04-15T02:00:01+00:00",
        "2026-04-15T02:00:02+00:00",
        "2026-05-08T01:00:00+00:00",
        "2026-05-08T01:00:00+00:00",
    ]


def test_a_statement_of_many_rows_costs_one_insert(ledger: None) -> None:
    with database.owner(trial.name()) as opened, opened.cursor() as cursor:
        cursor.execute(STATEMENT_COUNTER)
        cursor.execute(
            "INSERT INTO trial_fact (subject_id, ledger_at) "
            "SELECT 1, clock_timestamp() FROM generate_series(1, 500)"
        )
        cursor.execute("SELECT count(*) FROM trial_statement")
        assert cursor.fetchone() == (1,)
    assert Change.objects.count() == 500


def test_a_rolled_back_write_is_no_change(ledger: None) -> None:
    with trial.writer() as opened:
        trial.write(opened, 1, 3)
        opened.rollback()
    assert sequence() == 0
    assert Change.objects.count() == 0


def test_a_change_without_its_time_is_refused(ledger: None) -> None:
    with trial.writer() as opened:
        trial.write(opened, 1, 1)
        opened.commit()
    with pytest.raises(IntegrityError, match="ledger_at"):
        execute("UPDATE trial_fact SET closed_at = NULL")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exchange_change SET ref = 2",
        "UPDATE exchange_change SET subject_id = 2",
        "UPDATE exchange_change SET kind = 'other.kind'",
        "UPDATE exchange_change SET ledger_at = ledger_at + interval '1 day'",
        "DELETE FROM exchange_change",
        "TRUNCATE exchange_change",
        # A place is given by the sequencer, an id by the database.
        (
            "INSERT INTO exchange_change (subject_id, kind, ref, ledger_at, position) "
            "VALUES (1, 'trial.recorded', 1, '2026-04-15 10:00+08', 9)"
        ),
        (
            "INSERT INTO exchange_change (id, subject_id, kind, ref, ledger_at) "
            "OVERRIDING SYSTEM VALUE VALUES (9, 1, 'trial.recorded', 1, '2026-04-15 10:00+08')"
        ),
        "DELETE FROM exchange_consumer",
        "UPDATE exchange_told SET receiver_id = 2",
        "DELETE FROM exchange_told",
        "TRUNCATE exchange_told",
        "DELETE FROM exchange_feedreading",
    ],
)
@pytest.mark.django_db
def test_the_application_cannot_rewrite_the_log(statement: str) -> None:
    trial.note(1)
    with pytest.raises(DatabaseError, match="permission denied"):
        execute(statement)
    assert list(Change.objects.values_list("subject_id", "kind", "ref", "position")) == [
        (1, "trial.recorded", 1, None)
    ]


NEW_CHANGE = (
    "INSERT INTO exchange_change (subject_id, kind, ref, ledger_at) "
    "VALUES (1, '{kind}', 1, '2026-04-15 10:00+08')"
)
NEW_CONSUMER = (
    "INSERT INTO exchange_consumer (name, cursor, updated_at, state, failures, error_code) "
    "VALUES ('trial', {cursor}, '2026-04-15 10:00+08', '{state}', 0, '')"
)
NEW_TOLD = (
    "INSERT INTO exchange_told (subject_id, receiver_kind, receiver_id, what_kind, what_ref, "
    "told_at, channel, reference) "
    "VALUES (1, '{receiver}', 1, 'fact', 1, '2026-04-15 10:00+08', '{channel}', '')"
)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE exchange_change SET position = 7", "exchange_change_position_once"),
        ("UPDATE exchange_change SET position = NULL", "exchange_change_position_once"),
        (NEW_CHANGE.format(kind="Nonsense"), "exchange_change_kind_named"),
        (
            NEW_CONSUMER.format(cursor=-1, state="running"),
            "exchange_consumer_cursor_positive",
        ),
        (NEW_CONSUMER.format(cursor=0, state="halted"), "exchange_consumer_halted_says_why"),
        (NEW_TOLD.format(receiver="nobody", channel="feed"), "exchange_told_receiver"),
        (NEW_TOLD.format(receiver="client", channel=""), "exchange_told_says_how"),
    ],
)
@pytest.mark.django_db
def test_rules_hold_below_the_services(statement: str, constraint: str) -> None:
    trial.note(1)
    execute("UPDATE exchange_change SET position = 1")
    with pytest.raises(IntegrityError) as refused:
        execute(statement)
    diagnostics = getattr(refused.value.__cause__, "diag", None)
    assert getattr(diagnostics, "constraint_name", None) == constraint
    assert Change.objects.get().position == 1


@pytest.mark.django_db
def test_two_changes_do_not_share_a_place() -> None:
    trial.note(2)
    with pytest.raises(IntegrityError, match="exchange_change_position"):
        execute("UPDATE exchange_change SET position = 1")


@pytest.mark.django_db
def test_a_place_is_one_or_more() -> None:
    trial.note(1)
    with pytest.raises(IntegrityError, match="exchange_change_position_positive"):
        execute("UPDATE exchange_change SET position = 0")


@pytest.mark.parametrize(
    "arguments",
    [
        {"table": "fact; DROP TABLE x", "kind": "fact.recorded"},
        {"table": "fact", "kind": "recorded"},
        {"table": "fact", "kind": "fact.Recorded'"},
        {"table": "fact", "kind": "fact.recorded", "ref_column": "id, 1"},
        {"table": "fact", "kind": "fact.recorded", "at_column": ""},
        {"table": "a" * 41, "kind": "fact.recorded_in_a_far_too_long_way"},
    ],
)
def test_the_installer_takes_plain_names_only(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"name|noun\.verb"):
        change_trigger(**arguments)


def test_the_installer_makes_one_trigger_for_each_event() -> None:
    forward, backward = change_trigger("fact", "fact.recorded")
    assert forward.split("; ") == [
        f"CREATE TRIGGER fact_fact_recorded_{verb.lower()} AFTER {verb} ON fact "
        "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT "
        "EXECUTE FUNCTION exchange_note_changes('fact.recorded', 'id', 'ledger_at')"
        for verb in ("INSERT", "UPDATE")
    ]
    assert backward.split("; ") == [
        "DROP TRIGGER fact_fact_recorded_insert ON fact",
        "DROP TRIGGER fact_fact_recorded_update ON fact",
    ]
    assert change_trigger("fact", "fact.closed", when=Write.UPDATE)[1] == (
        "DROP TRIGGER fact_fact_closed_update ON fact"
    )
