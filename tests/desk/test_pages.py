"""The pages of the desk: what they show, to whom, and what their buttons do."""

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from core import clock
from core.actors import SYSTEM, Actor, ActorKind, AdminRole, Role
from core.models import AuditEvent
from desk.models import Message, ReadMark, WorkItem
from desk.services import Draft, ToPerson, ToRole, ToSubject, claim, escalate, send
from tests.desk.acting import Browser, acting, code_of, text_of
from tests.desk.conftest import Town
from tests.desk.making import new, opened

pytestmark = pytest.mark.usefixtures("calendar", "acting_browsers")
WEDNESDAY = datetime(2026, 4, 22, 9, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def acting_browsers() -> Iterator[None]:
    with acting, time_machine.travel(WEDNESDAY, tick=False):
        yield


def test_my_work_shows_the_day_the_days_left_and_the_reckoning(town: Town) -> None:
    opened(new(town.bureau, 1), new(town.bureau, 2, starts_on=date(2026, 4, 9)))
    escalate(actor=SYSTEM, today=WEDNESDAY.date())
    page = Browser(town.actor(0, Role.CLERK)).get("/work")
    text = text_of(page)
    assert page.status_code == 200
    assert "可办理 2 件" in text
    assert text.index("修复申请 2 待受理") < text.index("修复申请 1 待受理")
    assert "已催办" in text
    assert "2026-04-20 已逾期 2 个工作日" in text
    assert "2026-04-24 剩 2 个工作日" in text
    assert (
        "自2026年4月15日次日起7个工作日，至2026年4月24日（含当日）"
        "；其间不计：4月18日（周六）、4月19日（周日）。"
    ) in text
    event = AuditEvent.objects.get(kind="read")
    assert (event.action, event.purpose, event.person_id) == (
        "desk.list_my_work",
        "办理待办",
        town.persons[0].id,
    )


def test_nothing_to_do_says_so(town: Town) -> None:
    clerk = Browser(town.actor(0, Role.CLERK))
    assert "没有待办事项" in text_of(clerk.get("/work"))
    assert "没有符合条件的待办" in text_of(clerk.get("/work?whose=mine"))
    assert "本单位没有未办结事项" in text_of(clerk.get("/work/unit"))
    assert "没有这一类待办" in text_of(clerk.get("/work/unit?kind=repair.accept"))
    assert "没有未办结的期限" in text_of(clerk.get("/work/deadlines"))
    assert "没有消息" in text_of(clerk.get("/messages"))
    assert "没有未读消息" in text_of(clerk.get("/messages?unread=1"))


def test_work_is_taken_on_and_given_back_with_buttons(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1))
    clerk = Browser(town.actor(0, Role.CLERK))
    answer = clerk.post(f"/work/{item.id}/claim", next="/work?whose=free")
    assert (answer.status_code, answer["Location"]) == (302, "/work?whose=free")
    item.refresh_from_db()
    assert item.assignee_id == town.persons[0].id
    text = text_of(clerk.get("/work"))
    assert "已领取：修复申请 1 待受理" in text
    assert "退回：修复申请 1 待受理" in re.sub(r" ：", "：", text)
    answer = clerk.post(f"/work/{item.id}/release", next="https://evil.example/")
    assert (answer.status_code, answer["Location"]) == (302, "/work")
    item.refresh_from_db()
    assert item.assignee_id is None


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "work", ""])
def test_the_way_back_stays_here(town: Town, target: str) -> None:
    (item,) = opened(new(town.bureau, 1))
    answer = Browser(town.actor(0, Role.CLERK)).post(f"/work/{item.id}/claim", next=target)
    assert answer["Location"] == "/work"


def test_the_second_to_take_it_is_told(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1))
    claim(actor=town.actor(1, Role.CLERK), item_id=item.id)
    answer = Browser(town.actor(0, Role.CLERK)).post(f"/work/{item.id}/claim")
    assert code_of(answer) == (409, "desk.already_claimed")
    assert "这件待办刚刚已由同事领取" in answer.content.decode()
    assert WorkItem.objects.get().assignee_id == town.persons[1].id


