"""Rows in one call: each has its answer, and what is refused changes nothing."""

import json
from typing import Any

import pytest

from core import doors
from core.models import AuditEvent, StoredAnswer
from records.intake import batches
from records.models import Batch, CatalogueVersion, FactVersion, QueuedRow, StagedRow, Subject
from tests.records.api.asking import Asking, ledger, penalty, refusal
from tests.records.build import item
from tests.records.intake.office import raw_schema
from tests.records.intake.samples import code

pytestmark = pytest.mark.django_db
NONE = dict.fromkeys(
    (
        "new",
        "changed",
        "unchanged",
        "held",
        "conflict",
        "unknown",
        "rejected",
        "excluded",
        "persons",
    ),
    0,
)


def licences(asking: Asking, **values: Any) -> CatalogueVersion:
    """The licence item by the official template."""
    fields = raw_schema("licence")
    return item("licence", "neutral", asking.office.world.bureau, fields=fields, **values)


def licence(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "XK_XDR_MC": "",
        "XK_XDR_LB": "法人及非法人组织",
        "XK_XDR_SHXYM": code(number),
        "XK_WSH": f"澄行审〔2026〕{number}号",
        "XK_JDRQ": "2026-04-15",
        "XK_NR": "准予从事危险化学品经营。",
        **changes,
    }


@pytest.mark.req("R030")
def test_each_row_gets_its_answer_and_the_batch_is_the_receipt(asking: Asking) -> None:
    asking.office.enrol(1, 2)
    wrong = penalty(2, CF_JDRQ="2026/02/31")
    person = penalty(4, CF_XDR_MC="张三", CF_XDR_LB="自然人", CF_XDR_SHXYM="")
    response = asking.submit(penalty(1), penalty(3), wrong, person)
    body = json.loads(response.content)
    batch = Batch.objects.get()
    assert response.status_code == 201, body
    assert response["Location"] == f"/api/v1/batches/{batch.id}"
    assert (body["batch_id"], body["state"], body["ignored"]) == (batch.id, "done", [])
    assert body["counts"] == {**NONE, "held": 1, "unknown": 1, "rejected": 1, "persons": 1}
    assert [(each["row"], each["outcome"], each["fact_id"]) for each in body["rows"]] == [
        (0, "held", None),
        (1, "unknown", None),
        (2, "rejected", None),
    ]
    assert body["rows"][2]["messages"][0] == {
        "code": "date.none",
        "field": "CF_JDRQ",
        "level": "error",
        "message": "“处罚决定日期”有误：2026年2月没有31日。",
    }
    assert (batch.channel, batch.mode, batch.made_by_id) == ("api", "partial", None)
    assert QueuedRow.objects.count() == 2
    event = AuditEvent.objects.get(action="records.submit_rows")
    assert (event.actor_kind, event.actor_id, event.detail["held"]) == (
        "client",
        asking.client.pk,
        1,
    )


@pytest.mark.req("R030")
def test_a_person_is_counted_and_nowhere_else(asking: Asking) -> None:
    number = "11010119900307371X"
    row = penalty(4, CF_XDR_MC="张三丰", CF_XDR_LB="自然人", CF_XDR_SHXYM=number)
    response = asking.submit(row, headers={"Idempotency_Key": "person-row-1"})
    assert json.loads(response.content)["counts"] == {**NONE, "persons": 1}
    assert json.loads(response.content)["rows"] == []
    kept = [
        *StagedRow.objects.values_list("row", flat=True),
        *QueuedRow.objects.values_list("row", flat=True),
        *StoredAnswer.objects.values_list("body", flat=True),
        *AuditEvent.objects.values_list("detail", flat=True),
    ]
    assert "张三丰" not in str(kept) + response.content.decode()
    assert number not in str(kept) + response.content.decode()


