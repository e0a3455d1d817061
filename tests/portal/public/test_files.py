"""The public file of an organisation: what stands on the page, on which day, for whom."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock, doors
from core.actors import Role
from core.models import AuditEvent
from portal.public.keeping import pages
from records.models import CorrectionNote, FactVersion, Subject
from records.services import cases, effects, subjects, texts, verbs
from records.services.verbs import Grounds
from records.sql.effects import NewEffect
from records.sql.rows import FactRow
from records.sql.subjects import SubjectRow
from tests import people
from tests.portal.public.county import AIR, WASTE, County, sentences, text_of
from tests.queries.counting import ask
from tests.records.build import code

pytestmark = pytest.mark.django_db

PENALTY = (
    f"2026年4月15日，无锡市江阴生态环境局因{AIR}，对其罚款12万元（锡澄环罚决〔2026〕31号）。 "
    "公示至2027年4月15日。"
)
SERIOUS = (
    f"2026年5月8日，无锡市江阴生态环境局因{WASTE}，对其罚款120万元（锡澄环罚决〔2026〕45号）。 "
    "公示至2029年5月8日。"
)
EARLY = " 自2026年7月16日起可以申请修复。"
PASSED = " 已过最短公示期，义务履行完毕的可以申请修复。"
SERIOUS_EARLY = " 自2027年5月9日起可以申请修复。"


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day} 10:00:00 +0800", tick=False)


class Example:
    """A of the worked examples: one organisation, three degrees, and an inspection that found
    what the general penalty was for."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.subject = county.subject("江阴市演示毛纺织染有限公司", uscc="91320281MAY0000178")
        minor, general, serious, found = county.open(
            self.row(
                date(2026, 9, 18), 1, "(澄)应急罚〔2026〕12号", "未如实记录培训", "警告", None
            ),
            self.row(date(2026, 4, 15), 2, "锡澄环罚决〔2026〕31号", AIR, "罚款", 12_000_000),
            self.row(date(2026, 5, 8), 3, "锡澄环罚决〔2026〕45号", WASTE, "罚款", 120_000_000),
            county.act(
                county.inspection,
                self.subject,
                decided_on=date(2026, 4, 1),
                outcome="责令改正",
                source_key="J1",
                fields={"JCSX": "废气检查"},
            ),
        )
        self.minor, self.general = minor.fact_id, general.fact_id
        self.serious, self.inspection = serious.fact_id, found.fact_id
        doors.run(
            cases.tie_facts,
            actor=county.clerk,
            fact_ids=[self.general, self.inspection],
            reason="同一案件",
            rests_on={self.inspection: self.general},
        )

    def row(
        self, day: date, severity: int, number: str, act: str, kinds: str, fine: int | None
    ) -> FactRow:
        return self.county.penalty_row(
            self.subject,
            decided_on=day,
            severity=severity,
            document_no=number,
            document_key=number,
            authority="无锡市江阴生态环境局",
            authority_key="无锡市江阴生态环境局",
            amount=fine,
            fields={"CF_WFXW": act, "CF_CFLB": kinds},
        )

    @property
    def address(self) -> str:
        return f"/s/{self.subject.uscc}"


@pytest.fixture
def example(county: County) -> Example:
    return Example(county)


CHECKED = (
    "2026年4月1日，江阴市应急管理局开展行政检查：废气检查，结果为“责令改正”。 公示至2027年4月1日。"
)