def test_the_unit_sees_who_has_what_without_buttons(town: Town) -> None:
    made = opened(new(town.bureau, 1), new(town.bureau, 2, role=Role.REVIEWER))
    claim(actor=town.actor(0, Role.CLERK), item_id=made[0].id)
    reader = Browser(town.actor(1, Role.READER))
    page = reader.get("/work/unit")
    text = text_of(page)
    assert "试验城管局 · 经办人" in text
    assert "试验城管局 · 复核人" in text
    assert "甲" in text
    assert "待领取" in text
    assert "/claim" not in page.content.decode()
    dated = text_of(reader.get("/work/deadlines"))
    assert "自2026年4月15日次日起7个工作日" in dated


def test_a_day_that_waits_reads_so(town: Town) -> None:
    opened(new(town.bureau, 1, starts_on=date(2027, 12, 30)))
    text = text_of(Browser(town.actor(0, Role.CLERK)).get("/work/deadlines"))
    assert "待日历" in text
    assert "2027年放假安排尚未录入，到期日待日历。" in text


def test_messages_are_read_by_opening_and_by_ticking(town: Town) -> None:
    to = ToPerson(town.persons[0].id)
    drafts = [
        Draft(to=to, kind="repair.answered", title=f"第{n}件", body="<b>请查收</b>", link=("x", n))
        for n in range(3)
    ]
    first, second, third = send(actor=SYSTEM, messages=drafts)
    clerk = Browser(town.actor(0, Role.CLERK))
    assert "未读 3 条" in text_of(clerk.get("/messages"))
    opened_page = clerk.get(f"/messages/{first}")
    assert "&lt;b&gt;请查收&lt;/b&gt;" in opened_page.content.decode()
    assert 'href="/repair/0"' in opened_page.content.decode()
    assert "<title>消息 ·" in opened_page.content.decode()
    read = list(ReadMark.objects.values_list("message", flat=True))
    assert read == [first]
    clerk.post("/messages/read", message=[second])
    assert "已将 1 条消息标为已读。" in text_of(clerk.get("/messages"))
    clerk.post("/messages/read-all")
    assert ReadMark.objects.filter(message=third).count() == 1
    clerk.post("/messages/read-all")
    assert "没有需要标记的未读消息。" in text_of(clerk.get("/messages"))


@pytest.mark.parametrize("ticked", ["x", "-1", "9" * 30, "1 OR 1=1"])
def test_nonsense_ticks_are_refused(town: Town, ticked: str) -> None:
    answer = Browser(town.actor(0, Role.CLERK)).post("/messages/read", message=ticked)
    assert code_of(answer) == (400, "core.bad_request")
    assert ReadMark.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/work?page_size=100000", "core.page_size"),
        ("/work?cursor=x", "core.cursor_invalid"),
        ("/work/unit?cursor=WzFd", "core.cursor_invalid"),
        ("/work/deadlines?page_size=0", "core.page_size"),
        ("/messages?cursor=W10", "core.cursor_invalid"),
        ("/work?kind=%00", "core.bad_request"),
    ],
)
def test_nonsense_in_the_address_is_refused(town: Town, path: str, code: str) -> None:
    answer = Browser(town.actor(0, Role.CLERK)).get(path)
    assert code_of(answer) == (400, code)


def test_other_methods_are_refused_with_a_code(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1))
    clerk = Browser(town.actor(0, Role.CLERK))
    assert code_of(clerk.get(f"/work/{item.id}/claim")) == (405, "core.method_not_allowed")
    assert code_of(clerk.post("/work")) == (405, "core.method_not_allowed")


def test_an_unknown_filter_shows_the_whole_list(town: Town) -> None:
    opened(new(town.bureau, 1))
    text = text_of(Browser(town.actor(0, Role.CLERK)).get("/work?whose=everyone&kind=no.such"))
    assert "修复申请 1 待受理" in text


