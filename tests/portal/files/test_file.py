"""The credit file: everything on one page, at a constant cost, and turned back to any day."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock, doors
from core.actors import Role
from core.errors import Refusal
from core.models import AuditEvent
from portal.files import compare, sections
from portal.files.dossier import SHOWN_ROWS, open_dossier, section_page
from records.models import Subject
from records.queries.files import file_as_of
from records.services import verbs
from records.services.verbs import Grounds
from tests import people
from tests.portal.files import stage as stages
from tests.portal.files.stage import Stage
from tests.records import build
from tests.records.build import World

pytestmark = pytest.mark.django_db


def text_of(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def reader(world: World, role: str = "reader") -> Client:
    client = Client()
    people.sign_in(client, people.make_member(role, world.bureau))
    return client


@pytest.mark.req("R022")
def test_one_page_holds_everything(stage: Stage) -> None:
    client = Client()
    people.sign_in(client, people.make_member("approver", stage.environment))
    page = client.get(f"/subjects/{stages.USCC}?purpose=case")
    text = text_of(page.content.decode())
    assert page.status_code == 200
    for words in (
        stages.NAME,
        "校验位相符",
        "2012-03-01 起 江阴市云亭演示毛纺厂",
        f"分立自 {stages.OTHER}",
        "场所 演示路印染车间（CS-2026-001），经营人",
        "张** ，主要负责人",
        "《中华人民共和国大气污染防治法》第九十九条",
        "锡澄环罚决〔2026〕70号",
        "待补正",
        "案件 锡澄环立〔2026〕18号",
        "100,000 元",
        "异议中",
        "轻微失信信息原则上不公示（信用修复管理办法（国家发展改革委令第36号））",
        "没有记录的部分：名单和异常名录、司法裁判及执行、其他信息。",
        "查阅用途：案件办理",
    ):
        assert words in text, words
    assert "张三丰" not in text
    event = AuditEvent.objects.filter(kind="read").latest("id")
    assert (event.action, event.purpose, event.subject_id) == (
        "portal.open_dossier",
        "案件办理",
        stage.subject.pk,
    )
    title = re.search(r"<title>(.*?)</title>", page.content.decode())
    assert title
    assert title[1] == "信用档案 · 信用监管平台"


def test_the_purpose_is_asked_once(world: World) -> None:
    subject = world.subject()
    client = reader(world)
    address = f"/subjects/{subject.uscc}"
    asked = client.get(address)
    assert "请先选择查阅用途" in asked.content.decode()
    assert not AuditEvent.objects.filter(action="portal.open_dossier").exists()
    given = client.get(address, {"purpose": "check"})
    assert "查阅用途：信用核查" in given.content.decode()
    again = client.get(address)
    assert "查阅用途：信用核查" in again.content.decode()
    purposes = AuditEvent.objects.filter(action="portal.open_dossier").order_by("id")
    assert list(purposes.values_list("purpose", flat=True)) == ["信用核查", "信用核查"]
    assert "请先选择查阅用途" in client.get(address, {"ask": "1"}).content.decode()
    assert client.get(address, {"purpose": "curiosity"}).status_code == 400


def test_what_does_not_exist_is_not_found(world: World) -> None:
    client = reader(world)
    before = AuditEvent.objects.filter(kind="read").count()
    assert client.get(f"/subjects/{build.code()}?purpose=check").status_code == 404
    assert AuditEvent.objects.filter(kind="read").count() == before
    assert AuditEvent.objects.latest("id").kind == "denial"


def test_sections_follow_the_reader(world: World) -> None:
    subject = world.subject()
    secret = build.item("penalty", "adverse", world.bureau, disclosure="internal")
    world.open(
        world.penalty_row(subject), world.penalty_row(subject, catalogue_version_id=secret.id)
    )
    stranger = build.people(world.register, Role.CLERK)
    office = build.people(world.register, Role.CREDIT_OFFICE)
    counts = {
        actor.person_id: len(open_dossier(actor=actor, uscc=subject.uscc).rows)
        for actor in (world.clerk, office, stranger)
    }
    assert list(counts.values()) == [2, 2, 1]


@pytest.mark.req("R188")
def test_it_costs_the_same_with_few_and_many(world: World) -> None:
    client = reader(world)

    def cost(count: int) -> int:
        subject = world.subject()
        world.open(*(world.penalty_row(subject) for _ in range(count)))
        address = f"/subjects/{subject.uscc}?purpose=check"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    assert cost(1) == cost(70)


def test_beyond_fifty_rows_a_section_goes_page_by_page(world: World) -> None:
    subject = world.subject()
    today = clock.today()
    rows = [
        world.penalty_row(subject, decided_on=today - timedelta(days=n // 2)) for n in range(60)
    ]
    world.open(*rows)
    dossier = open_dossier(actor=world.clerk, uscc=subject.uscc)
    (penalties,) = [each for each in dossier.sections if each.about.key == "penalties"]
    assert (len(penalties.first), len(penalties.folded)) == (10, 40)
    assert (len(penalties.rows), penalties.rest, penalties.count) == (SHOWN_ROWS, 10, 60)
    seen: list[int] = []
    cursor = None
    while True:
        _, section = section_page(
            actor=world.clerk, uscc=subject.uscc, key="penalties", cursor=cursor, size=25
        )
        seen += [row.fact.fact_id for row in section.rows]
        cursor = section.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 60
    assert seen[:50] == [row.fact.fact_id for row in penalties.rows]
    client = reader(world)
    address = f"/subjects/{subject.uscc}/sections/penalties?purpose=check"
    page = client.get(address).content.decode()
    assert ("共 60 条" in page, "下一页" in page) == (True, True)
    assert client.get(f"/subjects/{subject.uscc}/sections/nothing").status_code == 404
    assert client.get(f"{address}&cursor=WzEsMV0").status_code == 400


def test_what_was_decided_later_is_not_of_that_day(world: World) -> None:
    subject = world.subject()
    today = clock.today()
    early, late = today - timedelta(days=90), today - timedelta(days=5)
    licence = world.neutral_row(world.licence, subject, decided_on=early, ends_on=late)
    world.open(licence, world.penalty_row(subject, decided_on=late))
    then = open_dossier(actor=world.clerk, uscc=subject.uscc, day=early)
    assert ([row.day for row in then.rows], then.later, then.is_past) == ([early], 1, True)
    assert [row.is_over for row in then.rows] == [False]
    now = open_dossier(actor=world.clerk, uscc=subject.uscc)
    assert [(row.day, row.is_over) for row in now.rows] == [(late, False), (early, True)]
    assert (now.later, now.is_past) == (0, False)


@pytest.mark.req("R003")
def test_it_is_turned_back_to_what_was_known(world: World) -> None:
    subject = world.subject()
    row = world.penalty_row(subject)
    (written,) = world.open(row)
    before = Subject.objects.get(id=subject.id).ledger_at
    world.revise(replace(row, fact_id=written.fact_id, amount=5_000_000))
    client = reader(world)
    now = text_of(client.get(f"/subjects/{subject.uscc}?purpose=check").content.decode())
    assert ("50,000 元" in now, "120,000 元" in now) == (True, False)
    then = client.get(f"/subjects/{subject.uscc}?known={quote(before.isoformat())}")
    text = text_of(then.content.decode())
    assert ("50,000 元" in text, "120,000 元" in text) == (False, True)
    cited = before.astimezone(clock.SHANGHAI).isoformat()
    assert f"台账时点 {cited} ：以同一时点再查，答案相同" in text
    event = AuditEvent.objects.filter(action="portal.open_dossier").latest("id")
    assert datetime.fromisoformat(event.detail["known"]) == before


@pytest.mark.req("R003")
def test_it_is_turned_back_to_another_day(world: World) -> None:
    subject = world.subject()
    world.open(world.penalty_row(subject, decided_on=date(2026, 4, 15)))
    client = reader(world)
    client.get(f"/subjects/{subject.uscc}?purpose=check")
    shown = text_of(client.get(f"/subjects/{subject.uscc}?day=2027-04-15").content.decode())
    assert "2027年4月15日 的状态 ，按现在已知的情况。" in shown
    assert "公示至 2027-04-15" in shown
    over = text_of(client.get(f"/subjects/{subject.uscc}?day=2027-04-16").content.decode())
    assert "不公示 最长公示期已于 2027-04-15 届满" in over
    for wrong in ("2027-02-31", "1", "20270416", "9999-99-99"):
        assert client.get(f"/subjects/{subject.uscc}?day={wrong}").status_code == 400
        assert client.get(f"/subjects/{subject.uscc}?known={wrong}").status_code == 400
    before = text_of(client.get(f"/subjects/{subject.uscc}?known=2019-01-01").content.decode())
    assert "当时平台还没有这个主体的登记信息" in before


@pytest.mark.req("R003")
def test_what_changed_between_two_moments(world: World) -> None:
    subject = world.subject()
    today = clock.today()
    kept, changed, wrong = (
        world.penalty_row(subject, decided_on=today - timedelta(days=n)) for n in (10, 11, 12)
    )
    written = world.open(kept, changed, wrong)
    before = file_as_of(actor=world.clerk, uscc=subject.uscc, day=today)
    world.revise(replace(changed, fact_id=written[1].fact_id, amount=1))
    doors.run(
        verbs.dispute,
        actor=world.approver,
        fact_id=written[1].fact_id,
        grounds=Grounds("金额有误"),
    )
    doors.run(
        verbs.retract,
        actor=world.approver,
        fact_ids=[written[2].fact_id],
        grounds=Grounds("误传"),
    )
    (new,) = world.open(world.penalty_row(subject, decided_on=today))
    after = file_as_of(actor=world.clerk, uscc=subject.uscc, day=today)
    found = compare.of_files(before, after)
    assert [row.fact.fact_id for row in found.new] == [new.fact_id]
    assert [row.fact.fact_id for row in found.gone] == [written[2].fact_id]
    (only,) = found.changed
    assert [(each.label, each.before, each.after) for each in only.differences] == [
        ("罚款（元）", "120,000", "0.01"),
        ("效力", "有效", "异议中"),
    ]
    assert (found.unchanged, found.is_same) == (1, False)
    assert compare.of_files(after, after).is_same


def test_the_page_of_changes(world: World) -> None:
    subject = world.subject()
    world.open(world.penalty_row(subject))
    client = reader(world)
    address = f"/subjects/{subject.uscc}/changes"
    client.get(f"{address}?purpose=check")
    today = clock.today()
    page = client.get(address, {"since": str(today - timedelta(days=1)), "until": str(today)})
    text = text_of(page.content.decode())
    assert "登记信息 变化 项目 原来 现在 登记信息 尚无 江阴市演示毛纺有限公司" in text
    assert "新增 1" in text
    backwards = client.get(address, {"since": str(today), "until": str(today)})
    assert backwards.status_code == 422
    assert "后一天须晚于前一天" in backwards.content.decode()


def test_higher_floors_add_sections(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_own", {})
    asked: list[sections.Asked] = []

    def load(given: sections.Asked) -> dict[str, object]:
        asked.append(given)
        return {}

    template = "core/purpose_note.html"
    sections.register_section("own", "行业评价", template, load, after="grades")
    with pytest.raises(ValueError, match="twice"):
        sections.register_section("own", "行业评价", template, load, after="grades")
    with pytest.raises(ValueError, match="no section"):
        sections.register_section("more", "更多", template, load, after="nothing")
    subject = world.subject()
    page = reader(world).get(f"/subjects/{subject.uscc}?purpose=check&day=2026-01-05")
    assert '<h2 id="own-title">行业评价</h2>' in page.content.decode()
    (given,) = asked
    assert (given.uscc, given.day, given.is_past) == (subject.uscc, date(2026, 1, 5), True)


def test_every_kind_of_item_has_its_section() -> None:
    from records.models import ItemKind

    assert set(sections.BY_KIND) == set(ItemKind)


@pytest.mark.parametrize("role", ["clerk", "reviewer", "approver", "credit_office"])
def test_agents_and_administrators_do_not_come_here(world: World, role: str) -> None:
    subject = world.subject()
    assert reader(world, role).get(f"/subjects/{subject.uscc}").status_code == 200
    for user in (people.make_agent(subject.id), people.make_user("system")):
        client = Client()
        people.sign_in(client, user)
        assert client.get(f"/subjects/{subject.uscc}?purpose=check").status_code == 403
    with pytest.raises(Refusal):
        open_dossier(actor=world.clerk, uscc="none")
