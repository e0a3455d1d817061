"""The auditor's pages: shown for a purpose, and the showing is itself in the log."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core import clock, runner
from core.models import AuditEvent, AuditSeal, Job
from core.services import exports
from tests import people
from tests.core.audit_log import STAFF, copy_out, seal, write

pytestmark = [pytest.mark.req("R262"), pytest.mark.django_db]

DAYS = {
    "first_day": (clock.today() - timedelta(days=1)).isoformat(),
    "last_day": (clock.today() + timedelta(days=1)).isoformat(),
}
PAGES = [
    ("GET", "/audit/events"),
    ("GET", "/audit/events/1"),
    ("GET", "/audit/seals"),
    ("POST", "/audit/seals/verify"),
    ("GET", "/audit/exports"),
    ("POST", "/audit/exports"),
    ("GET", "/audit/exports/1"),
    ("GET", "/audit/anomalies"),
]


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def auditor(client: Client) -> Client:
    people.sign_in(client, people.make_user("audit", name="周明"))
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def reads() -> list[tuple[str, str, dict[str, Any]]]:
    found = AuditEvent.objects.filter(kind="read").order_by("id")
    return [(event.action, event.purpose, event.detail) for event in found]


@pytest.mark.parametrize("duty", ["business", "system", "security"])
@pytest.mark.parametrize(("method", "address"), PAGES)
def test_nobody_else_comes_in(client: Client, duty: str, method: str, address: str) -> None:
    people.sign_in(client, people.make_user(duty))
    before = AuditEvent.objects.count()
    response = client.generic(method, f"{address}?purpose=routine")
    assert response.status_code == 403
    (denial,) = AuditEvent.objects.order_by("id")[before:]
    assert (denial.kind, denial.detail) == ("denial", {"code": "core.not_allowed"})
    assert Job.objects.count() == 0


def test_without_a_purpose_nothing_is_shown(auditor: Client) -> None:
    write(1)
    page = auditor.get("/audit/events")
    assert page.status_code == 200
    assert "core.note" not in text(page)
    refused = auditor.get("/audit/events", {**DAYS, "purpose": ""})
    assert refused.status_code == 422
    assert "请选择查阅目的。" in text(refused)
    assert reads() == []


def test_the_log_is_shown_and_the_reading_is_in_it(auditor: Client) -> None:
    write(2)
    page = auditor.get("/audit/events", {**DAYS, "purpose": "complaint", "action": "core.note"})
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store, private"
    assert text(page).count("core.note") == 2
    assert reads() == [("core.list_events", "投诉举报核查", {**DAYS, "action": "core.note"})]
    again = auditor.get("/audit/events", {**DAYS, "purpose": "routine", "kind": "read"})
    assert "core.list_events" in text(again)
    assert "周明" in text(again)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"person_id": 70}, 2),
        ({"person_id": 71}, 0),
        ({"unit_id": 700}, 2),
        ({"unit_id": 701}, 0),
        ({"kind": "change"}, 2),
        ({"kind": "denial"}, 0),
        ({"action": "core.no"}, 2),
        ({"action": "accounts."}, 0),
        ({"target_kind": "job"}, 0),
        ({"first_day": "2020-01-01", "last_day": "2020-01-02"}, 0),
    ],
)
def test_the_filters_narrow_the_list(auditor: Client, filters: dict[str, Any], found: int) -> None:
    write(2)
    query = {**DAYS, "action": "core.note", "purpose": "routine", **filters}
    page = text(auditor.get("/audit/events", query))
    assert page.count("core.note") == found
    assert ("没有符合条件的审计事件" in page) is (found == 0)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"purpose": "curiosity"}, "curiosity 不在可用的选项中"),
        ({"first_day": "2026-13-01"}, "输入一个有效的日期"),
        ({"first_day": "2026-02-02", "last_day": "2026-02-01"}, "截止日期不能早于起始日期。"),
        ({"first_day": "2020-01-01"}, "一次最多查阅 366 天，请缩小范围。"),
        ({"person_id": "张三"}, "输入整数"),
        ({"person_id": "9" * 30}, "小于或等于"),
        ({"kind": "x"}, "不在可用的选项中"),
    ],
)
def test_nonsense_is_told_at_its_field(
    auditor: Client, query: dict[str, str], message: str
) -> None:
    page = auditor.get("/audit/events", {**DAYS, "purpose": "routine", **query})
    assert page.status_code == 422
    assert message in text(page)
    assert reads() == []


def test_pages_follow_one_another_without_gaps(auditor: Client) -> None:
    write(5)
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        query: dict[str, Any] = {**DAYS, "purpose": "routine", "page_size": 2}
        query["action"] = "core.note"
        page = auditor.get("/audit/events", {**query, "cursor": cursor} if cursor else query)
        seen += re.findall(r'href="/audit/events/(\d+)\?purpose=routine"', page.content.decode())
        following = re.search(r'rel="next" href="[^"]*cursor=([^"&]+)"', page.content.decode())
        cursor = following[1] if following else ""
    expected = AuditEvent.objects.filter(action="core.note").order_by("-recorded_at", "-id")
    assert seen == [str(event.id) for event in expected]
    assert len(reads()) == 3
    assert auditor.get("/audit/events", {**query, "cursor": "%%%"}).status_code == 400


def test_a_page_costs_the_same_however_long(auditor: Client) -> None:
    query = {**DAYS, "purpose": "routine", "action": "core.note"}
    costs = []
    for count in (10, 40):  # ten rows, then fifty
        for number in range(count):
            write(1, actor=replace(STAFF, person_id=1000 + number, unit_id=2000 + number))
        auditor.get("/audit/events", query)
        with CaptureQueriesContext(connection) as asked:
            page = auditor.get("/audit/events", query)
        costs.append((page.content.count(b"<td data-label="), len(asked)))
    assert [cells for cells, _ in costs] == [80, 400]
    assert costs[0][1] == costs[1][1] <= 8


def test_one_event_is_shown_with_its_place(auditor: Client) -> None:
    write(1)
    made = seal()
    event = AuditEvent.objects.get(position=1)
    asked = auditor.get(f"/audit/events/{event.id}")
    assert asked.status_code == 200
    assert "查阅目的" in text(asked)
    assert bytes(event.link or b"").hex() not in text(asked)
    page = text(auditor.get(f"/audit/events/{event.id}?purpose=incident"))
    assert bytes(event.link or b"").hex() in page
    assert f"第 {made.number} 号" in page
    assert "number 0" in page
    read = AuditEvent.objects.get(kind="read")
    assert (read.action, read.purpose, read.target_kind, read.target_id) == (
        "core.access_event",
        "安全事件调查",
        "audit_event",
        str(event.id),
    )
    for unknown in (0, 10**9, 10**30):
        assert auditor.get(f"/audit/events/{unknown}?purpose=incident").status_code == 404


def test_the_seals_are_listed_and_verified_now(auditor: Client) -> None:
    write(3)
    made = seal()
    seal()
    copy_out()
    page = text(auditor.get("/audit/seals"))
    assert page.count(bytes(made.root).hex()) == 2  # as the latest root, and in the list
    assert text(auditor.get("/audit/seals?all=1")).count(bytes(made.root).hex()) == 3
    response = auditor.post("/audit/seals/verify")
    job = Job.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/jobs/{job.id}")
    runner.run(job.id)
    assert "审计链完好：3 条事件，2 个封印。" in text(auditor.get(f"/jobs/{job.id}"))
    assert "审计链完好：3 条事件，2 个封印。" in text(auditor.get("/audit/seals"))


def test_an_export_is_made_and_fetched(auditor: Client) -> None:
    write(3)
    seal()
    copy_out()
    refused = auditor.post("/audit/exports", {**DAYS, "purpose": ""})
    assert (refused.status_code, Job.objects.count()) == (422, 0)
    response = auditor.post("/audit/exports", {**DAYS, "purpose": "inspection"})
    job = Job.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/jobs/{job.id}")
    assert auditor.get(f"/audit/exports/{job.id}").status_code == 404
    runner.run(job.id)
    page = auditor.get(f"/jobs/{job.id}")
    assert f'href="/audit/exports/{job.id}"' in page.content.decode()
    assert f'href="/audit/exports/{job.id}"' in auditor.get("/audit/exports").content.decode()
    got = auditor.get(f"/audit/exports/{job.id}")
    assert got["Content-Disposition"] == f'attachment; filename="audit-{job.id}.zip"'
    content = b"".join(got.streaming_content)  # type: ignore[attr-defined]  # a file response
    assert "verify.py" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [(action, purpose) for action, purpose, _ in reads()] == [
        ("core.export_audit", "上级检查"),
        ("core.access_export", "下载已导出的审计日志"),
    ]
    exports.file_of(job.id).unlink()
    assert auditor.get(f"/audit/exports/{job.id}").status_code == 404


def test_the_last_seal_is_the_root_of_the_page(auditor: Client) -> None:
    page = text(auditor.get("/audit/seals"))
    assert "尚无封印" in page
    assert AuditSeal.objects.count() == 0
