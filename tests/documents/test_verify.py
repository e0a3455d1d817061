"""The public page: what it says about a paper, what it never says, and how often."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from core import doors
from core.actors import Actor, ActorKind, AdminRole
from core.decisions import chinese
from documents import rates, store
from documents.decisions import codes
from documents.decisions.verification import Paper, standing
from documents.models import IssuedDocument
from documents.queries import papers as queries
from documents.services import papers
from sectors.services.units import rename_unit
from tests.documents.browsing import Browser
from tests.documents.people import approver, make_person, make_unit
from tests.documents.writing import issue, letter, number_letters, text_of
from tests.sectors import build

UNKNOWN = "没有查到这个核验码对应的文书"


@pytest.fixture
def document(db: None) -> IssuedDocument:
    unit = make_unit()
    number_letters(unit)
    return issue(
        approver(unit, "审批人乙"),
        unit,
        make_person("经办人甲").id,
        data=letter(title="关于张某某有关情况的函"),
    )


def text(answer: Any) -> str:
    body = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


def bytes_of(document: IssuedDocument) -> bytes:
    with store.open_bytes(document.sha256) as content:
        return content.read()


@given(st.text(alphabet=codes.ALPHABET, min_size=15, max_size=15), st.data())
def test_a_mistyped_code_is_known_before_the_database_is_asked(body: str, data: Any) -> None:
    code = body + codes.check_character(body)
    assert codes.read_code(code) == code
    place = data.draw(st.integers(0, 15))
    other = data.draw(st.sampled_from(codes.ALPHABET.replace(code[place], "")))
    assert codes.read_code(code[:place] + other + code[place + 1 :]) is None
    swap = data.draw(st.integers(0, 14))
    swapped = code[:swap] + code[swap + 1] + code[swap] + code[swap + 2 :]
    assert codes.read_code(swapped) == (code if swapped == code else None)


@pytest.mark.parametrize(
    "typed",
    ["{0}", "{1}", " {1} ", "{2}", "{3}", "{4}"],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    code = codes.new_code()
    grouped = codes.grouped(code)
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in code)
    given_as = typed.format(code, grouped, grouped.lower(), full_width, grouped.replace("-", "—"))
    assert codes.read_code(given_as) == code


def test_codes_are_random_and_have_no_confusing_letters() -> None:
    made = {codes.new_code() for _ in range(500)}
    assert len(made) == 500
    assert not set("".join(made)) & set("0O1IL")


ISSUED = "甲单位于2026年7月31日签发的公函（甲函〔2026〕1号）"
COMPARE = "请核对手中文书的文号和内容是否与此一致。"


@pytest.mark.parametrize(
    ("state", "valid_until", "holds", "headline", "rest"),
    [
        ("valid", None, True, "这份文书有效", f"真实有效。{COMPARE}"),
        (
            "valid",
            date(2026, 8, 31),
            True,
            "这份文书有效",
            f"真实有效。有效期至2026年8月31日。{COMPARE}",
        ),
        (
            "valid",
            date(2026, 8, 30),
            False,
            "这份文书已过有效期",
            "的有效期到2026年8月30日为止，现在已过有效期。",
        ),
        (
            "revoked",
            None,
            False,
            "这份文书已经作废",
            "已于2026年8月5日由签发单位作废，不能再使用。",
        ),
        (
            "superseded",
            None,
            False,
            "这份文书已被新的文书代替",
            "已于2026年8月5日由甲函〔2026〕2号代替，请以新的文书为准。",
        ),
    ],
)
def test_what_is_said_about_a_paper(
    state: str, valid_until: date | None, holds: bool, headline: str, rest: str
) -> None:
    paper = Paper(
        "公函",
        "甲单位",
        "甲函〔2026〕1号",
        date(2026, 7, 31),
        valid_until,
        state,
        None if state == "valid" else date(2026, 8, 5),
        "甲函〔2026〕2号",
    )
    told = standing(paper, date(2026, 8, 31))
    assert (told.holds, told.headline, told.sentence) == (holds, headline, ISSUED + rest)


def test_a_valid_paper_is_told_without_anything_personal(document: IssuedDocument) -> None:
    browser = Browser()
    answer = browser.get("/verify", {"code": codes.grouped(document.code).lower()})
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/verify/{codes.grouped(document.code)}",
    )
    answer = browser.get(answer["Location"])
    said = text(answer)
    assert answer.status_code == 200
    assert "这份文书有效" in said
    assert "江阴市信用办" in said
    assert document.number_text in said
    assert document.sha256 in said
    for private in ("张某某", "经办人甲", "审批人乙", document.title):
        assert private not in answer.content.decode()
    assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex, noarchive", "no-store")
    assert '<meta name="robots" content="noindex, noarchive">' in answer.content.decode()


def test_the_reason_of_an_end_is_not_told(document: IssuedDocument) -> None:
    boss = approver(document.unit)
    doors.run(papers.revoke_document, actor=boss, document_id=document.id, reason="张某某提出异议")
    answer = Browser().get(f"/verify/{codes.grouped(document.code)}")
    assert "这份文书已经作废" in text(answer)
    assert "张某某" not in answer.content.decode()


def test_unknown_and_mistyped_codes_get_the_same_answer(document: IssuedDocument) -> None:
    never_was = codes.grouped(codes.new_code())
    mistyped = codes.grouped(document.code)[:-1] + "?"
    pages = []
    for typed in (never_was, mistyped, "x" * 500, "%00", "〔〕"):
        answer = Browser().get(f"/verify/{typed}" if typed != "%00" else "/verify/0")
        assert answer.status_code == 404
        assert answer["X-Robots-Tag"] == "noindex, noarchive"
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        pages.append(re.sub(r'name="code" value="[^"]*"|next=[^"]*', "", page))
    assert UNKNOWN in pages[0]
    assert set(pages) == {pages[0]}
    assert Browser().get("/verify", {"code": mistyped}).status_code == 404


def test_the_bare_page_asks_for_a_code(document: IssuedDocument) -> None:
    for path in ("/verify", "/verify?code="):
        answer = Browser().get(path)
        assert answer.status_code == 200
        assert UNKNOWN not in answer.content.decode()


def test_a_file_is_compared_and_not_kept(document: IssuedDocument, store_folder: Path) -> None:
    content = bytes_of(document)
    before = sorted(store_folder.rglob("*"))
    same = Browser().post("/verify", {"file": SimpleUploadedFile("函.pdf", content)})
    assert (same.status_code, "完全一致，没有改动" in text(same)) == (200, True)
    assert document.number_text in text(same)
    altered = content[:-1] + bytes([content[-1] ^ 1])
    other = Browser().post("/verify", {"file": SimpleUploadedFile("函.pdf", altered)})
    assert (other.status_code, "都不一致" in text(other)) == (404, True)
    assert document.number_text not in text(other)
    for empty in ({}, {"file": SimpleUploadedFile("空.pdf", b"")}):
        assert Browser().post("/verify", empty).status_code in {404, 422}
    too_large = SimpleUploadedFile("大.pdf", b"x" * (20 * 1024 * 1024 + 1))
    large = Browser().post("/verify", {"file": too_large})
    assert (large.status_code, "超过 20 MB 的上限" in text(large)) == (413, True)
    assert sorted(store_folder.rglob("*")) == before
    forged = Browser(checks_origin=True).post("/verify", {"file": SimpleUploadedFile("a", b"x")})
    assert forged.status_code == 403


def test_the_thirty_first_question_in_a_minute_waits(document: IssuedDocument) -> None:
    path = f"/verify/{codes.grouped(document.code)}"
    with time_machine.travel("2026-07-31 10:00:20 +0800", tick=False):
        browser = Browser()
        for _ in range(rates.LIMIT):
            assert browser.get(path).status_code == 200
        for refused in (browser.get(path), browser.get("/verify", {"code": "x"})):
            assert (refused.status_code, refused["Retry-After"]) == (429, "40")
            assert "请在 40 秒后再试" in refused.content.decode()
        assert browser.get("/verify").status_code == 200
    with time_machine.travel("2026-07-31 10:01:00 +0800", tick=False):
        assert Browser().get(path).status_code == 200


def test_systems_get_the_same_answer(document: IssuedDocument) -> None:
    code = codes.grouped(document.code)
    answer = Browser().get(f"/api/v1/verifications/{code}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.json() == {
        "code": code,
        "holds": True,
        "state": "valid",
        "sentence": (
            f"江阴市信用办于{chinese(document.issued_on)}签发的公函（{document.number_text}）真实有效。"
            "请核对手中文书的文号和内容是否与此一致。"
        ),
        "kind": "公函",
        "unit": "江阴市信用办",
        "number": document.number_text,
        "issued_on": document.issued_on.isoformat(),
        "valid_until": None,
        "ended_on": None,
        "sha256": document.sha256,
    }
    boss = approver(document.unit)
    doors.run(papers.revoke_document, actor=boss, document_id=document.id, reason="误发了")
    ended = Browser().get(f"/api/v1/verifications/{code}").json()
    assert (ended["holds"], ended["state"]) == (False, "revoked")
    for unknown in (codes.grouped(codes.new_code()), "none", "x" * 300):
        answer = Browser().get(f"/api/v1/verifications/{unknown}")
        assert (answer.status_code, answer.json()["code"]) == (404, "core.not_found")
    with time_machine.travel("2026-07-31 10:00:20 +0800", tick=False):
        for _ in range(rates.LIMIT):
            Browser().get(f"/api/v1/verifications/{code}")
        answer = Browser().get(f"/api/v1/verifications/{code}")
    assert (answer.status_code, answer["Retry-After"]) == (429, "40")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_paper_names_its_unit_as_it_was_called_when_it_went_out() -> None:
    unit = build.unit("trial-a", name="江阴市环境保护局")
    number_letters(unit)
    administrator = Actor(ActorKind.STAFF, id=1, person_id=None, admin_role=AdminRole.SYSTEM)
    boss, drafter = approver(unit), make_person("经办人甲")
    with time_machine.travel("2026-07-30 10:00:00 +0800", tick=False):
        before = issue(boss, unit, drafter.id)
        doors.run(
            rename_unit,
            actor=administrator,
            unit_id=unit.id,
            name="江阴市生态环境局",
            short_name="生态环境局",
            effective_on=date(2026, 7, 31),
            basis="机构改革方案",
        )
        assert queries.as_told(before).unit == "江阴市环境保护局"
    with time_machine.travel("2026-08-03 10:00:00 +0800", tick=False):
        after = issue(boss, unit, drafter.id)
        assert queries.as_told(queries.find_by_code(before.code) or after).unit == (
            "江阴市环境保护局"
        )
        shown = text(Browser().get(f"/verify/{before.code}"))
        assert "签发单位江阴市环境保护局" in shown
        assert "生态环境局" not in shown
        assert "签发单位江阴市生态环境局" in text(Browser().get(f"/verify/{after.code}"))
        page = text(Browser(boss).get(f"/documents/{before.id}"))
        assert "签发单位江阴市环境保护局" in page
    assert "生态环境局" not in text_of(bytes_of(before))
    assert "环境保护局" not in text_of(bytes_of(after))


@pytest.mark.django_db
def test_the_code_stands_on_every_page_where_the_pages_say_it_does() -> None:
    unit = make_unit()
    number_letters(unit)
    long = letter(paragraphs=["现将有关情况函告如下。" * 20] * 12)
    document = issue(approver(unit), unit, make_person().id, data=long)
    pages = [page.extract_text() for page in PdfReader(BytesIO(bytes_of(document))).pages]
    assert len(pages) > 2
    assert all(codes.grouped(document.code) in page for page in pages)
    where = "印在本平台出具的报告、复函等文书每页的下方"
    assert where in text(Browser().get("/"))
    assert where in text(Browser().get("/verify"))