@pytest.mark.req("R182")
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-31", []),
        ("2026-04-14", [CHECKED]),
        ("2026-04-15", [PENALTY + EARLY, CHECKED]),
        ("2026-05-08", [SERIOUS + SERIOUS_EARLY, PENALTY + EARLY, CHECKED]),
        ("2026-07-15", [SERIOUS + SERIOUS_EARLY, PENALTY + EARLY, CHECKED]),
        ("2026-07-16", [SERIOUS + SERIOUS_EARLY, PENALTY + PASSED, CHECKED]),
        ("2026-09-19", [SERIOUS + SERIOUS_EARLY, PENALTY + PASSED, CHECKED]),
        ("2027-04-01", [SERIOUS + SERIOUS_EARLY, PENALTY + PASSED, CHECKED]),
        ("2027-04-02", [SERIOUS + SERIOUS_EARLY, PENALTY + PASSED]),
        ("2027-04-15", [SERIOUS + SERIOUS_EARLY, PENALTY + PASSED]),
        ("2027-04-16", [SERIOUS + SERIOUS_EARLY]),
        ("2027-05-08", [SERIOUS + SERIOUS_EARLY]),
        ("2027-05-09", [SERIOUS + PASSED]),
        ("2029-05-08", [SERIOUS + PASSED]),
        ("2029-05-09", []),
    ],
)
def test_the_worked_example_day_by_day(example: Example, day: str, expected: list[str]) -> None:
    with on(day):
        page = Client().get(example.address)
    assert page.status_code == 200
    assert sentences(page) == expected
    assert "应急罚" not in page.content.decode()
    empty = "未查到公开的失信信息" in text_of(page)
    assert empty is not any("罚款" in each for each in expected)


@pytest.mark.req("R182")
def test_the_page_as_a_whole(example: Example) -> None:
    with on("2026-07-15"):
        answer = Client().get(example.address)
    page, text = answer.content.decode(), text_of(answer)
    assert "<title>单位公示信息 · 信用监管平台</title>" in page
    assert page.count("<h1") == 1
    for words in (
        "江阴市演示毛纺织染有限公司 企业 存续 演示数据 统一社会信用代码 91320281MAY0000178",
        "公开的失信信息 2 条 行政处罚 2 条",
        "其他公示信息 行政监督检查 1 条",
        (
            "依据 大气污染防治法 第九十九条 公示期限 自2026年4月15日起算，最短3个月、最长1年"
            "（信用修复管理办法）"
        ),
        "“信用中国”网站 ： www.creditchina.gov.cn",
        "信息不准确：提出异议",
        "全程免费，参加培训、提交报告、做公益都不是必备条件。",
    ):
        assert words in text
    for words in ("黑名单", "联合惩戒", "某日某时", "罚款十二万元", "http-equiv"):
        assert words not in page
    assert '<meta name="robots" content="noindex, noarchive, nosnippet">' in page
    assert answer["X-Robots-Tag"] == "noindex, noarchive, nosnippet"
    assert answer["Cache-Control"] == "public, no-cache"
    assert re.findall(r"<[^>]+\sstyle=|<style|\son[a-z]+=\"", page) == []
    assert re.findall(r"<script(?![^>]* src=\"/static/)", page) == []


def test_nothing_found_is_no_clean_record(county: County) -> None:
    subject = county.subject()
    with on("2026-11-20"):
        text = text_of(Client().get(f"/s/{subject.uscc}"))
    assert (
        "失信信息 未查到公开的失信信息 这只表示截至 2026年11月20日 没有应当公示的失信信息，"
        "不等于“无违法”。" in text
    )
    assert "没有行政许可、荣誉等其他公示信息。" in text


@pytest.mark.req("R182")
def test_a_repaired_fact_is_gone_with_the_next_request(example: Example) -> None:
    visitor = Client()
    before = visitor.get(example.address)
    assert [PENALTY in each for each in sentences(before)] == [False, True, False]
    seen = {"If-None-Match": before["ETag"]}
    assert visitor.get(example.address, headers=seen).status_code == 304
    assert len(pages) == 1
    doors.run(
        verbs.repair,
        actor=example.county.approver,
        fact_id=example.general,
        grounds=Grounds("已履行"),
    )
    after = visitor.get(example.address, headers=seen)
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert [each.partition("。")[0] for each in sentences(after)] == [
        SERIOUS.partition("。")[0],
    ]
    page = after.content.decode()
    for trace in ("31号", AIR, "废气检查", "修复完成", "已修复"):
        assert trace not in page
    # Not only no longer shown: what was kept of it is let go.
    assert len(pages) == 1
    assert pages.contents() != []
    assert all(AIR not in page for page in pages.contents())
    assert CorrectionNote.objects.count() == 0


