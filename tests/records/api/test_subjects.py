"""Organisations found and read by systems: as of a day and a moment, and less than staff read."""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest

from core import clock, doors
from core.models import AuditEvent
from exchange.models import Told
from records.models import FactVersion, Subject
from records.services import effects, verbs
from records.sql.effects import NewEffect
from tests.records.api.asking import Asking, refusal
from tests.records.build import item

pytestmark = pytest.mark.django_db


def told(asking: Asking) -> list[tuple[int, str, int]]:
    rows = Told.objects.filter(receiver_kind="client", receiver_id=asking.client.pk)
    return list(rows.order_by("id").values_list("subject_id", "what_kind", "what_ref"))


def body(asking: Asking, address: str, *, key: str = "") -> dict[str, Any]:
    response = asking.get(address, key=key)
    assert response.status_code == 200, response.content
    return dict(json.loads(response.content))


@pytest.fixture
def firm(asking: Asking) -> Subject:
    return asking.office.world.subject("江阴市澄江演示毛纺有限公司", sign="演示毛纺")


def test_an_organisation_is_found_by_a_piece_of_its_name_or_its_code(
    asking: Asking, firm: Subject
) -> None:
    asking.office.world.subject("江阴市周庄演示线材有限公司")
    expected = {
        "id": firm.id,
        "uscc": firm.uscc,
        "name": "江阴市澄江演示毛纺有限公司",
        "sign": "演示毛纺",
        "kind": "enterprise",
        "status": "active",
        "region_code": "",
        "is_confirmed": True,
    }
    for asked in ("演示毛纺", "jysc", firm.uscc, firm.uscc.lower()):
        found = body(asking, f"/api/v1/subjects?q={quote(asked)}")
        assert found == {"items": [expected], "next": None}, asked
    first = body(asking, f"/api/v1/subjects?q={quote('演示')}&page_size=1")
    second = body(asking, f"/api/v1/subjects?q={quote('演示')}&page_size=1&cursor={first['next']}")
    assert len({each["uscc"] for each in first["items"] + second["items"]}) == 2
    assert second["next"] is None
    event = AuditEvent.objects.filter(action="records.find_subjects").latest("id")
    assert (event.kind, event.detail) == ("read", {})


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=11010119900307371X", "records.search_person"),
        ("q=110101900307371", "records.search_person"),
        ("q=%E6%BC%94", "records.search_short"),
        ("", "records.search_short"),
        ("q=" + "x" * 300, "intake.call_form"),
        ("q=%E6%BC%94%E7%A4%BA&page_size=51", "core.page_size"),
        ("q=%E6%BC%94%E7%A4%BA&cursor=zzz", "core.cursor_invalid"),
        ("q=%E6%BC%94%E7%A4%BA&region=x", "core.bad_request"),
        ("q=%00%00", "core.bad_request"),
    ],
)
def test_what_cannot_be_searched_for_is_refused(
    asking: Asking, query: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = asking.get(f"/api/v1/subjects?{query}")
    assert refusal(response) == (400, code)
    number = query.removeprefix("q=")
    if code == "records.search_person":
        assert number not in response.content.decode()
        assert number not in caplog.text
        assert number not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


@pytest.mark.req("R182")
def test_the_file_says_what_holds_and_cites_the_clock(asking: Asking, firm: Subject) -> None:
    world = asking.office.world
    [written] = world.open(world.penalty_row(firm, document_no="锡澄环罚决〔2026〕31号"))
    said = body(asking, f"/api/v1/subjects/{firm.uscc}")
    firm.refresh_from_db()
    version = FactVersion.objects.get(fact_id=written.fact_id)
    assert said["register"] == {
        "name": "江阴市澄江演示毛纺有限公司",
        "sign": "演示毛纺",
        "kind": "enterprise",
        "status": "active",
        "region_code": "",
        "industry_code": "",
        "established_on": None,
        "address": "",
        "valid_from": "2015-01-01",
    }
    fact = said["facts"][0]
    assert {**said, "facts": [], "register": None} == {
        "id": firm.id,
        "uscc": firm.uscc,
        "on": clock.today().isoformat(),
        "ledger_at": said["ledger_at"],
        "is_confirmed": True,
        "register": None,
        "facts": [],
        "next": None,
    }
    assert fact == {
        "version_id": version.id,
        "opened_at": said["ledger_at"],
        "recorded_on": clock.today().isoformat(),
        "decided_on": "2026-04-15",
        "starts_on": "2026-04-15",
        "ends_on": None,
        "document_no": "锡澄环罚决〔2026〕31号",
        "authority": "无锡市生态环境局",
        "basis": "大气污染防治法 第九十九条",
        "behaviour": None,
        "severity": 2,
        "intent": "",
        "outcome": "",
        "amount": 12_000_000,
        "confiscated": None,
        "performed_on": None,
        "fields": {"CF_WFXW": "超标排放大气污染物"},
        "texts": {"CF_NR": "罚款十二万元。", "CF_SY": "某日某时，当事人排放超标。"},
        "fact_id": written.fact_id,
        "item": world.penalty.item.code,
        "item_name": world.penalty.name,
        "kind": "penalty",
        "polarity": "adverse",
        "disclosure": "public",
        "unit_code": world.bureau.code,
        "unit_name": world.bureau.name,
        "effects": [],
        "is_public": True,
    }
    assert told(asking) == [(firm.id, "fact", written.fact_id)]
    event = AuditEvent.objects.get(action="records.give_file")
    assert (event.subject_id, event.purpose, event.detail) == (
        firm.id,
        "接口查询信用档案",
        {"facts": 1},
    )


def test_texts_go_to_the_unit_that_wrote_them_only(asking: Asking, firm: Subject) -> None:
    world = asking.office.world
    [written] = world.open(world.penalty_row(firm))
    addresses = (f"/api/v1/subjects/{firm.uscc}", f"/api/v1/subjects/{firm.uscc}/facts")
    for address, name in zip(addresses, ("facts", "items"), strict=True):
        assert body(asking, address)[name][0]["texts"] is not None
        assert body(asking, address, key=asking.other_key)[name][0]["texts"] is None
    versions = body(asking, f"/api/v1/facts/{written.fact_id}", key=asking.other_key)["versions"]
    assert [each["texts"] for each in versions] == [None]


@pytest.mark.req("R182")
def test_what_is_internal_leaks_nowhere(asking: Asking, firm: Subject) -> None:
    world = asking.office.world
    internal = item("inspection", "neutral", world.bureau, disclosure="internal")
    [written] = world.open(world.neutral_row(internal, firm))
    own = body(asking, f"/api/v1/subjects/{firm.uscc}")
    assert [fact["fact_id"] for fact in own["facts"]] == [written.fact_id]
    other = body(asking, f"/api/v1/subjects/{firm.uscc}", key=asking.other_key)
    assert (other["facts"], other["next"]) == ([], None)
    listed = body(asking, f"/api/v1/subjects/{firm.uscc}/facts", key=asking.other_key)
    assert listed["items"] == []
    assert body(asking, f"/api/v1/facts/{written.fact_id}")["fact_id"] == written.fact_id
    refused = asking.get(f"/api/v1/facts/{written.fact_id}", key=asking.other_key)
    absent = asking.get("/api/v1/facts/987654321", key=asking.other_key)
    assert refusal(refused) == refusal(absent) == (404, "core.not_found")
    assert Told.objects.filter(receiver_id=asking.other_client.pk).count() == 0


@pytest.mark.req("R182")
def test_what_is_repaired_is_gone_whatever_moment_is_asked_about(
    asking: Asking, firm: Subject
) -> None:
    world = asking.office.world
    [written] = world.open(world.penalty_row(firm))
    address = f"/api/v1/subjects/{firm.uscc}"
    before = body(asking, address)
    assert len(before["facts"]) == 1
    doors.run(
        verbs.repair,
        actor=world.approver,
        fact_id=written.fact_id,
        grounds=verbs.Grounds(reason="已履行"),
    )
    for query in ("", f"?known={quote(before['ledger_at'])}", "?on=2026-04-20"):
        for key in (asking.key, asking.other_key):
            assert body(asking, address + query, key=key)["facts"] == []
            assert body(asking, f"{address}/facts{query}", key=key)["items"] == []
    refused = asking.get(f"/api/v1/facts/{written.fact_id}")
    assert refusal(refused) == (404, "core.not_found")


def test_a_dispute_is_said_and_a_suspension_hides(asking: Asking, firm: Subject) -> None:
    world = asking.office.world
    [written] = world.open(world.penalty_row(firm))
    today = clock.today()
    doors.run(
        verbs.dispute,
        actor=world.approver,
        fact_id=written.fact_id,
        grounds=verbs.Grounds(reason="异议"),
    )
    [fact] = body(asking, f"/api/v1/subjects/{firm.uscc}")["facts"]
    expected = [{"kind": "disputed", "starts_on": today.isoformat(), "ends_on": None}]
    assert fact["effects"] == expected
    assert body(asking, f"/api/v1/facts/{written.fact_id}")["effects"] == expected
    doors.run(
        effects.begin,
        actor=world.approver,
        fact_ids=[written.fact_id],
        effect=NewEffect(kind="suspended", starts_on=today, reason="复议中止"),
    )
    assert body(asking, f"/api/v1/subjects/{firm.uscc}")["facts"] == []


def test_the_same_moment_gets_the_same_answer(asking: Asking, firm: Subject) -> None:
    world = asking.office.world
    row = world.penalty_row(firm)
    [written] = world.open(row)
    address = f"/api/v1/subjects/{firm.uscc}"
    before = body(asking, address)
    world.revise(replace(row, fact_id=written.fact_id, amount=9_000_000))
    world.open(world.penalty_row(firm))
    after = body(asking, address)
    assert [fact["amount"] for fact in after["facts"]] == [12_000_000, 9_000_000]
    again = body(asking, f"{address}?known={quote(before['ledger_at'])}")
    assert again == before
    history = body(asking, f"/api/v1/facts/{written.fact_id}")
    assert [each["amount"] for each in history["versions"]] == [12_000_000, 9_000_000]
    assert history["versions"][0]["closed_at"] == history["versions"][1]["opened_at"]
    assert history["versions"][1]["closed_at"] is None
    assert history["amount"] == 9_000_000


def test_pages_of_facts_are_all_of_one_moment(asking: Asking, firm: Subject) -> None:
    world = asking.office.world
    days = [date(2026, 4, day) for day in (1, 2, 2, 3, 4)]
    rows = [world.penalty_row(firm, decided_on=day, starts_on=day) for day in days]
    ids = [each.fact_id for each in world.open(*rows)]
    address = f"/api/v1/subjects/{firm.uscc}/facts?page_size=2"
    pages = [body(asking, address)]
    world.open(world.penalty_row(firm, decided_on=date(2026, 3, 1)))
    while pages[-1]["next"]:
        pages.append(body(asking, f"{address}&cursor={pages[-1]['next']}"))
    found = [fact["fact_id"] for page in pages for fact in page["items"]]
    assert found == [ids[4], ids[3], ids[2], ids[1], ids[0]]
    assert len({page["ledger_at"] for page in pages}) == 1
    only = body(asking, f"{address}&item={world.licence.item.code}")
    assert (only["items"], only["next"]) == ([], None)


def test_nothing_new_is_said_by_a_304(asking: Asking, firm: Subject) -> None:
    world = asking.office.world
    world.open(world.penalty_row(firm))
    address = f"/api/v1/subjects/{firm.uscc}"
    first = asking.get(address)
    tag = first["ETag"]
    same = asking.get(address, **{"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert asking.get(address, **{"If-None-Match": 'W/"x", garbage'}).status_code == 200
    # Another system, another day, another moment: another answer.
    assert asking.get(address, key=asking.other_key, **{"If-None-Match": tag}).status_code == 200
    assert asking.get(f"{address}?on=2026-01-01", **{"If-None-Match": tag}).status_code == 200
    world.open(world.penalty_row(firm))
    changed = asking.get(address, **{"If-None-Match": tag})
    assert (changed.status_code, len(json.loads(changed.content)["facts"])) == (200, 2)
    # Told once of each, however often it asks.
    assert len(told(asking)) == 2


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("subjects/11010119900307371X", 400, "records.search_person"),
        ("subjects/91320281MAY9999999", 404, "core.not_found"),
        ("subjects/x", 404, "core.not_found"),
        ("subjects/{uscc}?on=2026-02-31", 400, "intake.call_form"),
        ("subjects/{uscc}?on=20260401", 400, "intake.call_form"),
        ("subjects/{uscc}?on=0001-01-01", 400, "intake.call_form"),
        ("subjects/{uscc}?known=2026-04-01", 400, "intake.call_form"),
        ("subjects/{uscc}?known=2026-04-01T00:00:00", 400, "intake.call_form"),
        ("subjects/{uscc}?known=9999-99-99T00:00:00Z", 400, "intake.call_form"),
        ("subjects/{uscc}/facts?cursor=WyJ4IiwgMSwgIngiXQ", 400, "core.cursor_invalid"),
        ("subjects/{uscc}/facts?item=%27", 400, "intake.call_form"),
        ("subjects/{uscc}/facts?page_size=0", 400, "core.page_size"),
        ("facts/99999999999999999999999", 404, "core.not_found"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    asking: Asking, firm: Subject, path: str, status: int, code: str
) -> None:
    response = asking.get(f"/api/v1/{path.format(uscc=firm.uscc)}")
    assert refusal(response) == (status, code)
    _, key = asking.make(asking.office.world.bureau, "facts:write")
    denied = asking.get(f"/api/v1/{path.format(uscc=firm.uscc)}", key=key)
    assert refusal(denied) == (403, "core.scope_missing")
    assert told(asking) == []
