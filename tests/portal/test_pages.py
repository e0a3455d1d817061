"""The frames and the portal's own pages."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from core import clock, doors, errors, problems
from core.actors import PUBLIC, SYSTEM, Actor, ActorKind, AdminRole, Duty, Role
from core.clock import SHANGHAI
from core.models import AuditEvent, AuditSeal
from documents.services.drafts import add_draft, return_draft, submit_draft
from portal import context, queries, views
from sectors.services.packs import load_packs
from tests.documents.people import approver, clerk, make_unit
from tests.documents.writing import letter

STATIC_PAGES = ["/accessibility", "/design", "/design?frame=staff", "/design/phone"]
CLERK = Actor(
    ActorKind.STAFF,
    id=1,
    unit_id=3,
    duties=(
        Duty(unit_id=3, role=Role.CLERK),
        Duty(unit_id=3, role=Role.APPROVER, on_behalf_of=8),
        Duty(unit_id=4, role=Role.CLERK, on_behalf_of=9),
    ),
    name="陈静怡",
)
AUDITOR = Actor(ActorKind.STAFF, id=2, admin_role=AdminRole.AUDIT, name="周明")


def staff_page(actor: Actor) -> HttpResponse:
    request = RequestFactory().get("/staff/")
    request.actor = actor  # type: ignore[attr-defined]  # set by middleware
    return views.staff_home(request)  # type: ignore[return-value]  # a rendered page


def text_of(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


@pytest.mark.django_db
class TestHome:
    def test_says_openly_that_nothing_is_sealed_yet(self) -> None:
        page = Client().get("/").content.decode()
        assert "办理日志尚未封印，暂无可供核对的数据截止时间。" in page

    def test_cites_the_last_seal(self) -> None:
        for number, first, last in ((1, 1, 40), (2, 41, 57)):
            AuditSeal.objects.create(
                number=number,
                complete=True,
                first_position=first,
                last_position=last,
                algorithm="sha256",
                root=bytes([last]) * 32,
                sealed_at=datetime(2026, 11, 20, 17, 0, last, tzinfo=SHANGHAI),
            )
        page = text_of(Client().get("/").content.decode())
        assert (
            "数据截至 2026-11-20 17:00 ，办理日志已封印至第 57 条；校验根（sha256） " + "39" * 32
        ) in page

    def test_tells_how_to_object_and_repair_and_uses_no_forbidden_words(self) -> None:
        page = text_of(Client().get("/").content.decode())
        for words in ("提出异议", "申请修复", "三个工作日内决定是否受理，十个工作日内答复"):
            assert words in page
        for words in ("黑名单", "联合惩戒", "必须参加培训"):
            assert words not in page


@pytest.mark.parametrize("path", STATIC_PAGES)
def test_pages_carry_nothing_the_security_policy_would_refuse(path: str) -> None:
    answer = Client().get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r"<[^>]+\sstyle=", page) == []
    assert re.findall(r"<style|\son[a-z]+=\"", page) == []
    assert re.findall(r"<script(?![^>]* src=\"/static/)", page) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", page) == []
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_only_the_phone_view_may_be_framed_and_only_here() -> None:
    framed = Client().get("/design/phone")
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    other = Client().get("/design")
    assert other["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


@pytest.mark.parametrize("path", STATIC_PAGES)
def test_every_page_has_one_main_heading_a_language_and_a_way_past_the_menu(path: str) -> None:
    page = Client().get(path).content.decode()
    assert page.count("<h1") == 1
    assert page.startswith('<!doctype html>\n<html lang="zh-Hans">')
    assert '<a class="skip" href="#main">跳到正文</a>' in page
    assert '<main id="main" tabindex="-1">' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'href="#([\w-]+)"', page)) <= set(ids)


def test_demo_pages_are_marked_and_others_are_not() -> None:
    shown = Client().get("/accessibility").content.decode()
    assert shown.count("演示数据</text>") == 2
    assert '<p class="demo-strip">演示环境：单位、组织、文书和数据均为虚构</p>' in shown
    with override_settings(DEMO=False):
        plain = Client().get("/accessibility").content.decode()
    assert "演示" not in plain


@pytest.mark.django_db
def test_a_clerk_finds_work_deadlines_and_messages() -> None:
    page = staff_page(CLERK).content.decode()
    titles = re.findall(r"<h2 id=\"[\w-]+\">([^<]+)</h2>", page)
    assert titles == ["我的待办", "本单位期限", "消息"]
    assert '<a href="/account"><strong>陈静怡</strong></a>经办人、审批人（代）' in page
    assert '<meta name="robots" content="noindex, noarchive">' in page


@pytest.mark.django_db
def test_an_administrator_finds_no_cases() -> None:
    page = staff_page(AUDITOR).content.decode()
    assert "我的待办" not in page
    assert '<a href="/account"><strong>周明</strong></a>审计管理员' in page


def test_duty_names_what_one_holds_oneself_before_what_one_stands_in_for() -> None:
    assert context.duty(CLERK) == "经办人、审批人（代）"
    assert context.duty(AUDITOR) == "审计管理员"
    assert context.duty(PUBLIC) == ""


def test_a_refusal_says_what_happened_what_to_do_and_its_number() -> None:
    request = RequestFactory().get("/x")
    request.request_id = "0123456789ab"  # type: ignore[attr-defined]  # set by middleware
    refusal = errors.INVALID(count=1, fields=[errors.FieldError("rows[3].code", "校验位<不>符")])
    answer = problems.answer(request, refusal)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>内容有误 · 信用监管平台</title>" in page
    assert "提交的内容有 1 处需要更正。请按各项提示修改后重新提交。" in page
    assert '<span class="code">rows[3].code</span>：校验位&lt;不&gt;符' in page
    assert '<dd class="code">core.invalid（400）</dd>' in page
    assert '<dd class="code">0123456789ab</dd>' in page


def test_staff_keep_their_menu_when_refused() -> None:
    request = RequestFactory().get("/x")
    request.actor = CLERK  # type: ignore[attr-defined]  # set by middleware
    page = problems.answer(request, errors.CONFLICT()).content.decode()
    assert '<nav class="side" aria-label="功能导航">' in page
    assert '<a class="button" href="/staff/">返回首页</a>' in page


@pytest.mark.django_db
@pytest.mark.req("R262")
def test_looking_at_the_desk_is_one_line_of_the_log() -> None:
    for actor in (CLERK, AUDITOR):
        before = AuditEvent.objects.count()
        assert staff_page(actor).status_code == 200
        assert AuditEvent.objects.count() == before + 1
        event = AuditEvent.objects.latest("id")
        assert (event.kind, event.action, event.purpose, event.actor_id, event.target_kind) == (
            "read",
            "portal.staff_home",
            "查看工作台",
            actor.id,
            "",
        )


@pytest.mark.django_db
def test_a_returned_draft_is_a_figure_for_its_drafter_only() -> None:
    unit = make_unit()
    drafter, boss = clerk(unit), approver(unit)
    draft = doors.run(add_draft, actor=drafter, kind="letter", unit_id=unit.id, data=letter())
    draft = doors.run(submit_draft, actor=drafter, draft_id=draft.id, version=draft.version)
    assert figures(drafter) == ["我的待办", "今日到期", "已逾期", "未读消息"]
    assert figures(boss) == ["我的待办", "今日到期", "已逾期", "待签发文书", "未读消息"]
    doors.run(
        return_draft, actor=boss, draft_id=draft.id, version=draft.version, reason="请写明期限"
    )
    page = staff_page(drafter).content.decode()
    assert 'href="/documents/drafts?state=returned"' in page
    assert text_of(page).count("退回给我的草稿 1 份") == 1
    assert figures(boss) == ["我的待办", "今日到期", "已逾期", "未读消息"]
    assert figures(clerk(unit, "另一经办人")) == ["我的待办", "今日到期", "已逾期", "未读消息"]


def figures(actor: Actor) -> list[str]:
    tiles = staff_page(actor).content.decode().split('<ul class="tiles">')[1].split("</ul>")[0]
    return re.findall(r">(我的待办|今日到期|已逾期|待签发文书|退回给我的草稿|未读消息)<", tiles)


@pytest.mark.django_db
@time_machine.travel("2026-07-31 10:00:00 +0800", tick=False)
def test_how_long_breaches_are_shown_is_read_from_the_rules() -> None:
    assert queries.terms(clock.today()) == []
    assert "最短公示期</th>" not in Client().get("/about").content.decode()
    doors.run(load_packs, actor=SYSTEM)
    home, about = (text_of(Client().get(path).content.decode()) for path in ("/", "/about"))
    assert "最短公示期：轻微失信原则上不公示，一般失信 3 个月，严重失信 1 年。" in home
    rows = (
        "轻微 原则上不公示 确需公示的不超过 3 个月 法定责任履行完毕即可",
        "一般 3 个月 1 年 满 3 个月的次日起",
        "严重 1 年 3 年 满 1 年的次日起",
    )
    assert all(row in about for row in rows)
    basis = "依据：信用修复管理办法（国家发展改革委令第36号），自 2026年4月1日 起施行；行业主管部门"
    assert about.count("依据：") == about.count(basis) == 1
    since = date(2026, 4, 1)
    assert [(term.severity, term.since) for term in queries.terms(clock.today())] == [
        ("minor", since),
        ("general", since),
        ("serious", since),
    ]
    with time_machine.travel("2026-03-31 10:00:00 +0800", tick=False):
        before = text_of(Client().get("/about").content.decode())
    assert "一般 3 个月 3 年 满 3 个月的次日起" in before
    assert "轻微 原则上不公示 不公示 法定责任履行完毕即可" in before
    assert "国家发展改革委令第58号" in before
