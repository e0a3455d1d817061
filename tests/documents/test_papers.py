"""Issued papers: what is printed, what is kept, how they end, what nobody can change."""

import hashlib
import io
import json
import re
import struct
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from pypdf import PdfReader
from pytest_django import Settings

from core import clock, doors
from core.actors import SYSTEM
from core.errors import Refusal
from core.models import AuditEvent
from documents import store
from documents.decisions import codes
from documents.models import IssuedDocument, NumberSeries
from documents.papers import glyphs, registry, render
from documents.queries import papers as queries
from documents.services import papers
from tests.documents.people import approver, clerk, make_person, make_unit
from tests.documents.writing import issue, letter, number_letters, text_of

HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/example:0.1.0": *',
    "#{ panic() }",
    "] #text(red)[x] [",
    "$ x^2 $ \\ * _ ` @label <label> // 注释 /* */ ~ -- --- ...",
    "= 不是标题",
    "- 不是列表",
    "sys.inputs.given",
    "\"引号\" '单引号'",
    "</text><script>alert(1)</script>",
    "http://example.test/" + "a1" * 300,
    "长" * 5_000,
    "𠮷𬸚𰻝㐀",
    "{{ settings.SECRET_KEY }} {% debug %}",
]


def bytes_of(document: IssuedDocument) -> bytes:
    with store.open_bytes(document.sha256) as content:
        return content.read()


