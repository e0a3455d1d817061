"""The search page: what is found, what is refused, and what is kept of a question."""

import html
import logging
import re
from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client

from core.models import AuditEvent
from records.sql.subjects import SubjectRow
from sectors.models import Region
from tests.portal.public.county import County, text_of
from tests.queries.counting import ask
from tests.records.build import code

pytestmark = pytest.mark.django_db

MILL, SHOP, OLD = "江阴市金鑫毛纺有限公司", "江阴市华士镇老王面馆", "江阴市金鑫旧厂"


@pytest.fixture
def places(db: None) -> None:
    for place, name, level, parent in (
        ("320000", "江苏省", 1, None),
        ("320200", "无锡市", 2, "320000"),
        ("320281", "江阴市", 3, "320200"),
        ("320281011", "华士镇", 4, "320281"),
        ("320281013", "新桥镇", 4, "320281"),
    ):
        Region.objects.create(
            code=place,
            name=name,
            level=level,
            parent_id=parent,
            scheme="local" if level == 4 else "national",
        )


@pytest.fixture
def named(county: County, places: None) -> dict[str, str]:
    rows = [
        SubjectRow(
            uscc=code(),
            valid_from=date(2020, 1, 1),
            name=name,
            sign=sign,
            kind=kind,
            status=status,
            region_code=region,
        )
        for name, sign, kind, status, region in (
            (MILL, "", "enterprise", "active", "320281013"),
            (SHOP, "老王面馆", "household", "active", "320281011"),
            (OLD, "", "enterprise", "cancelled", "320281011"),
            ("赵四", "", "household", "active", "320281011"),
        )
    ]
    county.register_rows(rows)
    return {row.name: row.uscc for row in rows}


def search(query: str = "", **given: str) -> str:
    return text_of(Client().get("/search", {"q": query, **given}))


@pytest.mark.req("R182")
def test_a_piece_of_a_name_finds_with_place_kind_and_state(named: dict[str, str]) -> None:
    text = search("金鑫")
    assert (
        f"查询结果 按名称或字号查询，名称短的在前。 {OLD} 江阴市华士镇 企业 已注销 {named[OLD]} "
        f"{MILL} 江阴市新桥镇 企业 {named[MILL]}"
    ) in text
    assert f"{SHOP} 江阴市华士镇 个体工商户 {named[SHOP]}" in search("老王面馆")
    assert "按拼音首字母或名称查询" in search("jxmf")
    assert f"{MILL} 江阴市新桥镇" in search("jxmf")


def test_the_town_narrows_and_stays_chosen(named: dict[str, str]) -> None:
    answer = Client().get("/search", {"q": "金鑫", "town": "320281013"})
    text = text_of(answer)
    assert MILL in text
    assert OLD not in text
    assert '<option value="320281013" selected>新桥镇</option>' in answer.content.decode()
    for nonsense in ("%", "３２", "x" * 40, "320281013'"):
        assert OLD in search("金鑫", town=nonsense)