def test_what_does_not_exist_and_what_is_anothers_look_alike(town: Town) -> None:
    (item,) = opened(new(town.neighbour, 1))
    (message,) = send(
        actor=SYSTEM,
        messages=[Draft(to=ToSubject(1001), kind="repair.answered", title="致主体")],
    )
    clerk = Browser(town.actor(0, Role.CLERK))
    huge = "9" * 25
    for path in (f"/work/{item.id}/claim", "/work/987654/claim", f"/work/{huge}/release"):
        assert code_of(clerk.post(path)) == (404, "core.not_found")
    for path in (f"/messages/{message}", "/messages/987654", f"/messages/{huge}"):
        assert code_of(clerk.get(path)) == (404, "core.not_found")
    assert WorkItem.objects.get().assignee_id is None
    assert ReadMark.objects.count() == 0


WORK = ["/work", "/work/unit", "/work/deadlines"]
BUTTONS = ["/work/1/claim", "/work/1/release"]
INBOX = ["/messages"]
ADMINISTRATOR = Actor(kind=ActorKind.STAFF, id=9, person_id=None, admin_role=AdminRole.SYSTEM)
UNPLACED = Actor(kind=ActorKind.STAFF, id=9, person_id=None)
AGENT = Actor(kind=ActorKind.AGENT, id=9, person_id=None, subject_ids=frozenset({1001}))
CLIENT = Actor(kind=ActorKind.CLIENT, id=9)


@pytest.mark.parametrize(
    ("actor", "closed", "open_pages"),
    [
        (ADMINISTRATOR, [*WORK, *BUTTONS], INBOX),
        (UNPLACED, [*WORK, *BUTTONS], INBOX),
        (AGENT, [*WORK, *BUTTONS], INBOX),
        (CLIENT, [*WORK, *BUTTONS, *INBOX], []),
    ],
)
def test_who_may_open_what(
    town: Town, actor: Actor, closed: list[str], open_pages: list[str]
) -> None:
    opened(new(town.bureau, 1))
    client = Browser(actor)
    for path in closed:
        method = client.post if path in BUTTONS else client.get
        assert code_of(method(path)) == (403, "core.not_allowed")
    for path in open_pages:
        assert client.get(path).status_code == 200
    assert AuditEvent.objects.filter(kind="denial").count() == len(closed)
    assert WorkItem.objects.get().assignee_id is None


def test_a_reader_has_no_buttons_to_press(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1, role=Role.READER))
    answer = Browser(town.actor(0, Role.READER)).post(f"/work/{item.id}/claim")
    assert code_of(answer) == (403, "core.not_allowed")


def test_an_administrator_sees_messages_to_the_person_only(town: Town) -> None:
    send(
        actor=SYSTEM,
        messages=[
            Draft(to=ToPerson(town.persons[0].id), kind="repair.answered", title="致管理员"),
            Draft(to=ToRole(town.bureau.id, Role.CLERK), kind="repair.answered", title="致经办"),
        ],
    )
    administrator = Actor(
        kind=ActorKind.STAFF,
        id=9,
        person_id=town.persons[0].id,
        admin_role=AdminRole.SYSTEM,
    )
    text = text_of(Browser(administrator).get("/messages"))
    assert "致管理员" in text
    assert "致经办" not in text
    assert Message.objects.count() == 2


def test_an_approver_gives_back_for_a_colleague_on_the_units_page(town: Town) -> None:
    held, _ = opened(new(town.bureau, 1), new(town.bureau, 2))
    claim(actor=town.actor(0, Role.CLERK), item_id=held.id)
    plain = Browser(town.actor(2, Role.CLERK)).get("/work/unit")
    assert f"/work/{held.id}/release" not in plain.content.decode()
    approver = Browser(town.actor(1, Role.APPROVER))
    page = approver.get("/work/unit").content.decode()
    assert re.findall(r'action="(/work/[^"]+)"', page) == [f"/work/{held.id}/release"]
    assert "替其退回<span" in page
    answer = approver.post(f"/work/{held.id}/release", next="/work/unit")
    assert (answer.status_code, answer["Location"]) == (302, "/work/unit")
    held.refresh_from_db()
    assert held.assignee_id is None
    assert '<button class="button quiet"' not in approver.get("/work/unit").content.decode()
