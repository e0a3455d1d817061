"""Files by REST: taken piece by piece, read by a worker, answered row by row."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from core import doors, runner
from documents import store
from records.intake import batches
from records.models import Batch, FactVersion, StagedRow
from tests.records.api.asking import Asking, ledger, penalty, refusal
from tests.records.api.test_facts import NONE, licence, licences
from tests.records.intake.books import Sheet, book
from tests.records.intake.samples import HEADINGS, code, comma, row

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(*rows: list[Any]) -> bytes:
    return comma([HEADINGS, *rows]).encode("utf-8-sig")


def send(
    asking: Asking,
    content: bytes,
    query: str = "",
    *,
    kind: str = "text/csv",
    key: str = "",
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    address = f"/api/v1/batches?item={asking.item}{query}"
    return asking.call("POST", address, content, content_type=kind, key=key, headers=headers)


def work(response: HttpResponse) -> dict[str, Any]:
    """What the worker does meanwhile, and what the answer's address then says."""
    said = json.loads(response.content)
    assert response.status_code == 202, said
    runner.run(said["job"]["id"])
    return dict(said)


def batch_of(asking: Asking, response: HttpResponse) -> dict[str, Any]:
    work(response)
    return dict(json.loads(asking.get(response["Location"]).content))


@pytest.mark.req("R030")
def test_a_file_is_taken_read_and_answered(asking: Asking) -> None:
    asking.office.enrol(1, 2)
    person = row(4, CF_XDR_MC="张三", CF_XDR_LB="自然人", CF_XDR_SHXYM="")
    content = table(row(1), row(2, CF_JDRQ="2026/02/31"), person)
    response = send(asking, content, "&file_name=%E5%A4%84%E7%BD%9A.csv")
    batch = Batch.objects.get()
    said = work(response)
    own = f"/api/v1/batches/{batch.id}"
    assert response["Location"] == own
    assert said == {
        "id": batch.id,
        "item": asking.item,
        "item_name": asking.office.penalty.name,
        "channel": "api",
        "mode": "partial",
        "state": "received",
        "file_name": "处罚.csv",
        "sha256": batch.sha256,
        "size": len(content),
        "rows": 0,
        "counts": NONE,
        "summary": "正在读取。",
        "error": None,
        "created_at": said["created_at"],
        "checked_at": None,
        "ended_at": None,
        "job": {"id": batch.job_id, "state": "queued", "done": 0, "total": None},
        "links": {
            "self": own,
            "errors": f"{own}/errors",
            "errors_csv": f"{own}/errors?format=csv",
            "confirm": None,
            "abandon": None,
        },
    }
    done = json.loads(asking.get(own).content)
    assert (done["state"], done["rows"], done["job"]["state"]) == ("done", 3, "done")
    assert done["counts"] == {**NONE, "held": 1, "rejected": 1, "persons": 1}
    assert done["summary"] == "1 行待补正，1 行退回更正，1 行属自然人，未读取。"


@pytest.mark.req("R030")
def test_what_is_said_about_rows_comes_page_by_page_and_as_a_file(asking: Asking) -> None:
    asking.office.enrol(1)
    rows = [row(1), row(1, CF_JDRQ="2026/02/31", CF_WSH="=1+1")]
    done = batch_of(asking, send(asking, table(*rows)))
    first = json.loads(asking.get(f"{done['links']['errors']}?page_size=1").content)
    assert [each["outcome"] for each in first["items"]] == ["held"]
    assert first["items"][0]["line"] == 2
    assert first["items"][0]["uscc"] == code(1)
    assert first["items"][0]["document_no"] == "锡澄环罚决〔2026〕31号"
    assert [each["code"] for each in first["items"][0]["messages"]] == ["held.notice"]
    address = f"{done['links']['errors']}?page_size=1&cursor={first['next']}"
    second = json.loads(asking.get(address).content)
    assert ([each["line"] for each in second["items"]], second["next"]) == ([3], None)
    only = json.loads(asking.get(f"{done['links']['errors']}?outcome=rejected").content)
    assert [each["line"] for each in only["items"]] == [3]
    for answer in (
        asking.get(done["links"]["errors_csv"]),
        asking.get(done["links"]["errors"], Accept="text/csv"),
    ):
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a stream
        assert text.splitlines()[0].startswith("原文件行号,处理结果,说明,")
        assert "'=1+1" in text