@pytest.mark.django_db
def test_a_letter_is_issued_with_number_code_and_hash(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://credit.example.test"
    unit = make_unit()
    number_letters(unit)
    drafter, boss = clerk(unit), approver(unit)
    assert drafter.person_id
    with time_machine.travel("2026-07-30 18:30 +0000"):  # already the 31st in Shanghai
        document = issue(boss, unit, drafter.person_id, subject_id=7, target=("case", 3))
    assert (document.number_text, document.issued_on, document.state) == (
        "澄信函〔2026〕1号",
        date(2026, 7, 31),
        "valid",
    )
    assert (document.drafted_by_id, document.issued_by_id) == (drafter.person_id, boss.person_id)
    assert (document.subject_id, document.target_kind, document.target_id) == (7, "case", "3")
    assert codes.read_code(codes.grouped(document.code)) == document.code
    content = bytes_of(document)
    assert (document.sha256, document.size) == (hashlib.sha256(content).hexdigest(), len(content))
    words = text_of(content)
    for expected in (
        "江阴市信用办",
        "澄信函〔2026〕1号",
        "关于商请协助核实有关情况的函",
        "江阴市住房和城乡建设局：",
        "现将有关情况函告如下。",
        "专此函达。",
        "2026年7月31日",
        "（盖章处）",
        f"核验码{codes.grouped(document.code)}",
        "在credit.example.test/verify输入核验码",
        "演示数据",
        "第1页共1页",
    ):
        assert expected in words, expected
    event = AuditEvent.objects.get(action="documents.issue")
    assert event.detail == {
        "kind": "letter",
        "number": "澄信函〔2026〕1号",
        "sha256": document.sha256,
    }


@pytest.mark.django_db
def test_the_pdf_is_made_for_archives_and_for_everybody() -> None:
    unit = make_unit()
    number_letters(unit)
    document = issue(approver(unit), unit, make_person().id)
    reader = PdfReader(io.BytesIO(bytes_of(document)))
    description = reader.xmp_metadata
    assert description
    written = description.stream.get_data().decode()
    assert re.search(r"pdfaid:part>2<", written)
    assert re.search(r"pdfaid:conformance>B<", written)
    assert re.search(r"pdfuaid:part>1<", written)
    assert reader.metadata
    assert reader.metadata.title == "关于商请协助核实有关情况的函"
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("zh-CN", True)
    assert "/AcroForm" not in root
    assert "/OpenAction" not in root
    assert {
        font["/FontDescriptor"].get_object().get("/FontFile3") is not None for font in fonts(reader)
    } == {True}


def fonts(reader: PdfReader) -> list[Any]:
    resources: Any = reader.pages[0]["/Resources"]
    return [
        descendant.get_object()
        for font in resources["/Font"].values()
        for descendant in font.get_object()["/DescendantFonts"]
    ]


@pytest.mark.django_db
def test_without_demo_there_is_no_demo_mark(settings: Settings) -> None:
    settings.DEMO = False
    unit = make_unit()
    number_letters(unit)
    document = issue(approver(unit), unit, make_person().id)
    assert "演示" not in text_of(bytes_of(document))


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_people_write_stays_text(text: str) -> None:
    unit = make_unit(name="江阴市信用办")
    number_letters(unit)
    data = letter(
        title=text[:100],
        addressee=text[:100],
        paragraphs=[text],
        closing=[text[:1000]],
        attachments=[text[:120]],
        table={"columns": [text[:40], "乙"], "rows": [[text[:400], ""]]},
    )
    document = issue(approver(unit), unit, make_person().id, data=data)
    words = text_of(bytes_of(document))
    wanted = "".join(text.split())
    if len(wanted) < 300:
        assert words.count(wanted) >= 4
    else:
        sample = wanted[0]
        assert words.count(sample) >= text.count(sample)
    assert "root:x:0" not in words


@pytest.mark.django_db
def test_what_the_font_cannot_print_is_spelled_out() -> None:
    unit = make_unit()
    number_letters(unit)
    data = letter(paragraphs=["售后承诺😀见网页", "字\u202e符\u200b甲\x07乙", "e\u0301"])
    document = issue(approver(unit), unit, make_person().id, data=data)
    words = text_of(bytes_of(document))
    assert "售后承诺〓（U+1F600）见网页" in words
    assert "字符甲乙" in words
    assert "\u00e9" in words


def test_the_font_knows_what_it_has() -> None:
    has = {character: glyphs.has_glyph(character) for character in "一A〔①𠮷𰻝〓😀\U0010fffd\u1e00"}
    assert has == {
        "一": True,
        "A": True,
        "〔": True,
        "①": True,
        "𠮷": True,
        "𰻝": True,
        "〓": True,
        "😀": False,
        "\U0010fffd": False,
        "\u1e00": False,
    }


@pytest.mark.django_db
def test_the_same_inputs_give_the_same_bytes() -> None:
    """What is kept beside the paper is enough to make it again, to the byte."""
    unit = make_unit()
    number_letters(unit)
    document = issue(approver(unit), unit, make_person().id)
    with store.open_bytes(document.data_sha256) as content:
        given = content.read()
    document.refresh_from_db()
    paper = registry.get("letter")
    assert document.template_version == paper.version
    again = render.pdf(paper, given, document.issued_at)
    assert hashlib.sha256(again).hexdigest() == document.sha256
    assert json.loads(given)["frame"]["number"] == document.number_text


@pytest.mark.django_db
def test_a_long_letter_keeps_its_signature_with_its_text() -> None:
    unit = make_unit()
    number_letters(unit)
    rows = [[str(n), f"示例{n}有限公司", "91320281MAY0000178"] for n in range(1, 60)]
    data = letter(
        table={"columns": ["序号", "名称", "代码"], "rows": rows}, attachments=["名单", "说明"]
    )
    document = issue(approver(unit), unit, make_person().id, data=data)
    pages = PdfReader(io.BytesIO(bytes_of(document))).pages
    last = "".join(pages[-1].extract_text().split())
    assert "专此函达。" in last
    assert "附件：1.名单2.说明" in last
    assert "（盖章处）" in last
    for place, page in enumerate(pages, start=1):
        words = "".join(page.extract_text().split())
        assert f"第{place}页共{len(pages)}页" in words
        assert codes.grouped(document.code) in words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 101}, "title"),
        ({"title": None}, "title"),
        ({"addressee": "\x00"}, "addressee"),
        ({"paragraphs": []}, "paragraphs"),
        ({"paragraphs": ["长" * 5001]}, "paragraphs.0"),
        ({"paragraphs": "一段"}, "paragraphs"),
        ({"table": {"columns": ["甲", "乙"], "rows": [["1"]]}}, "table.rows"),
        ({"table": {"columns": [], "rows": []}}, "table.columns"),
    ],
)
def test_data_the_schema_does_not_accept_costs_no_number(
    change: dict[str, Any], field: str
) -> None:
    unit = make_unit()
    number_letters(unit)
    with pytest.raises(Refusal) as refused:
        issue(approver(unit), unit, make_person().id, data=letter(**change))
    assert refused.value.code == "core.invalid"
    assert [found.field for found in refused.value.fields] == [field]
    assert (IssuedDocument.objects.count(), NumberSeries.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_only_an_approver_of_the_unit_issues_and_not_what_he_drafted() -> None:
    unit, elsewhere = make_unit(), make_unit("traffic", "江阴市交通运输局")
    number_letters(unit)
    drafter = make_person()
    boss = approver(unit)
    assert boss.person_id
    for actor, drafter_id, code in (
        (clerk(unit), drafter.id, "core.not_allowed"),
        (approver(elsewhere), drafter.id, "core.not_allowed"),
        (boss, boss.person_id, "documents.same_person"),
    ):
        with pytest.raises(Refusal) as refused:
            issue(actor, unit, drafter_id)
        assert refused.value.code == code
    with pytest.raises(ValueError, match="drafted by one person"):
        doors.run(papers.issue, actor=boss, kind="letter", unit_id=unit.id, data=letter())
    assert (IssuedDocument.objects.count(), NumberSeries.objects.count()) == (0, 0)
    with pytest.raises(Refusal) as unknown:
        doors.run(papers.issue, actor=boss, kind="decree", unit_id=unit.id, data={})
    assert unknown.value.code == "documents.no_such_paper"


@pytest.mark.django_db
def test_a_paper_is_revoked_once_with_a_reason_and_keeps_its_number() -> None:
    unit, elsewhere = make_unit(), make_unit("traffic", "江阴市交通运输局")
    number_letters(unit)
    boss, drafter = approver(unit), make_person()
    document = issue(boss, unit, drafter.id)
    for stranger, code in (
        (clerk(unit), "core.not_allowed"),
        (approver(elsewhere), "core.not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            doors.run(
                papers.revoke_document,
                actor=stranger,
                document_id=document.id,
                reason="误发",
            )
        assert refused.value.code == code
        document.refresh_from_db()
        assert document.state == "valid"
    doors.run(papers.revoke_document, actor=boss, document_id=document.id, reason="主送单位有误")
    document.refresh_from_db()
    assert (document.state, document.end_reason, document.ended_by_id) == (
        "revoked",
        "主送单位有误",
        boss.person_id,
    )
    with pytest.raises(Refusal) as again:
        doors.run(papers.revoke_document, actor=boss, document_id=document.id, reason="再来一次")
    assert again.value.code == "documents.document_ended"
    assert issue(boss, unit, drafter.id).number_text.endswith("〕2号")


@pytest.mark.django_db
def test_a_newer_paper_replaces_an_older_one() -> None:
    unit = make_unit()
    number_letters(unit)
    boss, drafter = approver(unit), make_person()
    old = issue(boss, unit, drafter.id)
    new = issue(boss, unit, drafter.id, replaces_id=old.id)
    old.refresh_from_db()
    assert (old.state, old.superseded_by_id, old.end_reason) == (
        "superseded",
        new.id,
        f"由{new.number_text}代替",
    )
    with pytest.raises(Refusal) as again:
        issue(boss, unit, drafter.id, replaces_id=old.id)
    assert again.value.code == "documents.document_ended"
    assert NumberSeries.objects.get().next == 3


@pytest.mark.django_db
def test_two_kinds_written_alike_are_found_out() -> None:
    unit = make_unit()
    number_letters(unit)
    boss, drafter = approver(unit), make_person()
    first = issue(boss, unit, drafter.id)
    NumberSeries.objects.create(unit=unit, kind="notice", year=first.year, next=1)
    first.pk, first.kind, first.code = None, "notice", codes.new_code()

    def copy(*, actor: object) -> None:
        first.save(force_insert=True)

    with pytest.raises(Refusal) as refused:
        doors.run(copy, actor=SYSTEM)
    assert refused.value.code == "documents.number_taken"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE documents_issueddocument SET number = number + 1", "permission denied"),
        ("UPDATE documents_issueddocument SET number_text = 'x'", "permission denied"),
        ("UPDATE documents_issueddocument SET sha256 = repeat('0', 64)", "permission denied"),
        ("UPDATE documents_issueddocument SET data_sha256 = sha256", "permission denied"),
        ("UPDATE documents_issueddocument SET code = code", "permission denied"),
        ("UPDATE documents_issueddocument SET issued_on = issued_on", "permission denied"),
        ("UPDATE documents_issueddocument SET unit_id = unit_id", "permission denied"),
        ("UPDATE documents_issueddocument SET issued_by_id = NULL", "permission denied"),
        ("DELETE FROM documents_issueddocument", "permission denied"),
        ("TRUNCATE documents_issueddocument CASCADE", "permission denied"),
        ("UPDATE documents_issueddocument SET state = 'revoked'", "issueddocument_end"),
        (
            "UPDATE documents_issueddocument SET state = 'revoked', ended_at = issued_at",
            "issueddocument_end",
        ),
        (
            """UPDATE documents_issueddocument SET state = 'superseded', ended_at = issued_at,
            end_reason = 'x', superseded_by_id = id""",
            "issueddocument_end",
        ),
    ],
)
def test_the_application_cannot_rewrite_a_paper(statement: str, refusal: str) -> None:
    unit = make_unit()
    number_letters(unit)
    issue(approver(unit), unit, make_person().id)
    before = IssuedDocument.objects.values().get()
    with (
        pytest.raises(Exception, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert IssuedDocument.objects.values().get() == before


@pytest.mark.django_db
def test_the_database_keeps_an_end_and_the_two_persons() -> None:
    unit = make_unit()
    number_letters(unit)
    boss = approver(unit)
    document = issue(boss, unit, make_person().id)
    doors.run(papers.revoke_document, actor=boss, document_id=document.id, reason="误发了")
    with pytest.raises(Exception, match="ended_once"), transaction.atomic():
        IssuedDocument.objects.update(state="valid", ended_at=None, ended_by=None, end_reason="")
    document.pk = None
    document.number, document.number_text, document.code = 9, "九", codes.new_code()
    document.drafted_by_id = boss.person_id
    with pytest.raises(Exception, match="two_persons"), transaction.atomic():
        document.save(force_insert=True)
    document.drafted_by_id, document.year = None, 2199
    with pytest.raises(Exception, match="issueddocument_series"), transaction.atomic():
        document.save(force_insert=True)


@pytest.mark.django_db
def test_the_list_is_found_by_kind_year_and_number(django_assert_num_queries: Any) -> None:
    unit, elsewhere = make_unit(), make_unit("traffic", "江阴市交通运输局")
    boss, drafter = approver(unit), make_person()
    number_letters(unit)
    made = [issue(boss, unit, drafter.id) for _ in range(3)]
    year = clock.today().year

    def numbers(**wanted: Any) -> list[int]:
        page = queries.list_documents(actor=boss, unit_id=unit.id, **wanted)
        return [document.number for document in page.items]

    assert numbers() == [3, 2, 1]
    assert numbers(kind="letter", year=year, number="2") == [2]
    assert numbers(number=f"澄信函({year})3号") == [3]
    assert numbers(year=year - 1) == []
    assert numbers(number="9" * 30) == []
    with django_assert_num_queries(1):
        first = queries.list_documents(actor=boss, unit_id=unit.id, size=2)
    second = queries.list_documents(actor=boss, unit_id=unit.id, size=2, cursor=first.next)
    assert [document.id for document in second.items] == [made[0].id]
    assert queries.list_documents(actor=approver(elsewhere), unit_id=unit.id).items == []


def test_pictures_of_a_preview_show_every_page() -> None:
    paper = registry.get("letter")
    data = paper.checked(letter(paragraphs=["段落。" * 300] * 4))
    frame = render.preview_frame(unit="江阴市信用办", title="函", day=date(2026, 7, 31))
    given = render.inputs(frame, data)
    pages = render.preview_pictures(paper, given, clock.now())
    assert len(pages) == len(PdfReader(render.preview_pdf(paper, given, clock.now())).pages) > 1
    assert {struct.unpack(">II", page[16:24]) for page in pages} == {(794, 1123)}
    words = text_of(render.preview_pdf(paper, given, clock.now()).getvalue())
    assert "草稿未签发" in words
    assert "签发后生成文号和核验码" in words
    assert "扫描二维码" not in words