@pytest.mark.req("R030")
def test_a_fact_is_new_then_unchanged_then_changed_and_keeps_its_number(asking: Asking) -> None:
    asking.office.enrol(1)
    version = licences(asking)
    sent = [
        asking.submit(licence(XK_NR=text), item=version.item.code)
        for text in ("准予经营。", "准予经营。", "准予经营三年。")
    ]
    rows = [json.loads(response.content)["rows"][0] for response in sent]
    fact = FactVersion.objects.get(closed_at=None)
    assert [(row["outcome"], row["fact_id"]) for row in rows] == [
        ("new", fact.fact_id),
        ("unchanged", fact.fact_id),
        ("changed", fact.fact_id),
    ]
    assert FactVersion.objects.count() == 2
    assert fact.batch_id == json.loads(sent[2].content)["batch_id"]


def test_names_may_be_chinese_and_numbers_are_read_as_written(asking: Asking) -> None:
    asking.office.enrol(1)
    row = {**penalty(1, CF_NR_FK=12.50), "决定机关等级": "x"}
    row["罚款金额（万元）"] = row.pop("CF_NR_FK")
    response = asking.submit(row)
    body = json.loads(response.content)
    staged = StagedRow.objects.get()
    assert body["ignored"] == ["决定机关等级"]
    assert staged.row["amount"] == 12_500_000


def test_two_rows_of_one_decision_count_once(asking: Asking) -> None:
    asking.office.enrol(1)
    response = asking.submit(penalty(1), penalty(1))
    rows = json.loads(response.content)["rows"]
    assert [row["outcome"] for row in rows] == ["held", "rejected"]
    assert rows[1]["messages"][0]["code"] == "row.twice"


