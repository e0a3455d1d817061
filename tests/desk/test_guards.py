"""The rules of the desk hold below its services: raw SQL as the application's role."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.actors import SYSTEM, Role
from desk.models import Escalation, Message, WorkItem
from desk.services import Draft, ToPerson, ToSubject, complete, escalate, mark_all_read, send
from tests.desk.conftest import Town
from tests.desk.making import new, opened

pytestmark = pytest.mark.usefixtures("calendar", "at_noon")


@pytest.fixture
def rows(town: Town) -> dict[str, int]:
    """One open and one done item, an escalation, a message to a person and one to a subject."""
    done, open_item = opened(new(town.bureau, 1), new(town.bureau, 2))
    complete(actor=SYSTEM, kind="repair.accept", target_kind="repair", target_ids=[1])
    escalate(actor=SYSTEM, today=date(2026, 4, 27))
    drafts = [
        Draft(to=to, kind="repair.answered", title="修复申请已受理")
        for to in (ToPerson(town.persons[0].id), ToSubject(1001))
    ]
    first, _ = send(actor=SYSTEM, messages=drafts)
    mark_all_read(actor=town.actor(0, Role.CLERK))
    return {
        "done": done.id,
        "open": open_item.id,
        "message": first,
        "person": town.persons[0].id,
        "unit": town.bureau.id,
    }


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def everything() -> list[object]:
    return [
        list(model.objects.order_by("id").values()) for model in (WorkItem, Escalation, Message)
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM desk_workitem",
        "TRUNCATE desk_workitem CASCADE",
        "UPDATE desk_workitem SET title = 'x'",
        "UPDATE desk_workitem SET target_id = 3",
        "UPDATE desk_workitem SET unit_id = 1",
        "UPDATE desk_workitem SET created_at = created_at",
        "UPDATE desk_escalation SET step = 9",
        "DELETE FROM desk_escalation",
        "UPDATE desk_message SET body = 'x'",
        "DELETE FROM desk_message",
        "UPDATE desk_readmark SET read_at = read_at",
        "DELETE FROM desk_readmark",
        "UPDATE desk_delivery SET channel = 'x'",
        "DELETE FROM desk_delivery",
    ],
)
def test_the_application_cannot_rewrite(rows: dict[str, int], statement: str) -> None:
    before = everything()
    with pytest.raises(DatabaseError, match="permission denied"):
        execute(statement)
    assert everything() == before


NEW_ITEM = (
    "INSERT INTO desk_workitem (kind, target_kind, target_id, unit_id, role, title, created_at, "
    "deadline, sort_on, state, ended_by_kind, reason) VALUES ('repair.accept', 'repair', "
    "{target}, {{unit}}, '{role}', '{title}', '2026-04-15', '{{{{}}}}', '9999-12-31', 'open', "
    "'', '')"
)
END = "UPDATE desk_workitem SET state = '{state}', ended_at = {at}, ended_by_kind = '{by}'"
SET = "UPDATE desk_workitem SET {what} WHERE id = {{open}}"
NEW_STEP = (
    "INSERT INTO desk_escalation (item_id, step, unit_id, role, escalated_on, recorded_at) "
    "VALUES ({{open}}, {step}, {{unit}}, '{role}', '2026-04-27', '2026-04-27')"
)
NEW_MESSAGE = (
    "INSERT INTO desk_message (receiver, person_id, unit_id, role, subject_id, kind, title, body, "
    "link_kind, link_id, created_at) VALUES ({to}, 'repair.answered', '{title}', '', '{link}', "
    "NULL, '2026-04-15 12:00+08')"
)
TO_PERSON = "'person', {person}, NULL, '', NULL"
NEW_MARK = (
    "INSERT INTO desk_readmark (message_id, person_id, read_at) "
    "VALUES ({message}, {person}, '2026-04-15')"
)
NEW_DELIVERY = (
    "INSERT INTO desk_delivery (message_id, channel, state, attempts, next_at, error_code) "
    "VALUES ({message}, 'file', 'waiting', 0, '2026-04-15', '')"
)


def end(state: str, at: str, by: str, row: str = "open") -> str:
    return f"{END.format(state=state, at=at, by=by)} WHERE id = {{{row}}}"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (end("done", "NULL", ""), "desk_workitem_ended"),
        (end("open", "created_at", ""), "desk_workitem_ended"),
        (end("done", "created_at", ""), "desk_workitem_ended"),
        (end("done", "created_at", "staff"), "desk_workitem_ended_by_person"),
        (end("cancelled", "created_at", "system"), "desk_workitem_cancelled_says_why"),
        (end("open", "NULL", "", row="done"), "desk_workitem_ended_once"),
        (end("done", "created_at", "system", row="done"), "desk_workitem_ended_once"),
        (SET.format(what="assignee_id = {person}"), "desk_workitem_claim"),
        (SET.format(what="claimed_at = created_at"), "desk_workitem_claim"),
        (SET.format(what="due_on = '2026-05-01'"), "desk_workitem_order"),
        (SET.format(what="missing_year = 2027"), "desk_workitem_waits_without_date"),
        (NEW_ITEM.format(target=2, role="clerk", title="x"), "desk_workitem_one_open"),
        (NEW_ITEM.format(target=3, role="king", title="x"), "desk_workitem_role"),
        (
            NEW_ITEM.format(target=3, role="clerk", title="电话 13812345678"),
            "desk_workitem_title_plain",
        ),
        (NEW_STEP.format(step=1, role="reviewer"), "desk_escalation_once"),
        (NEW_STEP.format(step=2, role="king"), "desk_escalation_role"),
        (
            NEW_MESSAGE.format(to="'person', {person}, {unit}, '', NULL", title="x", link=""),
            "desk_message_one_receiver",
        ),
        (
            NEW_MESSAGE.format(to="'subject', NULL, NULL, '', NULL", title="x", link=""),
            "desk_message_one_receiver",
        ),
        (
            NEW_MESSAGE.format(to="'role', NULL, {unit}, 'king', NULL", title="x", link=""),
            "desk_message_one_receiver",
        ),
        (
            NEW_MESSAGE.format(to=TO_PERSON, title="320281199001011234", link=""),
            "desk_message_title_plain",
        ),
        (NEW_MESSAGE.format(to=TO_PERSON, title="x", link="repair"), "desk_message_link"),
        (NEW_MARK, "desk_readmark_once"),
        (NEW_DELIVERY, "desk_delivery_once"),
        (
            "UPDATE desk_delivery SET state = 'waiting' WHERE channel = 'inbox'",
            "desk_delivery_sent",
        ),
        (
            "UPDATE desk_delivery SET state = 'paused' WHERE channel = 'file'",
            "desk_delivery_paused_says_why",
        ),
    ],
)
def test_rules_hold_below_the_services(
    rows: dict[str, int], statement: str, constraint: str
) -> None:
    before = everything()
    with pytest.raises(IntegrityError) as refused:
        execute(statement.format(**rows))
    diagnostics = getattr(refused.value.__cause__, "diag", None)
    assert getattr(diagnostics, "constraint_name", None) == constraint
    assert everything() == before