def test_a_code_leads_to_the_file(named: dict[str, str]) -> None:
    answer = Client().get("/search", {"q": f" {named[MILL].lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/s/{named[MILL]}")
    text = search(code())
    assert "没有查到相符的单位 也就未查到公开的失信信息。这不等于“无违法”" in text
    assert "代码有没有输错" in text


def test_nothing_found_says_what_to_try(named: dict[str, str]) -> None:
    text = search("不存在的厂", town="320281013")
    assert "没有查到相符的单位 也就未查到公开的失信信息。这不等于“无违法”" in text
    assert "把“所在镇街”改为不限再查" in text
    assert "没有字号的个体工商户，只能按统一社会信用代码查询。" in text


@pytest.mark.req("R182")
def test_a_person_is_not_found(named: dict[str, str]) -> None:
    assert "没有查到相符的单位" in search("赵四")
    answer = Client().get("/search", {"q": named["赵四"]}, follow=True)
    assert "赵*（个体工商户）" in text_of(answer)
    assert "赵四" not in answer.content.decode()


def test_too_short_a_question_is_answered_kindly(named: dict[str, str]) -> None:
    answer = Client().get("/search", {"q": "金"})
    assert answer.status_code == 400
    assert (
        "字数太少 请至少输入两个字。可输入名称中的一段、字号、拼音首字母或统一社会信用代码。"
        in text_of(answer)
    )
    assert 'value="金"' in answer.content.decode()
    assert "可以这样查" in search("")


@pytest.mark.req("R262")
@pytest.mark.parametrize(
    "query", ["11010519491231002X", "赵四 110105194912310021", "13812345678", "0510-86861234"]
)
def test_numbers_of_persons_are_led_away_from(
    named: dict[str, str], query: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = Client().get("/search", {"q": query})
        shown = Client().get(answer["Location"])
    assert (answer.status_code, answer["Location"]) == (302, "/search?refused=person")
    assert "不能按个人查询 本平台不提供按身份证号码、电话号码等个人信息的查询" in text_of(shown)
    digits = "".join(c for c in query if c.isdigit())[-8:]
    for kept in (shown.content.decode(), answer.content.decode(), str(answer.headers)):
        assert digits not in kept
    assert digits not in caplog.text
    assert AuditEvent.objects.filter(action__contains="search").count() == 0


def test_what_is_asked_is_in_no_log(
    named: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().get("/search", {"q": "金鑫毛纺"})
        Client().get("/search", {"q": "金鑫毛纺", "cursor": "x"})
        Client().get(f"/s/{named[MILL]}")
    ours = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert any(record.__dict__.get("view") == "public:search" for record in ours)
    for record in ours:
        said = f"{record.getMessage()} {record.__dict__}"
        for trace in ("金鑫", quote("金鑫"), named[MILL]):
            assert trace not in said


def test_the_page_is_not_indexed_and_not_kept(named: dict[str, str]) -> None:
    answer = Client().get("/search", {"q": "金鑫"})
    assert answer["X-Robots-Tag"] == "noindex, noarchive, nosnippet"
    assert answer["Cache-Control"] == "no-store"
    assert "金鑫" not in answer.content.decode().partition("</title>")[0]
    assert Client().post("/search", {"q": "金鑫"}).status_code == 405
    lines = Client().get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /s/", "Disallow: /search"} <= set(lines)


def test_many_are_paged_and_a_hint_given(county: County, places: None) -> None:
    county.register_rows(
        [
            SubjectRow(
                uscc=code(),
                valid_from=date(2020, 1, 1),
                name=f"江阴市第{number}演示厂",
                kind="enterprise",
                region_code="320281013",
            )
            for number in range(25)
        ]
    )
    first = Client().get("/search", {"q": "演示厂"})
    assert "结果较多，可以多输几个字，或者选择镇街。" in text_of(first)
    page = first.content.decode()
    assert page.count('<li><a href="/s/') == 20
    (following,) = re.findall(r'href="(\?q=[^"]*cursor=[^"]*)"', page)
    second = Client().get(f"/search{html.unescape(following)}").content.decode()
    assert second.count('<li><a href="/s/') == 5
    assert Client().get("/search", {"q": "演示厂", "cursor": "x"}).status_code == 400


def test_a_search_costs_the_same_with_few_and_many(named: dict[str, str]) -> None:
    costs = [
        len(ask(Client(), f"/search?q={quote(query)}")[1]) for query in ("金鑫毛纺", "金鑫", "江阴")
    ]
    assert costs == [3, 3, 3]


NONSENSE = [
    "%",
    "%%",
    "__",
    "'; DROP TABLE records_subject; --",
    "\\",
    "😀😀",
    "\u202e金鑫",
    "金" * 10_000,
    "a" * 3_000,
    "{{7*7}}",
    "<script>alert(1)</script>",
    "\ufeff\u200b",
    "null\u0301",
    "-1",
    "０" * 18,
]


@pytest.mark.req("R262")
@pytest.mark.parametrize("query", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_answered(named: dict[str, str], query: str) -> None:
    answer = Client().get("/search", {"q": query})
    assert answer.status_code in {200, 302, 400}
    page = answer.content.decode()
    assert "<script>alert" not in page
    if answer.status_code == 200:
        assert "没有查到相符的单位" in page or "可以这样查" in page or MILL in page
    assert Client().get("/search?q=%00").status_code == 400
    assert Client().get("/search?q=%ff%fe").status_code in {200, 400}
