"""Files at rest are encrypted in chunks, so that neither writing nor reading holds a whole file.

Layout: header (magic, key id, salt), then chunks of 64 KiB, each AES-256-GCM with its own tag. The
key is derived for each file from the platform's secret and the file's salt, so a counter is enough
as nonce. The last chunk says that it is the last: a file cut short does not open. (This is the
STREAM construction.) The header is authenticated with every chunk.
"""

import io
import os
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"CRF1"
KEY_ID, SALT, TAG = 4, 16, 16
HEADER = len(MAGIC) + KEY_ID + SALT
CHUNK = 64 * 1024
ENCRYPTED = CHUNK + TAG


class Unreadable(Exception):
    """The stored bytes were altered, cut short, or written with a key we no longer have."""


class EncryptingWriter:
    """Encrypts what is written to it. Nothing is complete before `finish`."""

    def __init__(self, target: BinaryIO) -> None:
        salt = os.urandom(SALT)
        self._header = MAGIC + _key_id(settings.SECRET_KEY) + salt
        self._cipher = AESGCM(_key(settings.SECRET_KEY, salt))
        self._target = target
        self._waiting = bytearray()
        self._count = 0
        target.write(self._header)

    def write(self, content: bytes) -> None:
        self._waiting += content
        # A full chunk waits until more comes: it could be the last.
        while len(self._waiting) > CHUNK:
            self._encrypt(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        self._encrypt(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _encrypt(self, content: bytes, *, last: bool) -> None:
        nonce = _nonce(self._count, last=last)
        self._target.write(self._cipher.encrypt(nonce, content, self._header))
        self._count += 1


class DecryptingReader(io.RawIOBase):
    """The plain content of an encrypted file, from any place; wrap in io.BufferedReader."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        length = source.seek(0, io.SEEK_END)
        source.seek(0)
        self._header = source.read(HEADER)
        if length < HEADER + TAG or self._header[: len(MAGIC)] != MAGIC:
            raise Unreadable
        self._cipher = AESGCM(_known_key(self._header))
        body = length - HEADER
        self._chunks = max(1, -(-body // ENCRYPTED))
        self.size = body - self._chunks * TAG
        self._place = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("a place before the start")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: "WriteableBuffer") -> int:
        wanted = memoryview(buffer).cast("B")
        if self._place >= self.size:
            return 0
        number, offset = divmod(self._place, CHUNK)
        content = self._chunk(number)[offset : offset + len(wanted)]
        wanted[: len(content)] = content
        self._place += len(content)
        return len(content)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(HEADER + number * ENCRYPTED)
            encrypted = self._source.read(ENCRYPTED)
            nonce = _nonce(number, last=number == self._chunks - 1)
            try:
                self._held = (number, self._cipher.decrypt(nonce, encrypted, self._header))
            except InvalidTag as error:
                raise Unreadable from error
        return self._held[1]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _known_key(header: bytes) -> bytes:
    """The secret may have been replaced since; the old ones stay in SECRET_KEY_FALLBACKS."""
    wanted, salt = header[len(MAGIC) : len(MAGIC) + KEY_ID], header[-SALT:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if _key_id(secret) == wanted:
            return _key(secret, salt)
    raise Unreadable


def _key(secret: str | bytes, salt: bytes) -> bytes:
    return _derive(secret, salt, b"creditplatform documents file key", 32)


def _key_id(secret: str | bytes) -> bytes:
    return _derive(secret, None, b"creditplatform documents key id", KEY_ID)


def _derive(secret: str | bytes, salt: bytes | None, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, purpose).derive(force_bytes(secret))