def test_a_changed_amount_and_a_dispute_show_at_once(example: Example) -> None:
    visitor = Client()
    visitor.get(example.address)
    row = example.row(date(2026, 4, 15), 2, "锡澄环罚决〔2026〕31号", AIR, "罚款", 9_000_000)
    example.county.revise(replace(row, fact_id=example.general))
    assert "对其罚款9万元（锡澄环罚决〔2026〕31号）。" in text_of(visitor.get(example.address))
    assert "异议中" not in text_of(visitor.get(example.address)).partition("信息有误")[0]
    doors.run(
        effects.begin,
        actor=example.county.approver,
        fact_ids=[example.general],
        effect=NewEffect(kind="disputed", starts_on=clock.today(), reason="提出异议"),
    )
    text = text_of(visitor.get(example.address))
    assert "一般 异议中 有关方面对本条提出了异议，正在核实。" in text


def test_a_withdrawn_decision_leaves_and_its_note_comes(example: Example) -> None:
    visitor = Client()
    visitor.get(example.address)
    done = doors.run(
        verbs.withdraw,
        actor=example.county.approver,
        fact_id=example.serious,
        grounds=Grounds("复议撤销"),
    )
    assert done.note is not None
    gone = visitor.get(example.address)
    assert "45号" not in gone.content.decode()
    assert "更正说明 2" not in text_of(gone)
    tag = gone["ETag"]
    doors.run(
        verbs.publish_note,
        actor=example.county.approver,
        note_id=done.note.id,
        text="该决定经行政复议撤销。",
    )
    told = visitor.get(example.address, headers={"If-None-Match": tag})
    assert told.status_code == 200
    today = clock.today()
    words = f"{today.year}年{today.month}月{today.day}日"
    text = text_of(told)
    assert f"更正说明 {words} ，{example.county.bureau.name}说明：该决定经行政复议撤销。" in text
    assert "涉及文书：锡澄环罚决〔2026〕45号，自" in text
    assert WASTE not in told.content.decode()
    listed = text_of(Client().get("/corrections"))
    assert "涉及单位： 江阴市演示毛纺织染有限公司 。涉及文书：锡澄环罚决〔2026〕45号" in listed


def test_texts_show_when_a_person_has_read_them(example: Example) -> None:
    visitor = Client()
    assert "违法事实" not in text_of(visitor.get(example.address))
    stored = FactVersion.objects.get(fact_id=example.general)
    doors.run(
        texts.review_text,
        actor=example.county.approver,
        fact_id=example.general,
        text_id=stored.text_id,
        texts={"CF_SY": "当事人排放超标。"},
    )
    text = text_of(visitor.get(example.address))
    assert "违法事实 当事人排放超标。" in text
    assert "处罚内容" not in text


@pytest.mark.req("R182")
def test_a_provisional_organisation_is_like_none(county: County) -> None:
    row = SubjectRow(uscc=code(), valid_from=date(2026, 1, 1), name="江阴待核厂", kind="enterprise")
    doors.run(
        subjects.add_provisional_subject, actor=county.clerk, unit_id=county.bureau.id, row=row
    )
    county.open(county.penalty_row(Subject.objects.get(uscc=row.uscc)))
    hidden, none = Client().get(f"/s/{row.uscc}"), Client().get(f"/s/{code()}")
    assert (hidden.status_code, none.status_code) == (404, 404)

    def plain(page: str) -> str:
        return re.sub(r"next=[^\"&]*", "", page)

    assert plain(hidden.content.decode()) == plain(none.content.decode())
    assert "没有查到不等于“无违法”。" in text_of(none)
    county.register_rows([row])
    assert Client().get(f"/s/{row.uscc}").status_code == 200


def test_a_household_is_masked(county: County) -> None:
    operator = county.subject("张三丰", kind="household", address="江阴市华士镇环南路12号3幢201室")
    shop = county.subject("王小明", kind="household", sign="王记面馆")
    page = Client().get(f"/s/{operator.uscc}").content.decode()
    assert "张*（个体工商户）" in page
    assert "张三" not in page
    assert "12号3幢" not in page
    page = Client().get(f"/s/{shop.uscc}").content.decode()
    assert "王记面馆（个体工商户）" in page
    assert "王小明" not in page