def test_a_repeated_call_gets_the_first_answer_and_another_under_its_key_is_refused(
    asking: Asking,
) -> None:
    asking.office.enrol(1)
    item_code = licences(asking).item.code
    key = {"Idempotency_Key": "a7f0c1d2-once"}
    first = asking.submit(licence(), item=item_code, headers=key)
    second = asking.submit(licence(), item=item_code, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert json.loads(second.content) == json.loads(first.content)
    assert second["Location"] == first["Location"]
    assert (first.has_header("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (
        False,
        "true",
    )
    assert Batch.objects.count() == 1
    before = ledger()
    other = asking.submit(licence(XK_NR="别的"), item=item_code, headers=key)
    assert refusal(other) == (409, "core.idempotency_key_reused")
    # Another system's keys are its own.
    foreign = asking.submit(licence(), item=item_code, headers=key, key=asking.other_key)
    assert refusal(foreign) == (403, "records.not_a_sender")
    assert ledger() == before


def test_whole_takes_all_or_nothing(asking: Asking) -> None:
    asking.office.enrol(1, 2)
    item_code = licences(asking).item.code
    before = ledger()
    bad = licence(2, XK_JDRQ="2099-01-01")
    response = asking.submit(licence(1), bad, item=item_code, mode="whole")
    assert refusal(response) == (422, "intake.not_whole")
    assert json.loads(response.content)["errors"] == [
        {
            "field": "rows[1].XK_JDRQ",
            "code": "date.future",
            "message": "“许可决定日期”（2099-01-01）晚于今天，请核对；长期有效只适用于有效期。",
        }
    ]
    assert ledger() == before
    assert Batch.objects.count() == 0
    both = asking.submit(licence(1), licence(2), item=item_code, mode="whole")
    assert json.loads(both.content)["counts"] == {**NONE, "new": 2}


def test_a_check_writes_nothing_and_can_be_confirmed(asking: Asking) -> None:
    asking.office.enrol(1)
    version = licences(asking)
    response = asking.submit(licence(), item=version.item.code, mode="check")
    body = json.loads(response.content)
    assert (body["state"], body["rows"][0]["outcome"]) == ("checked", "new")
    assert FactVersion.objects.count() == 0
    actor = asking.actor()
    doors.run(batches.confirm, actor=actor, batch_id=body["batch_id"], mode="partial")
    batch = asking.office.work(Batch.objects.get())
    assert (batch.state, batch.counts["new"]) == ("done", 1)
    assert FactVersion.objects.count() == 1


def test_what_needs_a_second_person_waits_for_one(asking: Asking) -> None:
    asking.office.enrol(1)
    version = licences(asking, needs_check=True)
    body = json.loads(asking.submit(licence(), item=version.item.code).content)
    assert (body["state"], body["rows"][0]["outcome"]) == ("waiting", "new")
    assert FactVersion.objects.count() == 0
    doors.run(batches.approve, actor=asking.office.second, batch_id=body["batch_id"])
    batch = asking.office.work(Batch.objects.get())
    assert (batch.state, batch.checked_by_id) == ("done", asking.office.second.person_id)
    assert FactVersion.objects.count() == 1


def test_the_register_sends_organisations_the_same_way(asking: Asking) -> None:
    register = asking.office.world.register
    _, key = asking.make(register)
    row = {
        "统一社会信用代码": code(1),
        "名称": "江阴市澄江演示毛纺有限公司",
        "登记状态": "存续",
        "生效日期": "2026-01-05",
    }
    item_code = asking.office.register.item.code
    counts = [
        json.loads(asking.submit(each, item=item_code, key=key).content)["counts"]
        for each in (row, row, {**row, "统一社会信用代码": "123"})
    ]
    assert counts == [{**NONE, "new": 1}, {**NONE, "unchanged": 1}, {**NONE, "rejected": 1}]
    assert Subject.objects.get().uscc == code(1)


DENIED = {
    "another unit's item": ("other", None, 403, "records.not_a_sender"),
    "no such item": ("own", "no-such-item", 422, "records.not_in_catalogue"),
}


@pytest.mark.parametrize("name", DENIED)
def test_items_that_are_not_ones_own_are_refused(asking: Asking, name: str) -> None:
    whose, item_code, status, expected = DENIED[name]
    before = ledger()
    key = asking.other_key if whose == "other" else ""
    assert refusal(asking.submit(penalty(1), item=item_code or "", key=key)) == (status, expected)
    assert ledger() == before


def test_a_system_item_and_a_key_without_the_scope_are_refused(asking: Asking) -> None:
    bureau = asking.office.world.bureau
    outcome = item("honour", "positive", bureau, is_system=True)
    assert refusal(asking.submit({}, item=outcome.item.code)) == (403, "records.system_item")
    _, key = asking.make(bureau, "facts:read")
    assert refusal(asking.submit(penalty(1), key=key)) == (403, "core.scope_missing")
    assert Batch.objects.count() == 0


DEEP = b"[" * 100_000
BAD_BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 415, "core.unsupported_media_type"),
    "no JSON": (b"{", 400, "core.bad_request"),
    "deep": (b'{"item": "x", "rows": ' + DEEP, 400, "core.bad_request"),
    "GB18030": ('{"item": "处罚"}'.encode("gb18030"), 400, "core.bad_request"),
    "a key twice": (b'{"item": "a", "item": "b", "rows": [{}]}', 400, "core.bad_request"),
    "a key twice in a row": (
        b'{"item": "a", "rows": [{"CF_WSH": "1", "CF_WSH": "2"}]}',
        400,
        "core.bad_request",
    ),
    "half a character": (b'{"item": "a", "rows": [{"x": "\\ud800"}]}', 400, "core.bad_request"),
    "no number": (b'{"item": "a", "rows": [{"x": NaN}]}', 400, "core.bad_request"),
    "a list": (b"[]", 400, "intake.rows_in_call"),
    "no rows": (b'{"item": "a"}', 400, "intake.rows_in_call"),
    "rows that are none": (b'{"item": "a", "rows": {}}', 400, "intake.rows_in_call"),
    "an item that is a number": (b'{"item": 1, "rows": [{}]}', 400, "intake.call_form"),
    "an item of NUL": (b'{"item": "a\\u0000", "rows": [{}]}', 400, "intake.call_form"),
    "no item": (b'{"rows": [{}]}', 400, "intake.call_form"),
    "a mode nobody knows": (
        b'{"item": "a", "mode": "force", "rows": [{}]}',
        400,
        "intake.call_form",
    ),
    "a name nobody knows": (
        b'{"item": "a", "attests": true, "rows": [{}]}',
        400,
        "intake.call_form",
    ),
    "too much": (b'{"item": "a", "rows": ["' + b"x" * 5_300_000 + b'"]}', 413, "core.too_large"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_bodies_that_cannot_be_read_are_refused(asking: Asking, name: str) -> None:
    body, status, expected = BAD_BODIES[name]
    assert refusal(asking.post("/api/v1/facts", body)) == (status, expected)
    assert Batch.objects.count() == 0


def test_other_types_of_body_are_refused(asking: Asking) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        response = asking.call("POST", "/api/v1/facts", b"{}", content_type=kind)
        assert refusal(response) == (415, "core.unsupported_media_type")
    latin = "application/json; charset=gb18030"
    response = asking.call("POST", "/api/v1/facts", b"{}", content_type=latin)
    assert refusal(response) == (400, "core.bad_request")


def test_rows_of_the_wrong_form_are_all_said_at_once(asking: Asking) -> None:
    before = ledger()
    rows = [["x"], {"CF_WSH": {"a": 1}}, {"CF_WSH": "1", "行政处罚决定书文号": "2"}]
    body = {"item": asking.item, "rows": rows}
    response = asking.post("/api/v1/facts", body)
    assert refusal(response) == (400, "intake.call_rows")
    assert [(each["field"], each["code"]) for each in json.loads(response.content)["errors"]] == [
        ("rows[0]", "intake.row"),
        ("rows[1].CF_WSH", "intake.value"),
        ("rows[2].CF_WSH", "intake.twice"),
    ]
    assert ledger() == before


def test_from_one_to_a_thousand_rows(asking: Asking) -> None:
    assert refusal(asking.submit()) == (400, "intake.rows_in_call")
    rows = [penalty(1, CF_WSH=f"锡澄环罚决〔2026〕{n}号") for n in range(1_001)]
    assert refusal(asking.submit(*rows)) == (400, "intake.rows_in_call")
    assert Batch.objects.count() == 0
    body = json.loads(asking.submit(*rows[:1_000]).content)
    assert body["counts"] == {**NONE, "unknown": 1_000}


CELLS: dict[str, tuple[dict[str, Any], str, str]] = {
    "31 February": ({"CF_JDRQ": "2026-02-31"}, "rejected", "date.none"),
    "a decision in the future": ({"CF_JDRQ": "2099-01-01"}, "rejected", "date.future"),
    "a date that is none": ({"CF_JDRQ": True}, "rejected", "date.format"),
    "an amount beyond measure": ({"CF_NR_FK": 10**20}, "rejected", "amount.huge"),
    "an amount without end": ({"CF_NR_FK": int("9" * 4_000)}, "rejected", "amount.format"),
    "an amount that is none": ({"CF_NR_FK": "很多"}, "rejected", "amount.format"),
    "a number in exponents": ({"CF_XDR_SHXYM": 9.13203e17}, "rejected", "code.scientific"),
    "a cell of four megabytes": ({"CF_WFXW": "违" * 1_400_000}, "rejected", "field.too_long"),
    "NUL in a number": ({"CF_WSH": "锡澄环罚决〔2026〕\u000031号"}, "held", "field.control"),
    "nothing": ({"CF_JDRQ": None}, "rejected", "field.missing"),
}


@pytest.mark.parametrize("name", CELLS)
def test_cells_are_answered_one_by_one(asking: Asking, name: str) -> None:
    asking.office.enrol(1)
    changes, outcome, note = CELLS[name]
    response = asking.submit(penalty(1, **changes))
    body = json.loads(response.content)
    assert response.status_code == 201, body
    row = body["rows"][0]
    assert row["outcome"] == outcome, row
    assert note in [message["code"] for message in row["messages"]]
    assert len(response.content) < 5_000
