"""Uploads over HTTP: what is taken, what is refused, and that neither costs memory or disk."""

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory
from pytest_django import Settings

from core.actors import PUBLIC
from core.errors import Refusal
from core.models import AuditEvent
from documents.models import EvidenceFile
from documents.uploads import HashFile, KeepFiles
from tests.documents import samples
from tests.documents.browsing import Browser
from tests.documents.keeping import keep, scan_all
from tests.documents.people import approver, clerk, make_unit, reader

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MB = 1024 * 1024
BOUNDARY = "boundary-of-parts"


def stored(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def sent(*files: tuple[str, bytes], retention: str = "case") -> dict[str, Any]:
    return {
        "retention": retention,
        "files": [SimpleUploadedFile(name, content) for name, content in files],
    }


class Stream(io.RawIOBase):
    """A request body made as it is read: one file of so many bytes, or one that claims to be."""

    def __init__(self, size: int, *, name: str = "a.txt") -> None:
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        )
        self._head = head.encode() + b"Content-Type: text/plain\r\n\r\n"
        self._tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.length = len(self._head) + size + len(self._tail)
        self.read_so_far = 0
        self._parts = self._make(size)
        self._waiting = b""

    def _make(self, size: int) -> Iterator[bytes]:
        yield self._head
        piece = b"0123456789abcde\n" * 4096
        while size:
            part = piece[:size]
            size -= len(part)
            yield part
        yield self._tail

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        wanted = memoryview(buffer)
        if not self._waiting:
            self._waiting = next(self._parts, b"")
        given, self._waiting = self._waiting[: len(wanted)], self._waiting[len(wanted) :]
        wanted[: len(given)] = given
        self.read_so_far += len(given)
        return len(given)


@pytest.mark.django_db
def test_several_files_are_taken_at_once(store_folder: Path) -> None:
    unit = make_unit()
    browser = Browser(clerk(unit))
    answer = browser.post(
        "/documents/files/upload", sent(("甲.pdf", samples.pdf()), ("乙.png", samples.png()))
    )
    assert (answer.status_code, answer["Location"]) == (303, "/documents/files")
    kept = EvidenceFile.objects.order_by("id").values_list("name", "media_type", "retention")
    assert list(kept) == [("甲.pdf", "application/pdf", "case"), ("乙.png", "image/png", "case")]
    assert len(stored(store_folder)) == 2
    page = browser.get("/documents/files")
    assert "已接收 2 个文件" in page.content.decode()


