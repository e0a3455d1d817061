"""Bytes at rest: encrypted, named by their hash, whole or not at all."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from core import clock
from core.errors import Refusal
from documents import store
from documents.cipher import CHUNK, HEADER, DecryptingReader, EncryptingWriter, Unreadable

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]


def content_of(size: int) -> bytes:
    return (b"0123456789abcdefghijklmnopqrstuvwxyz." * (size // 37 + 1))[:size]


def encrypted(content: bytes, *, pieces: int = 1000) -> bytes:
    target = io.BytesIO()
    writer = EncryptingWriter(target)
    for start in range(0, len(content), pieces):
        writer.write(content[start : start + pieces])
    writer.finish()
    return target.getvalue()


def kept(content: bytes) -> str:
    with store.Incoming() as incoming:
        incoming.write(content)
        incoming.finish()
        store.place(incoming)
        return incoming.sha256


@pytest.mark.parametrize("size", SIZES)
def test_what_is_encrypted_reads_the_same(size: int) -> None:
    content = content_of(size)
    reader = DecryptingReader(io.BytesIO(encrypted(content)))
    assert (reader.size, io.BufferedReader(reader).read()) == (size, content)


@given(st.lists(st.tuples(st.integers(0, 3 * CHUNK + 10), st.integers(0, 2000)), max_size=8))
def test_it_reads_from_any_place(places: list[tuple[int, int]]) -> None:
    content = content_of(3 * CHUNK + 5)
    reader = io.BufferedReader(DecryptingReader(io.BytesIO(encrypted(content, pieces=CHUNK))))
    for place, length in places:
        reader.seek(place)
        assert reader.read(length) == content[place : place + length]


@pytest.mark.parametrize("size", [10, CHUNK, 2 * CHUNK + 7])
def test_altered_or_shortened_bytes_do_not_open(size: int) -> None:
    whole = encrypted(content_of(size))
    for place in (0, 5, HEADER - 1, HEADER, len(whole) - 1):
        altered = bytearray(whole)
        altered[place] ^= 1
        with pytest.raises(Unreadable):
            DecryptingReader(io.BytesIO(bytes(altered))).readall()
    for length in (0, HEADER, len(whole) - 1, HEADER + CHUNK + 16):
        if length < len(whole):
            with pytest.raises(Unreadable):
                DecryptingReader(io.BytesIO(whole[:length])).readall()


def test_chunks_cannot_change_places() -> None:
    whole = encrypted(content_of(2 * CHUNK + 7))
    first = whole[HEADER : HEADER + CHUNK + 16]
    second = whole[HEADER + CHUNK + 16 : HEADER + 2 * (CHUNK + 16)]
    swapped = whole.replace(first + second, second + first)
    with pytest.raises(Unreadable):
        DecryptingReader(io.BytesIO(swapped)).readall()


def test_an_older_secret_still_opens(settings: Settings) -> None:
    whole = encrypted(b"content")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret for tests only"
    assert DecryptingReader(io.BytesIO(whole)).readall() == b"content"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        DecryptingReader(io.BytesIO(whole))


def test_a_kept_file_lies_under_its_hash_and_cannot_be_read_there(store_folder: Path) -> None:
    content = "无锡市江阴生态环境局".encode() * 5000
    sha256 = kept(content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    path = store_folder / sha256[:2] / sha256[2:4] / sha256
    assert [file for file in store_folder.rglob("*") if file.is_file()] == [path]
    assert "生态".encode() not in path.read_bytes()
    with store.open_bytes(sha256) as opened:
        assert opened.read() == content


def test_the_same_content_is_kept_once_and_replaces_a_damaged_copy(store_folder: Path) -> None:
    sha256 = kept(b"content")
    path = store.path_of(sha256)
    path.write_bytes(path.read_bytes()[:-1])
    assert kept(b"content") == sha256
    assert [file for file in store_folder.rglob("*") if file.is_file()] == [path]
    with store.open_bytes(sha256) as opened:
        assert opened.read() == b"content"


def test_placing_twice_is_placing_once(store_folder: Path) -> None:
    """A door that has to try again places the same incoming file again."""
    with store.Incoming() as incoming:
        incoming.write(b"content")
        incoming.finish()
        store.place(incoming)
        store.place(incoming)
        path = store.path_of(incoming.sha256)
    assert [file for file in store_folder.rglob("*") if file.is_file()] == [path]


def test_what_is_not_kept_leaves_no_trace(store_folder: Path) -> None:
    with store.Incoming() as incoming:
        incoming.write(b"x" * 200_000)
    assert [file for file in store_folder.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "0" * 63, ""])
def test_only_a_hash_is_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path_of(name)


def test_missing_and_unreadable_bytes_are_a_coded_refusal() -> None:
    with pytest.raises(Refusal) as refused:
        store.open_bytes("0" * 64)
    assert (refused.value.code, refused.value.error.status) == ("documents.bytes_missing", 503)
    path = store.path_of(kept(b"content"))
    path.write_bytes(b"rubbish")
    with pytest.raises(Refusal) as refused:
        store.open_bytes(path.name)
    assert refused.value.code == "documents.bytes_missing"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_a_coded_refusal() -> None:
    """/dev/full answers every write as a full disk does."""
    with store.Incoming() as incoming, Path("/dev/full").open("wb", buffering=0) as full:
        os.dup2(full.fileno(), incoming._file.fileno())
        with pytest.raises(Refusal) as refused:
            incoming.write(b"x" * (2 * CHUNK))
        assert (refused.value.code, refused.value.error.status) == ("documents.storage_full", 507)
    assert list(incoming.path.parent.iterdir()) == []


def test_what_a_crash_left_is_cleared_after_a_day(store_folder: Path) -> None:
    old, new = store.Incoming(), store.Incoming()
    long_ago = clock.now().timestamp() - store.LEFT_BEHIND - 60
    os.utime(old.path, (long_ago, long_ago))
    assert store.clear_left_behind() == 1
    assert [file.name for file in (store_folder / "incoming").iterdir()] == [new.path.name]
    old.discard()
    new.discard()