def test_the_file_of_a_call_says_what_became_of_its_rows(asking: Asking) -> None:
    asking.office.enrol(1)
    said = json.loads(asking.submit(penalty(1), penalty(2, CF_JDRQ="x")).content)
    answer = asking.get(f"/api/v1/batches/{said['batch_id']}/errors?format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # a stream
    assert lines[0] == "原文件行号,处理结果,说明,统一社会信用代码,文号"
    assert lines[1].startswith("1,待补正,")
    assert lines[2].startswith("2,退回更正,")


@pytest.mark.parametrize("kind", ["csv", "gb18030", "xlsx", "ndjson", "form"])
def test_every_kind_of_file_is_known_by_its_content(asking: Asking, kind: str) -> None:
    asking.office.enrol(1)
    text = comma([HEADINGS, row(1)])
    if kind == "xlsx":
        content, named = book(Sheet("处罚", [HEADINGS, row(1)])), "application/octet-stream"
    elif kind == "ndjson":
        content, named = (json.dumps(penalty(1)) + "\n").encode(), "application/x-ndjson"
    elif kind == "form":
        head = 'Content-Disposition: form-data; name="file"; filename="a.csv"'
        content = f"--edge\r\n{head}\r\n\r\n{text}\r\n--edge--\r\n".encode()
        named = "multipart/form-data; boundary=edge"
    else:
        content, named = text.encode("gb18030" if kind == "gb18030" else "utf-8"), "text/csv"
    done = batch_of(asking, send(asking, content, kind=named))
    assert (done["state"], done["counts"]["held"]) == ("done", 1)
    assert done["file_name"] == ("a.csv" if kind == "form" else "接口报送")


def test_a_checked_batch_is_confirmed_or_abandoned_by_who_sent_it(asking: Asking) -> None:
    asking.office.enrol(1, 2)
    licence_item = licences(asking).item.code
    asking.item = licence_item
    lines = b"".join(json.dumps(licence(n)).encode() + b"\n" for n in (1, 2))
    for move, state, status in (("confirm", "done", 202), ("abandon", "abandoned", 200)):
        checked = batch_of(asking, send(asking, lines, "&mode=check"))
        assert checked["state"] == "checked"
        assert checked["links"][move] == f"/api/v1/batches/{checked['id']}/{move}"
        foreign = asking.post(checked["links"][move], b"", key=asking.other_key)
        assert refusal(foreign) == (404, "core.not_found")
        moved = asking.post(checked["links"][move], b"")
        assert moved.status_code == status
        if move == "confirm":
            work(moved)
        after = json.loads(asking.get(checked["links"]["self"]).content)
        assert (after["state"], after["links"][move]) == (state, None)
        again = asking.post(f"/api/v1/batches/{checked['id']}/{move}", b"")
        assert refusal(again) == (409, "intake.batch_state")
    assert FactVersion.objects.count() == 2


def test_systems_make_and_never_check(asking: Asking) -> None:
    asking.office.enrol(1)
    asking.item = licences(asking, needs_check=True).item.code
    waiting = batch_of(asking, send(asking, json.dumps(licence()).encode()))
    assert (waiting["state"], waiting["links"]["confirm"]) == ("waiting", None)
    confirmed = asking.post(f"/api/v1/batches/{waiting['id']}/confirm", b"")
    assert refusal(confirmed) == (409, "intake.batch_state")
    with pytest.raises(Exception, match="not_allowed"):
        doors.run(batches.approve, actor=asking.actor(), batch_id=waiting["id"])
    assert Batch.objects.get().state == "waiting"


def test_what_a_person_sent_a_system_follows_and_does_not_decide_about(asking: Asking) -> None:
    asking.office.enrol(1)
    batch = asking.office.rows(row(1), mode="check")
    said = json.loads(asking.get(f"/api/v1/batches/{batch.id}").content)
    assert (said["state"], said["channel"]) == ("checked", "upload")
    assert (said["links"]["confirm"], said["links"]["abandon"]) == (None, None)
    for move in ("confirm", "abandon"):
        refused = asking.post(f"/api/v1/batches/{batch.id}/{move}", b"")
        assert refusal(refused) == (403, "core.not_allowed")
    assert Batch.objects.get().state == "checked"


def test_the_list_is_the_units_own_and_comes_in_pages(asking: Asking) -> None:
    asking.office.enrol(1)
    for number in range(3):
        asking.submit(penalty(1, CF_WSH=f"锡澄环罚决〔2026〕{number}号"))
    ids = list(Batch.objects.order_by("-id").values_list("id", flat=True))
    first = json.loads(asking.get("/api/v1/batches?page_size=2").content)
    second = json.loads(asking.get(f"/api/v1/batches?page_size=2&cursor={first['next']}").content)
    assert [each["id"] for each in first["items"] + second["items"]] == ids
    assert second["next"] is None
    assert json.loads(asking.get("/api/v1/batches", key=asking.other_key).content) == {
        "items": [],
        "next": None,
    }
    for address in (f"/api/v1/batches/{ids[0]}", f"/api/v1/batches/{ids[0]}/errors"):
        assert refusal(asking.get(address, key=asking.other_key)) == (404, "core.not_found")
    csv = asking.get(f"/api/v1/batches/{ids[0]}/errors?format=csv", key=asking.other_key)
    assert refusal(csv) == (404, "core.not_found")


def test_a_file_sent_twice_under_one_key_is_one_batch(asking: Asking) -> None:
    asking.office.enrol(1)
    key = {"Idempotency-Key": "file-once-1"}
    first = send(asking, table(row(1)), headers=key)
    second = send(asking, table(row(1)), headers=key)
    assert json.loads(second.content) == json.loads(first.content)
    assert (second.status_code, second["Idempotency-Replayed"]) == (202, "true")
    other = send(asking, table(row(2)), headers=key)
    assert refusal(other) == (409, "core.idempotency_key_reused")
    assert Batch.objects.count() == 1
    assert not list((store.folder() / "incoming").iterdir())


def bomb() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 400_000_000)
    return target.getvalue()