def test_numbers_of_persons_in_a_field_are_not_shown(county: County) -> None:
    subject = county.subject()
    row = county.penalty_row(
        subject, fields={"CF_WFXW": "驾驶人11010519491231002X超限", "CF_CFLB": "罚款"}
    )
    county.open(row)
    page = Client().get(f"/s/{subject.uscc}").content.decode()
    assert "11010519491231002X" not in page
    assert "驾驶人＊＊＊超限" in page


@pytest.mark.parametrize("kind", ["authorities", "internal"])
def test_what_the_catalogue_keeps_from_the_public_is_not_shown(county: County, kind: str) -> None:
    subject = county.subject()
    version = county.listed("evaluation", "neutral", "信用风险分类", "evaluation", disclosure=kind)
    county.open(county.act(version, subject, outcome="D", fields={"PJND": "2025"}))
    page = Client().get(f"/s/{subject.uscc}").content.decode()
    assert "风险分类" not in page
    assert "评定" not in page


def test_few_of_a_kind_stand_first_and_all_a_link_away(county: County) -> None:
    subject = county.subject()
    days = [date(2020, 1, 1) + timedelta(days=30 * n) for n in range(8)]
    county.open(
        *(
            county.act(county.licence, subject, decided_on=day, fields={"XK_XKWS": f"证{n}"})
            for n, day in enumerate(days)
        ),
        county.act(county.honour, subject, fields={"RYMC": "守合同重信用企业"}),
    )
    address = f"/s/{subject.uscc}"
    first = Client().get(address)
    assert len(sentences(first)) == 6
    assert f'<a href="{address}?kind=licence">全部 8 条行政许可</a>' in first.content.decode()
    every = Client().get(f"{address}?kind=licence")
    assert len(sentences(every)) == 8
    assert "守合同重信用企业" not in every.content.decode()
    assert sentences(Client().get(f"{address}?kind=nonsense")) == sentences(first)


def test_a_code_is_read_however_it_is_typed(example: Example) -> None:
    lower = Client().get(example.address.lower())
    assert (lower.status_code, lower["Location"]) == (302, example.address)
    for wrong in ("x", "91320281MAY000017", "9" * 18, "11010519491231002X", "９" * 18):
        assert Client().get(f"/s/{wrong}").status_code == 404


@pytest.mark.req("R262")
def test_a_reader_who_signed_in_leaves_nothing_in_a_cache(example: Example) -> None:
    member = Client()
    people.sign_in(member, people.make_member(Role.CLERK))
    page = member.get(example.address)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store, private"
    assert not page.has_header("ETag")
    assert sentences(page) == sentences(Client().get(example.address))


def test_another_look_is_another_page(example: Example) -> None:
    visitor = Client()
    plain = visitor.get(example.address)
    assert "Cookie" in plain["Vary"]
    visitor.cookies["type_size"] = "large"
    large = visitor.get(example.address, headers={"If-None-Match": plain["ETag"]})
    assert large.status_code == 200
    assert '<html lang="zh-Hans" class="large-type">' in large.content.decode()


def test_a_visit_costs_one_query_when_nothing_changed(example: Example) -> None:
    _, again = ask(Client(), example.address)
    assert len(again) == 1
    pages.clear()
    with CaptureQueriesContext(connection) as first:
        Client().get(example.address)
    assert len(first) == 2
    # Nothing about who read is written: the page is public.
    assert AuditEvent.objects.filter(action__contains="public").count() == 0


def test_the_code_to_point_a_telephone_at(example: Example) -> None:
    picture = Client().get(f"{example.address}/qr.svg")
    assert picture.status_code == 200
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
    assert b"MAY0000178" not in picture.content
    unknown = Client().get(f"/s/{code()}/qr.svg")
    assert unknown.status_code == 200
    assert Client().get("/s/none/qr.svg").status_code == 404
