"""Staff find organisations: by any name, code or number, narrowed down, page by page."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock, doors
from core.actors import PUBLIC, Role
from core.errors import Refusal
from core.models import AuditEvent
from records.queries.narrowing import ListedPage, Tally, list_subjects
from records.services import verbs
from records.services.subjects import add_provisional_subject
from records.services.verbs import Grounds
from records.sql import narrowing as sql
from records.sql.narrowing import Narrowing
from records.sql.subjects import SubjectRow
from tests import people
from tests.records import build
from tests.records.build import World

pytestmark = pytest.mark.django_db
OLD, NEW = "江阴市华士老样毛纺厂", "江阴市华士新样毛纺有限公司"


def codes(page: ListedPage) -> list[str]:
    return [each.found.uscc for each in page.items]


def found(world: World, text: str = "", **given: object) -> list[str]:
    return codes(list_subjects(actor=world.clerk, text=text, **given))  # type: ignore[arg-type]  # by name


@pytest.mark.req("R022")
def test_any_name_finds_it(world: World) -> None:
    code = build.code()
    first = SubjectRow(uscc=code, valid_from=date(2016, 1, 1), name=OLD, kind="enterprise")
    second = SubjectRow(
        uscc=code, valid_from=date(2021, 1, 1), name=NEW, kind="enterprise", sign="小样羊毛铺"
    )
    world.register_rows([first, second])
    world.subject("无锡市别样塑料有限公司")
    for text in ("新样毛纺", "老样", "小样羊毛", "JYSHSXYMFYXGS", code, code.lower()):
        assert found(world, text) == [code], text
    (listed,) = list_subjects(actor=world.clerk, text="新样").items
    assert (listed.found.name, list(listed.former), listed.kind_label) == (NEW, [OLD], "企业")
    assert found(world, "没有这家") == []


@pytest.mark.req("R022")
def test_it_is_narrowed_down_by_what_stands(world: World) -> None:
    fined, clean, mended = (world.subject(f"江阴市窄样{n}号有限公司") for n in "甲乙丙")
    world.open(world.penalty_row(fined), world.neutral_row(world.licence, clean))
    (written,) = world.open(world.penalty_row(mended, severity=3))
    doors.run(
        verbs.repair, actor=world.approver, fact_id=written.fact_id, grounds=Grounds("已履行")
    )
    penalty = world.penalty.item.code
    assert found(world, "窄样", narrowing=Narrowing(item=penalty)) == [fined.uscc]
    assert found(world, narrowing=Narrowing(item=world.licence.item.code)) == [clean.uscc]
    assert found(world, narrowing=Narrowing(severity=2)) == [fined.uscc]
    assert found(world, narrowing=Narrowing(severity=3)) == []
    assert found(world, narrowing=Narrowing(kind="household")) == []
    assert found(world, "窄样", narrowing=Narrowing(status="cancelled")) == []
    page = list_subjects(actor=world.clerk, text="窄样")
    assert {each.found.uscc: each.tally for each in page.items} == {
        fined.uscc: Tally(adverse=1),
        clean.uscc: Tally(neutral=1),
        mended.uscc: Tally(),
    }


def test_region_and_industry_narrow_it_down(world: World) -> None:
    here = world.subject("江阴市地样有限公司", region_code="320281", industry_code="17")
    world.subject("宜兴市地样有限公司", region_code="320282", industry_code="2710")
    assert found(world, region="320281") == [here.uscc]
    assert found(world, "地样", region="320281") == [here.uscc]
    assert len(found(world, "地样", region="320200")) == 2
    assert found(world, narrowing=Narrowing(industries=("C", "17"))) == [here.uscc]
    assert len(found(world, narrowing=Narrowing(industries=("C", "17", "27")))) == 2


def test_what_one_may_not_read_does_not_narrow(world: World) -> None:
    """Neither the list nor its counts tell of another unit's internal facts."""
    subject = world.subject("江阴市密样有限公司")
    secret = build.item("penalty", "adverse", world.bureau, disclosure="internal")
    world.open(world.penalty_row(subject, catalogue_version_id=secret.id))
    asked = Narrowing(item=secret.item.code)
    stranger = build.people(world.register, Role.CLERK)
    office = build.people(world.register, Role.CREDIT_OFFICE)
    for actor, expected in ((world.clerk, 1), (office, 1), (stranger, 0)):
        page = list_subjects(actor=actor, narrowing=asked)
        assert len(page.items) == expected
        (listed,) = list_subjects(actor=actor, text="密样").items
        assert listed.tally.adverse == expected


