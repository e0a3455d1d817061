"""Taking part of the audit log out, in a form that anybody can verify without the platform."""

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from core import chain, clock, errors, roots
from core.actors import Actor, ActorKind, AdminRole
from core.doors import require_transaction
from core.models import AuditSeal, Job
from core.queries.verification import WINDOW, events_between, seals_after
from core.services import audit, jobs

KIND = "core.export_audit"
PARTS = ("events.ndjson", "seals.ndjson")
BUNDLE = Path(__file__).resolve().parent.parent / "bundle"
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Bundle:
    """A bundle being made of the seals between two numbers. Parts are written to `draft`; each
    `advance` begins by cutting back what a killed predecessor wrote beyond its place."""

    first_day: date
    last_day: date
    draft: Path
    out: Path

    def begin(self) -> dict[str, Any]:
        """The place from which to advance; refused when no seal lies within the days."""
        opening = datetime.combine(self.first_day, time.min, clock.SHANGHAI)
        closing = datetime.combine(self.last_day + timedelta(days=1), time.min, clock.SHANGHAI)
        within = AuditSeal.objects.filter(sealed_at__gte=opening, sealed_at__lt=closing)
        first, last = within.order_by("number").first(), within.order_by("-number").first()
        if first is None or last is None:
            raise errors.NOTHING_TO_EXPORT()
        start = _before(first)
        return {
            "start": start,
            "number": start["number"],
            "position": start["position"],
            "end": {"number": last.number, "position": last.last_position},
            "sizes": {},
        }

    def is_there(self, place: Mapping[str, Any]) -> bool:
        """Whether the parts written so far are on this machine."""
        return all(
            (self.draft / name).exists() and (self.draft / name).stat().st_size >= size
            for name, size in place["sizes"].items()
        )

    def advance(self, place: Mapping[str, Any]) -> dict[str, Any]:
        """Write the next window of events and seals; the place reached."""
        last = place["end"]["number"]
        seals = [seal for seal in seals_after(place["number"], WINDOW) if seal.number <= last]
        first_position = seals[0].first_position
        events = events_between(first_position, seals[-1].last_position)
        self.draft.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts = {
            "events.ndjson": [
                {"position": event.position, "link": event.link.hex(), "event": event.values}
                for event in events
            ],
            "seals.ndjson": [seal.as_json() for seal in seals],
        }
        written = {
            name: _append(self.draft / name, place["sizes"].get(name, 0), lines)
            for name, lines in parts.items()
        }
        reached = {"number": seals[-1].number, "position": seals[-1].last_position}
        return {**place, **reached, "sizes": written}

    def finish(self, place: Mapping[str, Any]) -> dict[str, Any]:
        """Put the parts into one file, whole or not at all; returns the manifest. May be repeated
        until the drafts are removed."""
        manifest = {
            "format": 1,
            "from": self.first_day.isoformat(),
            "to": self.last_day.isoformat(),
            "made_at": clock.now().isoformat(timespec="seconds"),
            "start": place["start"],
            "end": place["end"],
            "events": place["end"]["position"] - place["start"]["position"],
        }
        part = self.out.with_name(self.out.name + ".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
            packed.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
            for name in PARTS:
                packed.write(self.draft / name, name)
            with packed.open("roots.jsonl", "w") as writing:
                writing.writelines(_roots_between(place))
            packed.write(chain.__file__, "chain.py")
            packed.write(BUNDLE / "verify.py", "verify.py")
            packed.write(BUNDLE / "README.md", "README.md")
        part.chmod(0o600)
        part.replace(self.out)
        return manifest

    def remove_drafts(self) -> None:
        for name in PARTS:
            (self.draft / name).unlink(missing_ok=True)
        if self.draft.exists():
            self.draft.rmdir()


def start_export(*, actor: Actor, first_day: date, last_day: date, purpose: str) -> Job:
    """Begin an export as a job. It is a reading of the log, so it has a purpose."""
    require_transaction()
    if actor.kind is not ActorKind.SYSTEM and actor.admin_role is not AdminRole.AUDIT:
        raise errors.NOT_ALLOWED()
    if last_day < first_day:
        field = errors.FieldError("last_day", "截止日期不能早于起始日期。")
        raise errors.INVALID(count=1, fields=[field])
    parameters = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    job = jobs.start(actor=actor, kind=KIND, parameters=parameters)
    audit.record_read(
        actor=actor, action=KIND, purpose=purpose, target=("job", job.id), detail=parameters
    )
    return job


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "exports"


def file_of(job_id: int) -> Path:
    return folder() / f"audit-{job_id}.zip"


def bundle_of(job_id: int, parameters: Mapping[str, Any]) -> Bundle:
    return Bundle(
        first_day=date.fromisoformat(parameters["first_day"]),
        last_day=date.fromisoformat(parameters["last_day"]),
        draft=folder() / f"audit-{job_id}.draft",
        out=file_of(job_id),
    )


def remove_old(*, actor: Actor) -> int:
    """Remove exports that nobody fetched for a month; they can be made again."""
    oldest = (clock.now() - KEPT).timestamp()
    old = [file for file in folder().glob("audit-*.zip") if file.stat().st_mtime < oldest]
    for file in old:
        file.unlink()
    return len(old)


def _before(first: AuditSeal) -> dict[str, Any]:
    """Where the chain stands before a seal."""
    earlier = AuditSeal.objects.filter(number__lt=first.number).order_by("-number")
    previous = earlier.first()
    complete = earlier.filter(complete=True).first()
    return {
        "number": previous.number if previous else 0,
        "position": previous.last_position if previous else 0,
        "link": bytes(previous.root).hex() if previous else chain.GENESIS.hex(),
        "drained_at": complete.sealed_at.isoformat() if complete else None,
    }


def _append(file: Path, size: int, lines: list[dict[str, Any]]) -> int:
    """Append lines after the first `size` bytes; the new size, once it is on the disk."""
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as opened:
        opened.truncate(size)
        opened.seek(size)
        for line in lines:
            opened.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
        return opened.tell()


def _roots_between(place: Mapping[str, Any]) -> Iterator[bytes]:
    """The lines of the file outside the database that belong to the bundle."""
    if not roots.path().exists():
        return
    with roots.path().open("rb") as opened:
        for line in roots.lines(opened):
            seal = roots.parse(line)
            if seal and place["start"]["number"] < seal.number <= place["end"]["number"]:
                yield line
