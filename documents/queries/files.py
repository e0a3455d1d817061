"""Reading evidence files: who may open them, and locks on their bytes."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from core import errors, paging
from core.actors import Actor, Role
from core.doors import require_transaction
from documents import errors as document_errors
from documents import policies, store
from documents.models import EvidenceFile, IssuedDocument

WRITERS = (Role.CLERK, Role.REVIEWER, Role.APPROVER, Role.CREDIT_OFFICE)
# The first of the two keys of PostgreSQL's advisory locks: "docs".
LOCK_SPACE = 0x646F6373


@dataclass(frozen=True, slots=True)
class OpenFile:
    file: EvidenceFile
    content: io.BufferedReader


def access_file(*, actor: Actor, file_id: int) -> EvidenceFile:
    """The file, if it is in the keeping of a unit where the actor serves, was sent in by the actor,
    or belongs to a procedure that concerns the actor. Absent and forbidden look alike."""
    file = EvidenceFile.objects.filter(id=file_id).select_related("unit").first()
    if file is None or not _admits(actor, file):
        raise errors.NOT_FOUND()
    return file


def open_file(*, actor: Actor, file_id: int) -> OpenFile:
    """A file to be read. Only what a scanner found clean is ever opened."""
    file = access_file(actor=actor, file_id=file_id)
    if file.scan_state == EvidenceFile.Scan.WAITING:
        raise document_errors.FILE_WAITING()
    if file.scan_state == EvidenceFile.Scan.QUARANTINED:
        raise document_errors.FILE_QUARANTINED()
    if file.erased_at is not None:
        raise document_errors.FILE_ERASED()
    return OpenFile(file, store.open_bytes(file.sha256))


def list_files(
    *,
    actor: Actor,
    unit_id: int,
    state: str = "",
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[EvidenceFile]:
    """What a unit keeps, the newest first."""
    rows = EvidenceFile.objects.visible_to(actor).filter(unit_id=unit_id)
    if state:
        rows = rows.filter(scan_state=state)
    return paging.page(rows.select_related("uploaded_by"), order=["-id"], cursor=cursor, size=size)


def files_of(*, actor: Actor, target: tuple[str, object]) -> list[EvidenceFile]:
    """The files of one procedure, for the floor that shows it (and has checked who sees it)."""
    kind, identity = target
    found = EvidenceFile.objects.filter(target_kind=kind, target_id=str(identity)).order_by("id")
    return [file for file in found.select_related("unit") if _admits(actor, file)]


def waiting_since() -> datetime | None:
    """When the oldest file that nobody has looked at yet came in."""
    waiting = EvidenceFile.objects.filter(scan_state=EvidenceFile.Scan.WAITING)
    return waiting.order_by("id").values_list("uploaded_at", flat=True).first()


def lock_unscanned(after: int) -> EvidenceFile | None:
    """The oldest file nobody has looked at yet, locked; those others are scanning are passed by."""
    waiting = EvidenceFile.objects.filter(scan_state=EvidenceFile.Scan.WAITING, id__gt=after)
    return waiting.select_for_update(skip_locked=True).order_by("id").first()


def lock_file(file_id: int) -> EvidenceFile:
    return EvidenceFile.objects.select_for_update().get(id=file_id)


def lock_bytes(sha256: str) -> None:
    """Until commit, nobody else keeps or removes these bytes."""
    require_transaction()
    key = int.from_bytes(bytes.fromhex(sha256[:8]), "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, key])


def spoken_for(digests: Iterable[str]) -> set[str]:
    """Which of these bytes some row still needs."""
    wanted = list(digests)
    files = EvidenceFile.objects.filter(sha256__in=wanted, erased_at__isnull=True)
    papers = IssuedDocument.objects.filter(sha256__in=wanted)
    data = IssuedDocument.objects.filter(data_sha256__in=wanted)
    return {
        *files.values_list("sha256", flat=True),
        *papers.values_list("sha256", flat=True),
        *data.values_list("data_sha256", flat=True),
    }


def _admits(actor: Actor, file: EvidenceFile) -> bool:
    own = actor.person_id is not None and actor.person_id == file.uploaded_by_id
    return own or policies.admits(actor, file)