AT_ONCE: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 422, "intake.file_empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 100, 415, "intake.file_kind"),
    "a paper": (b"%PDF-1.7\n" + b"0" * 100, 415, "intake.file_kind"),
    "truncated gzip": (b"\x1f\x8b\x08\x00\x00\x00", 415, "intake.file_kind"),
    "UTF-16": ("\ufeff代码".encode("utf-16-le"), 422, "intake.encoding"),
    "half a workbook": (book(Sheet("a", [["x"]]))[:200], 422, "documents.file_suspicious"),
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_what_is_no_table_is_refused_at_once(asking: Asking, name: str) -> None:
    content, status, expected = AT_ONCE[name]
    assert refusal(send(asking, content)) == (status, expected)
    assert Batch.objects.count() == 0
    assert not list((store.folder() / "incoming").iterdir())


def test_a_workbook_that_unfolds_without_end_is_refused_at_once(asking: Asking) -> None:
    status, told = refusal(send(asking, bomb(), kind=XLSX))
    assert (status, told.partition(".")[0]) == (422, "documents")
    assert Batch.objects.count() == 0


LATER: dict[str, tuple[bytes, str]] = {
    "no header": ("一,二\n三,四\n".encode(), "intake.no_header"),
    "no text": (b"a,b\n" + bytes(range(128, 256)) * 9, "intake.encoding"),
    "quotes without their pair": (
        table(row(1)) + b'"' + b"x\n" * 2_000,
        "intake.quotes",
    ),
    "deep JSON": (b'{"CF_WSH": ' + b"[" * 5_000 + b"}\n", "intake.json_line"),
    "a key twice": (b'{"CF_WSH": "1", "CF_WSH": "2"}\n', "intake.json_line"),
}


