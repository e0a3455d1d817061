"""Looking for malware. A file can be opened by nobody before a scanner has found it clean.

With CREDIT_CLAMD_SOCKET set, ClamAV does the work. In production nothing else does: without the
socket files wait. Elsewhere a small scanner of our own runs, which finds the EICAR test file also
inside Office files: it proves the way a finding takes and knows no real malware.
"""

import socket
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from django.conf import settings

PIECE = 64 * 1024
MOST_UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    clean: bool
    engine: str
    version: str
    finding: str = ""


class ScannerUnavailable(Exception):
    """No verdict could be had now; the file waits."""


class Scanner(Protocol):
    def scan(self, content: BinaryIO) -> Verdict: ...


# In two parts, so that a scanner on the developer's machine does not take this file away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class SignatureScanner:
    """Searches for known byte sequences, in the file and in the parts of an archive."""

    ENGINE = "signatures"
    VERSION = "1"
    SIGNATURES = {"EICAR-Test-File": EICAR}

    def scan(self, content: BinaryIO) -> Verdict:
        content.seek(0)
        finding = self._search(content)
        content.seek(0)
        if not finding and content.read(4) == b"PK\x03\x04":
            finding = next((found for part in _parts(content) if (found := self._search(part))), "")
        return Verdict(not finding, self.ENGINE, self.VERSION, finding)

    def _search(self, content: BinaryIO) -> str:
        longest = max(map(len, self.SIGNATURES.values()))
        kept = b""
        while piece := content.read(PIECE):
            window = kept + piece
            for name, signature in self.SIGNATURES.items():
                if signature in window:
                    return name
            kept = window[-longest:]
        return ""


def _parts(content: BinaryIO) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(content) as archive:
        for entry in archive.infolist():
            if entry.file_size <= MOST_UNPACKED:
                with archive.open(entry) as part:
                    yield cast(BinaryIO, part)


class ClamdScanner:
    """ClamAV's daemon over its unix socket: the file is streamed to it (INSTREAM)."""

    ENGINE = "ClamAV"
    TIMEOUT = 60

    def __init__(self, path: str, timeout: float = TIMEOUT) -> None:
        self._path, self._timeout = path, timeout

    def version(self) -> str:
        """What answers at the socket; raises ScannerUnavailable when nothing does."""
        return self._ask(b"zVERSION\0")[:120]

    def scan(self, content: BinaryIO) -> Verdict:
        content.seek(0)
        version = self.version()
        answer = self._ask(b"zINSTREAM\0", content)
        verdict = answer.removeprefix("stream: ")
        if verdict == "OK":
            return Verdict(True, self.ENGINE, version)
        if verdict.endswith(" FOUND"):
            return Verdict(False, self.ENGINE, version, verdict.removesuffix(" FOUND")[:120])
        if "size limit exceeded" in verdict:
            # Nobody could look into it, so nobody may open it.
            return Verdict(
                False, self.ENGINE, version, "unscannable: over the scanner's size limit"
            )
        raise ScannerUnavailable(verdict)

    def _ask(self, command: bytes, content: BinaryIO | None = None) -> str:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(self._timeout)
                connection.connect(self._path)
                connection.sendall(command)
                if content is not None:
                    self._send(connection, content)
                return self._answer(connection)
        except OSError as error:
            raise ScannerUnavailable(type(error).__name__) from error

    @staticmethod
    def _send(connection: socket.socket, content: BinaryIO) -> None:
        try:
            while piece := content.read(PIECE):
                connection.sendall(struct.pack(">I", len(piece)) + piece)
            connection.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            # clamd hangs up at its size limit; what it has to say about that is still to be read.
            return

    @staticmethod
    def _answer(connection: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0"):
            piece = connection.recv(4096)
            if not piece:
                break
            answer += piece
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


class NoScanner:
    """Nothing here can tell a clean file from a harmful one, so every file waits."""

    def scan(self, content: BinaryIO) -> Verdict:
        raise ScannerUnavailable("no scanner is set up")


def configured() -> Scanner:
    """The scanner of this installation. In production our own takes part only where whoever runs
    the platform asks for it by name (CREDIT_SCANNER=signatures): calling every file clean that is
    not the test file is a decision, not a default."""
    if settings.CLAMD_SOCKET:
        return ClamdScanner(settings.CLAMD_SOCKET)
    if settings.PRODUCTION and settings.SCANNER != SignatureScanner.ENGINE:
        return NoScanner()
    return SignatureScanner()


def is_set_up() -> bool:
    return not isinstance(configured(), NoScanner)