@pytest.mark.django_db
def test_each_file_gets_its_own_answer(store_folder: Path) -> None:
    unit = make_unit()
    answer = Browser(clerk(unit)).post(
        "/documents/files/upload", sent(("好.pdf", samples.pdf()), ("坏.svg", samples.SVG))
    )
    page = answer.content.decode()
    assert answer.status_code == 415
    assert '<strong class="break">好.pdf</strong>：安全检查通过后即可打开' in page
    assert '<strong class="break">坏.svg</strong>：这是 SVG 图片' in page
    assert EvidenceFile.objects.values_list("name", flat=True).get() == "好.pdf"
    assert stored(store_folder) == [EvidenceFile.objects.get().sha256]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"retention": "case"}, 422, "还没有选择要上传的文件"),
        (sent(("a.pdf", samples.pdf()), retention="forever"), 422, "材料用途"),
        (sent(("a.pdf", samples.pdf()), retention="intake"), 422, "材料用途"),
        (sent(*(("a.pdf", samples.pdf()) for _ in range(11))), 400, "一次最多上传 10 个文件"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_on_the_page(
    form: dict[str, Any], status: int, said: str, store_folder: Path
) -> None:
    answer = Browser(clerk(make_unit())).post("/documents/files/upload", form)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "<h1>上传材料</h1>" in answer.content.decode()
    assert (EvidenceFile.objects.count(), stored(store_folder)) == (0, [])


@pytest.mark.django_db
def test_hostile_names_are_made_harmless() -> None:
    hostile = {
        "..\\..\\boot.pdf": "boot.pdf",
        "a\u202efdp.exe.pdf": "afdp.exe.pdf",
        "<script>.pdf": "_script_.pdf",
        "很" * 300 + ".pdf": "很" * 116 + ".pdf",
        "  . .pdf": "未命名.pdf",
    }
    unit = make_unit()
    for given, shown in hostile.items():
        answer = Browser(clerk(unit)).post("/documents/files/upload", sent((given, samples.pdf())))
        assert answer.status_code == 303
        assert EvidenceFile.objects.latest("id").name == shown


@pytest.mark.django_db
def test_one_gigabyte_is_refused_by_its_announced_length(store_folder: Path) -> None:
    stream = Stream(1024 * MB)
    answer = Browser(clerk(make_unit())).post_stream(
        "/documents/files/upload", stream, length=stream.length, boundary=BOUNDARY
    )
    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()
    assert (stream.read_so_far, stored(store_folder)) == (0, [])


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused_while_it_comes_in(store_folder: Path) -> None:
    """Within the size of a request but not of a file: nothing of it stays."""
    stream = Stream(150 * MB)
    answer = Browser(clerk(make_unit())).post_stream(
        "/documents/files/upload", stream, length=stream.length, boundary=BOUNDARY
    )
    assert answer.status_code == 413
    assert 20 * MB < stream.read_so_far < 21 * MB
    assert (EvidenceFile.objects.count(), stored(store_folder)) == (0, [])


@pytest.mark.parametrize("handler_of", [KeepFiles, HashFile])
def test_a_gigabyte_costs_no_memory(handler_of: type[KeepFiles | HashFile], tmp_path: Path) -> None:
    """Where the limit allowed it, a stream of 1 GB (64 MB through the store) passes in pieces."""
    size = 64 * MB if handler_of is KeepFiles else 1024 * MB
    stream = Stream(size)
    request = RequestFactory().post("/")
    handler = handler_of(request, limit=2 * 1024 * MB)
    meta = {
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(stream.length),
    }
    tracemalloc.start()
    try:
        parser = MultiPartParser(meta, stream, [handler], "utf-8")  # type: ignore[arg-type]  # reads like a file
        parser.parse()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert handler.received[0].size == size
    assert peak < 4 * MB
    handler.discard_all()
    assert stored(tmp_path) == []


def test_a_gigabyte_stops_at_the_limit() -> None:
    stream = Stream(1024 * MB)
    handler = KeepFiles(RequestFactory().post("/"))
    meta = {
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(stream.length),
    }
    with pytest.raises(Refusal) as refused:
        MultiPartParser(meta, stream, [handler], "utf-8").parse()  # type: ignore[arg-type]  # reads like a file
    assert (refused.value.code, refused.value.error.status) == ("core.too_large", 413)
    assert stream.read_so_far < 21 * MB
    handler.discard_all()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("/documents", 400), ("/documents/drafts/new", 400), ("/nowhere", 404)]
)
def test_other_pages_take_no_files(
    path: str, status: int, tmp_path: Path, settings: Settings
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    browser = Browser(clerk(make_unit()), checks_origin=True)
    browser.cookies["csrftoken"] = token = "t" * 32
    file = SimpleUploadedFile("a.pdf", b"x" * (3 * MB))
    answer = browser.post(path, {"file": file, "csrfmiddlewaretoken": token})
    assert answer.status_code == status
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused(store_folder: Path) -> None:
    browser = Browser(clerk(make_unit()), checks_origin=True)
    answer = browser.post("/documents/files/upload", sent(("a.pdf", samples.pdf())))
    assert answer.status_code == 403
    assert "core.csrf" in answer.content.decode()
    assert (EvidenceFile.objects.count(), stored(store_folder)) == (0, [])
    page = browser.get("/documents/files/upload")
    token = page.context["csrf_token"]
    form = {**sent(("a.pdf", samples.pdf())), "csrfmiddlewaretoken": str(token)}
    assert browser.post("/documents/files/upload", form).status_code == 303
    assert EvidenceFile.objects.count() == 1


@pytest.mark.django_db
def test_readers_and_strangers_upload_nothing(store_folder: Path) -> None:
    unit = make_unit()
    form = sent(("a.pdf", samples.pdf()))
    assert Browser(reader(unit)).post("/documents/files/upload", form).status_code == 403
    assert Browser(PUBLIC).post("/documents/files/upload", form).status_code == 401
    led = Browser(PUBLIC).get("/documents/files/upload")
    assert led["Location"] == "/sign-in?next=%2Fdocuments%2Ffiles%2Fupload"
    assert (EvidenceFile.objects.count(), stored(store_folder)) == (0, [])


@pytest.mark.django_db
@pytest.mark.req("R262")
def test_a_file_is_sent_as_a_download_that_nothing_can_run() -> None:
    unit = make_unit()
    file = keep(clerk(unit), unit, name="澄环罚决〔2026〕31号.pdf")
    browser = Browser(approver(unit))
    waiting = browser.get(f"/files/{file.id}")
    assert waiting.status_code == 409
    assert "documents.file_waiting" in waiting.content.decode()
    scan_all()
    answer = browser.get(f"/files/{file.id}")
    assert answer.getvalue() == samples.pdf()
    wanted = {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(samples.pdf())),
        "Content-Disposition": (
            "attachment; filename=\"file.pdf\"; filename*=UTF-8''"
            "%E6%BE%84%E7%8E%AF%E7%BD%9A%E5%86%B3%E3%80%942026%E3%80%9531%E5%8F%B7.pdf"
        ),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Frame-Options": "DENY",
    }
    assert {name: answer[name] for name in wanted} == wanted
    read = AuditEvent.objects.filter(kind="read").values("action", "purpose", "target_id").get()
    assert read == {
        "action": "documents.open_file",
        "purpose": "打开材料",
        "target_id": str(file.id),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/files/0", "/files/99999999999999999999", "/files/1"])
def test_no_such_file(path: str) -> None:
    answer = Browser(clerk(make_unit())).get(path)
    assert answer.status_code == 404
    assert "core.not_found" in answer.content.decode()
