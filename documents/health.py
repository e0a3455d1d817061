"""What documents adds to /metrics: are files being looked at?"""

from collections.abc import Iterator

from core import clock, metrics
from documents.queries.files import waiting_since


def oldest_unscanned() -> Iterator[metrics.Sample]:
    """Scanning starts within seconds; a minute means that no scanner or no worker answers."""
    since = waiting_since()
    yield metrics.Sample((clock.now() - since).total_seconds() if since else 0.0)


metrics.register(
    "credit_files_unscanned_seconds", "Age of the oldest file not scanned.", oldest_unscanned
)
