"""What documents adds to /readyz and /metrics: are files being looked at?"""

from collections.abc import Iterator

from django.conf import settings

from core import clock, health, metrics
from core.health import Part, State
from documents import scanners
from documents.queries.files import waiting_since

ANSWERS_WITHIN = 2.0


def scanner() -> Part:
    """Files that wait can be looked at later, so this warns and does not fail."""
    if not scanners.is_set_up():
        return Part(State.WARN, "没有接入查毒程序，收到的文件等待安全检查")
    if settings.CLAMD_SOCKET:
        try:
            scanners.ClamdScanner(settings.CLAMD_SOCKET, ANSWERS_WITHIN).version()
        except scanners.ScannerUnavailable:
            return Part(State.WARN, "查毒程序没有应答，收到的文件等待安全检查")
    return Part(State.OK)


def oldest_unscanned() -> Iterator[metrics.Sample]:
    """Scanning starts within seconds; a minute means that no scanner or no worker answers."""
    since = waiting_since()
    yield metrics.Sample((clock.now() - since).total_seconds() if since else 0.0)


health.register("scanner", scanner)
metrics.register(
    "credit_files_unscanned_seconds", "Age of the oldest file not scanned.", oldest_unscanned
)
