"""The staff's pages over HTTP: from a draft to a paper, and who may not."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import PUBLIC, Actor, ActorKind, AdminRole
from core.models import AuditEvent
from documents import policies
from documents.models import EvidenceFile, IssuedDocument, NumberPattern, PaperDraft
from sectors.models import OrgUnit
from tests.documents import samples
from tests.documents.browsing import Browser
from tests.documents.keeping import keep, scan_all
from tests.documents.people import approver, clerk, make_person, make_unit, reader
from tests.documents.writing import issue, number_letters

FORM = {
    "title": "关于商请协助核实有关情况的函",
    "addressee": "江阴市住房和城乡建设局：",
    "paragraphs": "现将有关情况函告如下。\n\n请函复。",
    "table": "序号\t名称\n1\t示例甲有限公司\n2\t示例乙有限公司",
    "closing": "专此函达。",
    "attachments": "名单\n说明",
}


def text(answer: Any) -> str:
    body = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.django_db
def test_a_letter_goes_from_the_clerks_form_to_the_public_page() -> None:
    unit = make_unit()
    drafter, boss = Browser(clerk(unit)), Browser(approver(unit))
    form = {"kind": "letter", "pattern": "澄信函〔{year}〕{number}号", "first": "31"}
    assert boss.post("/documents/numbering", form).status_code == 303
    answer = drafter.post("/documents/drafts/new", FORM)
    draft = PaperDraft.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/documents/drafts/{draft.id}")
    assert draft.data == {
        "title": "关于商请协助核实有关情况的函",
        "addressee": "江阴市住房和城乡建设局",
        "paragraphs": ["现将有关情况函告如下。", "请函复。"],
        "table": {
            "columns": ["序号", "名称"],
            "rows": [["1", "示例甲有限公司"], ["2", "示例乙有限公司"]],
        },
        "closing": ["专此函达。"],
        "attachments": ["名单", "说明"],
    }
    page = drafter.get(f"/documents/drafts/{draft.id}")
    assert page.content.decode().count('src="data:image/png;base64,') == 1
    assert "提交签发" in text(page)
    assert boss.get(f"/documents/drafts/{draft.id}").status_code == 404
    preview = drafter.get(f"/documents/drafts/{draft.id}/preview")
    assert preview.getvalue().startswith(b"%PDF-")
    edited = {**FORM, "title": "关于另一件事的函", "version": "1"}
    assert drafter.post(f"/documents/drafts/{draft.id}/edit", edited).status_code == 303
    stale = drafter.post(f"/documents/drafts/{draft.id}/submit", {"version": "1"})
    assert stale.status_code == 409
    assert drafter.post(f"/documents/drafts/{draft.id}/submit", {"version": "2"}).status_code == 303
    assert "退回起草人" in text(boss.get(f"/documents/drafts/{draft.id}"))
    issued = boss.post(f"/documents/drafts/{draft.id}/issue", {"version": "3"})
    document = IssuedDocument.objects.get()
    assert issued["Location"] == f"/documents/{document.id}"
    assert said(issued) == [f"已签发，文号 {document.number_text}。"]
    assert document.number_text.endswith("〕31号")
    assert drafter.get(f"/documents/drafts/{draft.id}")["Location"] == f"/documents/{document.id}"
    page = drafter.get(f"/documents/{document.id}")
    assert "关于另一件事的函" in text(page)
    assert "作废这份文书" not in text(page)
    pdf = drafter.get(f"/documents/{document.id}/pdf")
    assert pdf["Content-Disposition"].startswith('attachment; filename="file.pdf"')
    assert len(pdf.getvalue()) == document.size
    link = re.search(r'href="(/verify/[^"]+)"', page.content.decode())
    assert link
    assert "这份文书有效" in text(Browser().get(link[1]))
    revoked = boss.post(f"/documents/{document.id}/revoke", {"reason": "主送单位有误"})
    assert revoked.status_code == 303
    assert "这份文书已经作废" in text(Browser().get(link[1]))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "请填写标题。"),
        ({"table": "甲\t乙\n1"}, "表格：第 2 行有 1 栏，表头有 2 栏，请对齐。"),
        ({"paragraphs": "长" * 5_001}, "正文：第 1 段有 5001 个字，最多 5000 个，请分段。"),
        ({"table": "\t".join("甲" * 9)}, "表格：表头有 9 栏，最多 8 栏，请精简或改为附件。"),
    ],
)
def test_what_is_wrong_with_a_letter_is_said_beside_its_field(
    change: dict[str, str], message: str
) -> None:
    answer = Browser(clerk(make_unit())).post("/documents/drafts/new", {**FORM, **change})
    assert answer.status_code == 422
    assert message in text(answer)
    assert PaperDraft.objects.count() == 0


@pytest.mark.django_db
def test_an_approver_returns_a_draft_with_a_reason() -> None:
    unit = make_unit()
    drafter, boss = Browser(clerk(unit)), Browser(approver(unit))
    drafter.post("/documents/drafts/new", FORM)
    path = f"/documents/drafts/{PaperDraft.objects.get().id}"
    drafter.post(f"{path}/submit", {"version": "1"})
    answer = boss.post(f"{path}/return", {"version": "2", "reason": "改"})
    assert (answer.status_code, "理由太短，请写明原因" in text(answer)) == (422, True)
    assert (
        boss.post(f"{path}/return", {"version": "2", "reason": "请写单位全称"}).status_code == 303
    )
    assert "请写单位全称" in text(drafter.get(path))
    assert drafter.post(f"{path}/discard", {"version": "3"}).status_code == 303
    assert PaperDraft.objects.get().state == "discarded"


@pytest.mark.django_db
@pytest.mark.req("R262")
def test_the_issued_list_filters_and_says_when_it_is_empty() -> None:
    unit = make_unit()
    boss = approver(unit)
    browser = Browser(boss)
    assert "还没有签发过文书" in text(browser.get("/documents"))
    number_letters(unit)
    for _ in range(2):
        issue(boss, unit, make_person().id)
    assert text(browser.get("/documents")).count("〕1号") >= 1
    assert "没有符合条件的文书" in text(browser.get("/documents?number=77"))
    for query in ("year=abc", "kind=nothing"):
        assert browser.get(f"/documents?{query}").status_code == 422
    for query in ("cursor=!!", "page_size=100000"):
        assert browser.get(f"/documents?{query}").status_code == 400
    reads = AuditEvent.objects.filter(kind="read", action="documents.list_documents")
    assert set(reads.values_list("purpose", flat=True)) == {"查阅本单位文书目录"}


@pytest.mark.django_db
def test_the_list_of_files_shows_what_the_scan_found() -> None:
    unit = make_unit()
    actor = clerk(unit)
    clean = keep(actor, unit)
    bad = keep(actor, unit, name="坏.txt", content=samples.VIRUS)
    waiting = text(Browser(actor).get("/documents/files"))
    assert waiting.count("正在安全检查") == 3  # twice in the list, once in the filter
    scan_all()
    page = Browser(actor).get("/documents/files").content.decode()
    assert f'href="/files/{clean.id}"' in page
    assert f'href="/files/{bad.id}"' not in page
    assert "EICAR-Test-File" in page
    only = Browser(actor).get("/documents/files?state=quarantined").content.decode()
    assert ("坏.txt" in only, "决定书.pdf" in only) == (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"kind": "letter", "pattern": "澄信函"}, "须各有一个 {year} 和 {number}"),
        (
            {"kind": "letter", "pattern": "澄〔{year}〕{number}号", "first": "0"},
            "请填写 1 至 999999 的整数",
        ),
    ],
)
def test_a_wrong_pattern_is_not_saved(form: dict[str, str], message: str) -> None:
    answer = Browser(approver(make_unit())).post("/documents/numbering", form)
    assert (answer.status_code, message in text(answer)) == (422, True)
    assert NumberPattern.objects.count() == 0


def strangers(unit: OrgUnit) -> dict[str, Actor]:
    person = make_person().id
    return {
        "reader": reader(unit),
        "other unit": approver(make_unit("traffic", "江阴市交通运输局")),
        "administrator": Actor(
            kind=ActorKind.STAFF, id=1, person_id=person, admin_role=AdminRole.SYSTEM
        ),
        "agent": Actor(kind=ActorKind.AGENT, id=1, person_id=person, subject_ids=frozenset({7})),
        "client": Actor(kind=ActorKind.CLIENT, id=1, unit_id=unit.id),
        "public": PUBLIC,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("reader", {"revoke": 403, "issue": 403, "submit": 403, "numbering": 403, "new": 403}),
        ("other unit", {"revoke": 404, "issue": 404, "submit": 404, "new": 303, "numbering": 303}),
        (
            "administrator",
            {"revoke": 403, "issue": 403, "submit": 403, "numbering": 403, "new": 403},
        ),
        ("agent", {"revoke": 403, "issue": 403, "submit": 403, "numbering": 403, "new": 403}),
        ("client", {"revoke": 403, "issue": 403, "submit": 403, "numbering": 403, "new": 403}),
        ("public", {"revoke": 401, "issue": 401, "submit": 401, "numbering": 401, "new": 401}),
    ],
)
def test_a_denial_changes_nothing(who: str, expected: dict[str, int]) -> None:
    unit = make_unit()
    number_letters(unit)
    drafter, boss = clerk(unit), approver(unit)
    document = issue(boss, unit, make_person().id)
    Browser(drafter).post("/documents/drafts/new", FORM)
    draft = PaperDraft.objects.get()
    Browser(drafter).post(f"/documents/drafts/{draft.id}/submit", {"version": "1"})
    posts = {
        "revoke": (f"/documents/{document.id}/revoke", {"reason": "随便什么"}),
        "issue": (f"/documents/drafts/{draft.id}/issue", {"version": "2"}),
        "submit": (f"/documents/drafts/{draft.id}/submit", {"version": "2"}),
        "numbering": ("/documents/numbering", {"kind": "letter", "pattern": "甲{year}-{number}"}),
        "new": ("/documents/drafts/new", FORM),
    }
    browser = Browser(strangers(unit)[who])
    got = {name: browser.post(*posts[name]).status_code for name in expected}
    assert got == expected
    document.refresh_from_db()
    draft.refresh_from_db()
    assert (document.state, draft.state, draft.version) == ("valid", "submitted", 2)
    assert IssuedDocument.objects.count() == 1
    assert NumberPattern.objects.get(unit=unit).pattern == "澄信函〔{year}〕{number}号"
    assert PaperDraft.objects.filter(unit=unit).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("reader", 200),
        ("other unit", 404),
        ("administrator", 403),
        ("client", 403),
        ("public", 302),
    ],
)
def test_who_reads_a_paper_and_a_file(who: str, status: int) -> None:
    unit = make_unit()
    number_letters(unit)
    document = issue(approver(unit), unit, make_person().id)
    file = keep(clerk(unit), unit)
    scan_all()
    browser = Browser(strangers(unit)[who])
    for path in (f"/documents/{document.id}", f"/documents/{document.id}/pdf", f"/files/{file.id}"):
        assert browser.get(path).status_code == status, path


@pytest.mark.django_db
def test_an_agent_gets_a_paper_of_his_case_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "_policies", {})
    policies.register_policy("case", lambda actor, held: held.subject_id in actor.subject_ids)
    unit = make_unit()
    number_letters(unit)
    boss = approver(unit)
    own = issue(boss, unit, make_person().id, subject_id=7, target=("case", 1))
    other = issue(boss, unit, make_person().id, subject_id=8, target=("case", 2))
    agent = Browser(strangers(unit)["agent"])
    assert agent.get(f"/documents/{own.id}/pdf").status_code == 200
    assert agent.get(f"/documents/{other.id}/pdf").status_code == 404
    assert agent.get(f"/documents/{own.id}").status_code == 403


@pytest.mark.django_db
def test_lists_cost_the_same_for_few_and_many() -> None:
    unit = make_unit()
    number_letters(unit)
    boss = approver(unit)
    browser = Browser(boss)
    counts: dict[str, set[int]] = {}
    for _ in range(2):
        for _ in range(5):
            issue(boss, unit, make_person().id)
            keep(boss, unit)
            Browser(clerk(unit)).post("/documents/drafts/new", FORM)
        drafts = PaperDraft.objects.filter(state="draft").values_list("id", flat=True)
        PaperDraft.objects.filter(id__in=list(drafts)).update(state="submitted")
        for path in ("/documents", "/documents/files", "/documents/drafts"):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(path).status_code == 200
            counts.setdefault(path, set()).add(len(captured))
    assert {path: len(found) for path, found in counts.items()} == dict.fromkeys(counts, 1)
    assert EvidenceFile.objects.count() == 10
