"""verify_audit names the first altered, missing or inserted row, whoever made it so."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from core import chain, clock, roots
from core.models import AuditEvent, AuditSeal
from core.queries.verification import events_between, resumed
from tests.core.audit_log import as_owner, copy_out, outline, seal, verify, write

pytestmark = pytest.mark.req("R263")


FOUND = (
    "审计链有误（事件编号 {}，位置 2，封印 1）：位置 2 的事件内容与链不符："
    "内容被改动，或此前有事件被删除后重新编号"
)


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def log(committed_db: None) -> None:
    """Three seals over positions 1–4, 5–8 and none, copied out."""
    write(4)
    seal()
    write(4)
    seal()
    seal()
    copy_out()


def event_at(position: int) -> int:
    return AuditEvent.objects.get(position=position).id


def test_an_untouched_log_holds(log: None) -> None:
    assert verify() is None
    write(1)
    assert verify() is None
    seal()
    assert verify() is None


def test_an_empty_log_holds(committed_db: None) -> None:
    assert verify() is None
    seal()
    copy_out()
    assert verify() is None


@pytest.mark.parametrize(
    "change",
    [
        "action = 'core.other'",
        "person_id = 71",
        "unit_id = NULL",
        "subject_id = 5",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "detail = '{\"number\": 9}'",
        "detail = '{\"number\": 1.00}'",
        "kind = 'denial'",
        "request_id = ''",
        "link = sha256('other')",
    ],
)
def test_an_altered_event_is_named(log: None, change: str) -> None:
    altered = event_at(6)
    as_owner(f"UPDATE core_auditevent SET {change} WHERE position = 6")
    assert outline(verify()) == ("altered", altered, 6, 2)


def test_the_first_of_several_is_named(log: None) -> None:
    first = event_at(3)
    as_owner(
        "UPDATE core_auditevent SET action = 'x' WHERE position = 7",
        "UPDATE core_auditevent SET action = 'x' WHERE position = 3",
    )
    assert outline(verify()) == ("altered", first, 3, 1)


@pytest.mark.parametrize(("position", "number"), [(1, 1), (4, 1), (5, 2), (8, 2)])
def test_a_deleted_event_is_missed_at_its_place(log: None, position: int, number: int) -> None:
    as_owner(f"DELETE FROM core_auditevent WHERE position = {position}")
    assert outline(verify()) == ("missing", None, position, number)


def test_a_deletion_hidden_by_renumbering_is_found(log: None) -> None:
    following = event_at(7)
    as_owner(
        "DELETE FROM core_auditevent WHERE position = 6",
        "UPDATE core_auditevent SET position = position + 100 WHERE position > 6",
        "UPDATE core_auditevent SET position = position - 101 WHERE position > 100",
        "UPDATE core_auditseal SET last_position = 7 WHERE number = 2",
        "UPDATE core_auditseal SET first_position = 8, last_position = 7 WHERE number = 3",
    )
    assert outline(verify()) == ("altered", following, 6, 2)


def test_an_inserted_event_with_a_forged_link_is_named(log: None) -> None:
    as_owner(
        "UPDATE core_auditevent SET position = position + 100 WHERE position >= 6",
        "UPDATE core_auditevent SET position = position - 99 WHERE position >= 100",
        "UPDATE core_auditseal SET last_position = 9 WHERE number = 2",
        "UPDATE core_auditseal SET first_position = 10, last_position = 9 WHERE number = 3",
        "INSERT INTO core_auditevent (id, kind, recorded_at, action, actor_kind, target_kind, "
        "target_id, purpose, request_id, detail, position, link) SELECT 999, kind, recorded_at, "
        "'core.forged', actor_kind, '', '', '', '', '{}', 6, sha256('forged') "
        "FROM core_auditevent WHERE position = 5",
    )
    assert outline(verify()) == ("inserted", 999, 6, 2)


def test_the_application_cannot_put_an_event_behind_the_seals_unseen(log: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_auditevent (kind, recorded_at, action, actor_kind, target_kind, "
            "target_id, purpose, request_id, detail, position, link) "
            "VALUES ('change', %s, 'x', 'staff', '', '', '', '', '{}', 9, sha256('x')) "
            "RETURNING id",
            [clock.now()],
        )
        (forged,) = cursor.fetchone()
    assert outline(verify()) == ("inserted", forged, 9, None)


def test_an_event_dated_long_before_its_seal_was_inserted_late(log: None) -> None:
    AuditEvent.objects.create(
        kind="change",
        recorded_at=clock.now() - timedelta(minutes=20),
        action="core.note",
        actor_kind="staff",
    )
    waiting = AuditEvent.objects.get(position=None).id
    assert outline(verify()) == ("waiting", waiting, None, None)
    seal()
    assert outline(verify()) == ("late", waiting, 9, 4)


def test_an_event_dated_after_its_seal_is_named(log: None) -> None:
    AuditEvent.objects.create(
        kind="change",
        recorded_at=clock.now() + timedelta(hours=1),
        action="core.note",
        actor_kind="staff",
    )
    seal()
    assert outline(verify()) == ("late", event_at(9), 9, 4)


def test_a_sealer_that_was_away_is_no_forgery(committed_db: None) -> None:
    """All that waited is sealed in several goes; none of it is called late."""
    for minutes in (50, 40, 30):
        AuditEvent.objects.create(
            kind="change",
            recorded_at=clock.now() - timedelta(minutes=minutes),
            action="core.note",
            actor_kind="staff",
        )
    assert [seal(batch=1).complete for _ in range(4)] == [False, False, False, True]
    copy_out()
    assert verify() is None


def test_a_rewritten_and_newly_linked_chain_fails_at_its_seal(log: None) -> None:
    as_owner("UPDATE core_auditevent SET action = 'x' WHERE position = 8")
    relink(8)
    assert outline(verify()) == ("root", None, 5, 2)


def test_a_chain_rewritten_with_its_seals_meets_the_roots_outside(log: None) -> None:
    as_owner("UPDATE core_auditevent SET action = 'x' WHERE position = 8")
    relink(8)
    as_owner(
        "UPDATE core_auditseal SET root = "
        "(SELECT link FROM core_auditevent WHERE position = 8) WHERE number >= 2"
    )
    assert outline(verify()) == ("root", None, 5, 2)
    roots.path().write_bytes(b"".join(roots.path().read_bytes().splitlines(keepends=True)[:1]))
    assert verify() is None  # nothing in the database can tell: the copies outside must


def relink(position: int) -> None:
    """What an owner of the database who knows the rules would do."""
    before, event = events_between(position - 1, position)
    made = chain.link(chain.digest("sha256"), before.link, event.values)
    as_owner(
        f"UPDATE core_auditevent SET link = '\\x{made.hex()}' WHERE position = {position}",
    )


def test_a_tail_cut_off_with_its_seals_is_missed(log: None) -> None:
    as_owner(
        "DELETE FROM core_auditseal WHERE number > 1",
        "DELETE FROM core_auditevent WHERE position > 4",
    )
    assert outline(verify()) == ("missing", None, 5, 2)


def test_an_emptied_log_is_missed(log: None) -> None:
    as_owner("DELETE FROM core_auditseal", "DELETE FROM core_auditevent")
    assert outline(verify()) == ("missing", None, 1, 1)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM core_auditseal WHERE number = 1", ("seal", None, 1, 1)),
        ("DELETE FROM core_auditseal WHERE number = 2", ("seal", None, 5, 2)),
        ("UPDATE core_auditseal SET first_position = 6 WHERE number = 2", ("seal", None, 5, 2)),
        ("UPDATE core_auditseal SET last_position = 7 WHERE number = 2", ("root", None, 5, 2)),
        ("UPDATE core_auditseal SET root = sha256('x') WHERE number = 3", ("root", None, 9, 3)),
        ("UPDATE core_auditseal SET algorithm = 'md5' WHERE number = 2", ("seal", None, None, 2)),
        (
            "UPDATE core_auditseal SET sealed_at = sealed_at + interval '1 s' WHERE number = 2",
            ("root", None, 5, 2),
        ),
    ],
)
def test_an_altered_seal_is_named(log: None, statement: str, found: tuple[object, ...]) -> None:
    as_owner(statement)
    assert outline(verify()) == found


def test_a_missing_or_shortened_or_damaged_roots_file_is_named(log: None) -> None:
    whole = roots.path().read_bytes().splitlines(keepends=True)
    roots.path().write_bytes(b"".join([whole[0], b"not a root\n", whole[2]]))
    assert outline(verify()) == ("root", None, None, 2)
    roots.path().write_bytes(whole[0])
    assert verify() is None
    # The copy lags by a minute at most; of an older seal a missing line is a cut.
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        assert outline(verify()) == ("root", None, None, 2)
        roots.path().unlink()
        assert outline(verify()) == ("root", None, None, 1)


def test_a_roots_file_whose_older_part_was_put_away_still_serves(log: None) -> None:
    whole = roots.path().read_bytes().splitlines(keepends=True)
    roots.path().write_bytes(b"".join(whole[1:]))
    assert verify() is None


def test_a_check_can_pause_at_any_window(committed_db: None) -> None:
    for _ in range(5):
        write(3)
        seal(batch=2)
    while not seal(batch=2).complete:
        pass
    copy_out()
    place: dict[str, object] = {}
    positions = []
    while True:
        check = resumed(roots.path(), json.loads(json.dumps(place)))
        check.window = 3
        assert check.advance() is None
        if check.ended:
            break
        place = check.place()
        positions.append(check.walk.position)
    assert positions == sorted(positions)
    assert positions[0] < 15
    assert positions[-1] == 15
    assert check.walk.number == AuditSeal.objects.count()


def run_command(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue().strip()
    return 0, out.getvalue().strip()


def test_the_command_says_so_and_exits_with_0_or_1(log: None) -> None:
    code, said = run_command()
    root = bytes(AuditSeal.objects.get(number=3).root).hex()
    assert (code, said) == (0, f"审计链完好：8 条事件，3 个封印，根 {root}")
    altered = event_at(2)
    as_owner("UPDATE core_auditevent SET action = 'x' WHERE position = 2")
    assert run_command() == (1, FOUND.format(altered))
    code, said = run_command("--json")
    assert code == 1
    assert json.loads(said)["finding"]["event_id"] == altered


def test_the_command_takes_another_roots_file(log: None, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(roots.path().read_bytes())
    as_owner(
        "DELETE FROM core_auditseal WHERE number > 1",
        "DELETE FROM core_auditevent WHERE position > 4",
    )
    roots.path().write_bytes(roots.path().read_bytes().splitlines(keepends=True)[0])
    assert run_command()[0] == 0
    code, said = run_command("--roots", str(kept), "--json")
    assert code == 1
    assert json.loads(said)["finding"] == {
        "what": "missing",
        "event_id": None,
        "position": 5,
        "seal": 2,
        "detail": "库外根文件记有第 2 号封印（至位置 8），而库中的链止于位置 4："
        "其后的事件连同封印已被删除",
    }