@pytest.mark.parametrize("name", LATER)
def test_what_cannot_be_read_is_refused_with_its_reason(asking: Asking, name: str) -> None:
    content, expected = LATER[name]
    before = ledger()
    done = batch_of(asking, send(asking, content))
    assert (done["state"], done["error"]["code"]) == ("refused", expected)
    assert done["summary"] == done["error"]["detail"]
    assert ledger() == before


def test_half_characters_in_a_stream_of_objects_break_nothing(asking: Asking) -> None:
    asking.office.enrol(1)
    line = json.dumps(penalty(1, CF_WFXW="超标\ud800排放\udfff")).encode()
    done = batch_of(asking, send(asking, line, kind="application/x-ndjson"))
    assert (done["state"], done["counts"]["held"]) == ("done", 1)
    assert StagedRow.objects.get().row["fields"]["CF_WFXW"] == "超标排放"


def test_too_large_a_file_is_refused_before_and_while_it_is_read(
    asking: Asking, settings: Settings
) -> None:
    settings.INTAKE_LIMIT = 100_000
    assert refusal(send(asking, b"x" * 300_000)) == (413, "core.too_large")
    assert refusal(send(asking, b"x" * 120_000)) == (413, "core.too_large")
    head = b'--e\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    body = head + b"x" * 120_000 + b"\r\n--e--\r\n"
    form = send(asking, body, kind="multipart/form-data; boundary=e")
    assert refusal(form) == (413, "core.too_large")
    assert not list((store.folder() / "incoming").iterdir())


ASKED = {
    "no item": ("/api/v1/batches", 400, "intake.call_form"),
    "no such item": ("/api/v1/batches?item=nothing", 422, "records.not_in_catalogue"),
    "no such mode": ("/api/v1/batches?item={item}&mode=force", 400, "intake.call_form"),
    "a long name": (
        "/api/v1/batches?item={item}&file_name=" + "x" * 300,
        400,
        "intake.call_form",
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_wrongly_is_refused_before_the_file_is_read(
    asking: Asking, name: str
) -> None:
    address, status, expected = ASKED[name]
    response = asking.call(
        "POST", address.format(item=asking.item), table(row(1)), content_type="text/csv"
    )
    assert refusal(response) == (status, expected)
    foreign = send(asking, table(row(1)), key=asking.other_key)
    assert refusal(foreign) == (403, "records.not_a_sender")
    _, reader = asking.make(asking.office.world.bureau, "facts:read")
    assert refusal(send(asking, table(row(1)), key=reader)) == (403, "core.scope_missing")
    assert not (store.folder() / "incoming").exists()
    assert Batch.objects.count() == 0


def test_a_form_without_its_file_or_with_two_is_refused(asking: Asking) -> None:
    part = 'Content-Disposition: form-data; name="{}"; filename="a.csv"\r\n\r\nx\r\n'
    for names in ((), ("other",), ("file", "file")):
        body = "".join(f"--e\r\n{part.format(name)}" for name in names) + "--e--\r\n"
        response = send(asking, body.encode(), kind="multipart/form-data; boundary=e")
        assert refusal(response) == (400, "intake.call_form")
    broken = send(asking, b"--e\r\nContent-Disp", kind="multipart/form-data; boundary=e")
    assert broken.status_code == 400
    assert Batch.objects.count() == 0


def test_compressed_bodies_are_not_taken(asking: Asking) -> None:
    response = send(asking, b"x", headers={"Content-Encoding": "gzip"})
    assert refusal(response) == (415, "core.unsupported_media_type")
