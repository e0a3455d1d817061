"""Bringing files in, for tests."""

from datetime import date

from core import clock, doors
from core.actors import SYSTEM, Actor
from documents import scanners, store
from documents.models import EvidenceFile
from documents.services import files
from sectors.models import OrgUnit
from tests.documents import samples


def incoming(content: bytes) -> store.Incoming:
    coming = store.Incoming()
    coming.write(content)
    coming.finish()
    return coming


def keep(
    actor: Actor,
    unit: OrgUnit,
    *,
    content: bytes | None = None,
    name: str = "决定书.pdf",
    target: tuple[str, object] | None = None,
    subject_id: int | None = None,
    keep_until: date | None = None,
) -> EvidenceFile:
    with incoming(samples.pdf() if content is None else content) as coming:
        return doors.run(
            files.add_file,
            actor=actor,
            incoming=coming,
            name=name,
            unit_id=unit.id,
            retention=EvidenceFile.Retention.CASE,
            target=target,
            subject_id=subject_id,
            keep_until=keep_until,
        )


def scan_all() -> None:
    after = 0
    while True:
        file = doors.run(
            files.scan_next, actor=SYSTEM, scanner=scanners.SignatureScanner(), after=after
        )
        if file is None:
            return
        after = file.id


def yesterday() -> date:
    return date.fromordinal(clock.today().toordinal() - 1)
