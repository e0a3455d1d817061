"""Keeping, scanning and erasing evidence files."""

import logging
from datetime import date
from enum import StrEnum

from core import bells, clock, doors, errors
from core.actors import Actor, ActorKind
from core.services import audit
from documents import errors as document_errors
from documents import scanners, sniffing, store
from documents.decisions import retention as terms
from documents.decisions.names import display_name
from documents.models import EvidenceFile
from documents.queries import files as queries

log = logging.getLogger(__name__)


class EraseReason(StrEnum):
    """Why bytes were given up. A code, not a text: the log holds no content."""

    RETENTION = "retention"
    LAW = "law"
    REQUEST = "request"


SCAN = "documents.scan"
TIDY = "documents.tidy"


def add_file(
    *,
    actor: Actor,
    incoming: store.Incoming,
    name: str,
    unit_id: int,
    retention: EvidenceFile.Retention,
    keep_until: date | None = None,
    target: tuple[str, object] | None = None,
    subject_id: int | None = None,
) -> EvidenceFile:
    """Keep a file that has come in, finished. It can be opened once a scanner found it clean.

    It is kept as long as its kind says (decisions.retention), or to the day its procedure gives.
    Staff need a writing role in the unit. Agents, systems and tasks come through a procedure, which
    has checked them and is named as the target. Raises a documents.file_* refusal for a file that
    is not acceptable.
    """
    doors.require_transaction()
    _require_keeper(actor, unit_id, target)
    shown = display_name(name)
    with incoming.open() as content:
        kind = sniffing.sniff(content, incoming.size, shown)
    queries.lock_bytes(incoming.sha256)
    store.place(incoming)
    file = EvidenceFile.objects.create(
        unit_id=unit_id,
        uploaded_by_id=actor.person_id,
        uploaded_at=clock.now(),
        sha256=incoming.sha256,
        size=incoming.size,
        media_type=kind.media_type,
        name=shown,
        retention=retention,
        keep_until=keep_until or terms.keep_until(retention, clock.today()),
        target_kind=target[0] if target else "",
        target_id=str(target[1]) if target else "",
        subject_id=subject_id,
    )
    audit.record(
        actor=actor,
        action="documents.add_file",
        target=("file", file.id),
        subject_id=subject_id,
        detail={"sha256": file.sha256, "size": file.size},
    )
    bells.ring(SCAN)
    return file


def attach_file(
    *, actor: Actor, file_id: int, target: tuple[str, object], subject_id: int | None = None
) -> EvidenceFile:
    """Make a file part of a procedure, once. Only files of one's own unit."""
    doors.require_transaction()
    file = queries.access_file(actor=actor, file_id=file_id)
    _require_keeper(actor, file.unit_id, target)
    file = queries.lock_file(file_id)
    if file.target_kind:
        raise document_errors.FILE_ATTACHED()
    file.target_kind, file.target_id = target[0], str(target[1])
    file.subject_id = subject_id
    file.save(update_fields=["target_kind", "target_id", "subject_id"])
    audit.record(
        actor=actor,
        action="documents.attach_file",
        target=("file", file.id),
        subject_id=subject_id,
        detail={"to": f"{file.target_kind}:{file.target_id}"},
    )
    return file


def scan_next(*, actor: Actor, scanner: scanners.Scanner, after: int = 0) -> EvidenceFile | None:
    """Have the oldest waiting file with an id above `after` looked at; None when there is none.

    Where no verdict can be had now, the file stays as it is and waits for the next round.
    """
    doors.require_transaction()
    file = queries.lock_unscanned(after)
    if file is None:
        return None
    try:
        with store.open_bytes(file.sha256) as content:
            verdict = scanner.scan(content)
    except (scanners.ScannerUnavailable, errors.Refusal) as error:
        log.warning("not scanned", extra={"file_id": file.id, "reason": str(error)})
        return file
    file.scan_state = EvidenceFile.Scan.CLEAN if verdict.clean else EvidenceFile.Scan.QUARANTINED
    file.scan_engine, file.scan_version = verdict.engine, verdict.version
    file.scan_finding = verdict.finding
    file.scanned_at = clock.now()
    file.save(
        update_fields=["scan_state", "scan_engine", "scan_version", "scan_finding", "scanned_at"]
    )
    audit.record(
        actor=actor,
        action="documents.scan_file",
        target=("file", file.id),
        subject_id=file.subject_id,
        detail={"sha256": file.sha256, "state": file.scan_state, "finding": file.scan_finding},
    )
    return file


def erase_file(*, actor: Actor, file_id: int, reason: EraseReason) -> None:
    """Give up the bytes of a file; the row with its hash stays. Called by the floor whose law says
    so, and for files past their time. The bytes go when nothing else needs them (tidy)."""
    doors.require_transaction()
    file = queries.lock_file(file_id)
    if file.erased_at is not None:
        return
    file.erased_at = clock.now()
    file.save(update_fields=["erased_at"])
    audit.record(
        actor=actor,
        action="documents.erase_file",
        target=("file", file.id),
        subject_id=file.subject_id,
        detail={"sha256": file.sha256, "reason": reason},
    )
    bells.ring(TIDY)


def erase_ended(*, actor: Actor, today: date, limit: int = 200) -> int:
    """Erase files whose time of keeping is over; how many there were."""
    doors.require_transaction()
    ended = EvidenceFile.objects.filter(erased_at__isnull=True, keep_until__lt=today)
    ids = list(ended.order_by("keep_until", "id").values_list("id", flat=True)[:limit])
    for file_id in ids:
        erase_file(actor=actor, file_id=file_id, reason=EraseReason.RETENTION)
    return len(ids)


def remove_unneeded(*, actor: Actor, sha256: str) -> bool:
    """Remove stored bytes no row needs. Holds their lock, so a row just being written is seen."""
    doors.require_transaction()
    queries.lock_bytes(sha256)
    if queries.spoken_for([sha256]):
        return False
    store.remove(sha256)
    audit.record(actor=actor, action="documents.remove_bytes", detail={"sha256": sha256})
    return True


def _require_keeper(actor: Actor, unit_id: int, target: tuple[str, object] | None) -> None:
    if actor.kind is ActorKind.SYSTEM:
        return
    if actor.kind is ActorKind.STAFF and actor.holds(queries.WRITERS, unit_id=unit_id):
        return
    if actor.kind is ActorKind.CLIENT and actor.unit_id == unit_id:
        return
    if actor.kind is ActorKind.AGENT and target is not None:
        return
    raise errors.NOT_ALLOWED()