def test_the_number_of_a_decision_finds_its_facts(world: World) -> None:
    subject = world.subject()
    (written,) = world.open(
        world.penalty_row(
            subject, document_no="锡澄环罚决〔2026〕931号", document_key="锡澄环罚决〔2026〕931号"
        )
    )
    page = list_subjects(actor=world.clerk, text="锡澄环罚决[2026]第0931号")
    assert ([each.fact_id for each in page.facts], codes(page)) == ([written.fact_id], [])


def test_pages_follow_each_other_without_gap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        world.subject(f"江阴市页样{number}号有限公司")
    for text in ("页样", ""):
        seen: list[str] = []
        cursor = None
        while True:
            given = Narrowing(kind="enterprise")
            page = list_subjects(
                actor=world.clerk, text=text, narrowing=given, cursor=cursor, size=3
            )
            seen += codes(page)
            cursor = page.next
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 7
    # A stretch without a hit says so and goes on.
    monkeypatch.setattr(sql, "ALONG", sql.ALONG.replace(f"LIMIT {sql.STRETCH}", "LIMIT 2"))
    monkeypatch.setattr(sql, "STRETCH", 2)
    page = list_subjects(actor=world.clerk, narrowing=Narrowing(kind="household"))
    assert (codes(page), page.is_partial) == ([], True)
    assert page.next is not None


def test_it_costs_the_same_with_few_and_many(world: World) -> None:
    def cost(count: int) -> int:
        for number in range(count):
            world.open(world.penalty_row(world.subject(f"江阴市价样{number}号有限公司")))
        with CaptureQueriesContext(connection) as queries:
            list_subjects(actor=world.clerk, text="价样")
        return len(queries)

    assert cost(1) == cost(12)


def test_only_staff_on_duty_search_like_this() -> None:
    with pytest.raises(Refusal) as refusal:
        list_subjects(actor=PUBLIC, text="毛纺")
    assert refusal.value.code == "core.not_allowed"


# The page ------------------------------------------------------------------------------------


@pytest.fixture
def reader(world: World) -> Client:
    client = Client()
    people.sign_in(client, people.make_member("reader", world.bureau))
    return client


def test_the_page_finds_and_logs_no_words(world: World, reader: Client) -> None:
    subject = world.subject("江阴市看样有限公司")
    page = reader.get("/subjects", {"q": "看样"})
    assert page.status_code == 200
    assert f'href="/subjects/{subject.uscc}"' in page.content.decode()
    event = AuditEvent.objects.filter(kind="read").latest("id")
    assert (event.action, event.purpose, event.detail) == ("records.list_subjects", "检索主体", {})
    assert page["Cache-Control"] == "no-store, private"


def test_a_whole_code_leads_straight_to_the_file(world: World, reader: Client) -> None:
    subject = world.subject()
    page = reader.get("/subjects", {"q": subject.uscc})
    assert (page.status_code, page["Location"]) == (302, f"/subjects/{subject.uscc}")


def test_a_persons_number_is_refused_and_does_not_come_back(reader: Client) -> None:
    page = reader.get("/subjects", {"q": "11010519491231002X"})
    text = page.content.decode()
    assert page.status_code == 400
    assert "本平台不提供按身份证号码" in text
    assert "11010519491231002X" not in text
    assert not AuditEvent.objects.filter(kind="denial").exists()


def test_a_short_or_empty_question_is_answered_with_advice(reader: Client) -> None:
    short = reader.get("/subjects", {"q": "毛"})
    assert (short.status_code, "请至少输入两个字" in short.content.decode()) == (400, True)
    empty = reader.get("/subjects", {"q": ""})
    assert (empty.status_code, "至少选一项" in empty.content.decode()) == (200, True)
    assert reader.get("/subjects", {"kind": "nonsense"}).status_code == 422
    assert reader.get("/subjects", {"q": "毛纺", "cursor": "!"}).status_code == 400


def test_provisional_ones_are_marked(world: World, reader: Client) -> None:
    row = SubjectRow(
        uscc=build.code(), valid_from=clock.today(), name="江阴市新开样店", kind="enterprise"
    )
    doors.run(add_provisional_subject, actor=world.clerk, unit_id=world.bureau.id, row=row)
    page = reader.get("/subjects", {"provisional": "on"}).content.decode()
    assert ("江阴市新开样店" in page, "待确认" in page) == (True, True)
