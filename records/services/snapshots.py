"""A system's copy of all it may know: the organisations and their standing facts, in one file that
says from which place of the change log to go on.

Why nothing is lost between the file and the log. The position is taken first, when the snapshot is
asked for: every change up to it has been committed, so every statement that reads a part of the
file later sees it. What is written while the file is being made has a higher position, and may or
may not be in the file. Whoever then reads /changes from the position on is told of all of it, and
asks for what is named there as it stands by then: to be told once more of what the file already
holds changes nothing, so the copy ends up equal to the ledger. No long transaction is needed; each
part of the file is read in one of its own, in bounded memory, and a worker killed in between
writes only its last part again.

The file is a sequence of gzip members, one for each part, which together are one gzip file of
NDJSON: a line `snapshot` with the position, for each organisation a line `subject` followed by a
line `fact` for each of its facts, and a line `end` with the counts, without which it is not whole.
"""

import gzip
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings

from core import clock
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.jobs import Progress, Work
from core.models import Job
from core.services import jobs
from documents import errors as document_errors
from documents.cipher import DecryptingReader, EncryptingWriter, Unreadable
from exchange.queries import last_position
from exchange.services import tell_client_once
from records import errors
from records.decisions import given as plain
from records.models import Subject
from records.queries.snapshots import KIND, open_snapshot
from records.services.giving import FACT
from records.sql import giving as sql

CHUNK = 1_000
KEPT = timedelta(days=7)
CHANNEL = "snapshot"
PIECE = 256 * 1024


def start_snapshot(*, actor: Actor) -> Job:
    """Take the position and queue the work. One at a time for each system."""
    require_transaction()
    if actor.kind is not ActorKind.CLIENT:
        raise RuntimeError("Snapshots are for API clients.")
    running = open_snapshot(actor)
    if running is not None:
        raise errors.SNAPSHOT_RUNNING(number=running.id)
    position = last_position()
    total = Subject.objects.count()
    return jobs.start(actor=actor, kind=KIND, parameters={"position": position}, total=total)


def step(work: Work) -> Progress:
    """One part of the file: so many organisations with their facts, and that they were given."""
    place = dict(work.place) or {"after": 0, "parts": 0, "subjects": 0, "facts": 0, "size": 0}
    subjects = sql.subjects_after(place["after"], CHUNK, today=clock.today())
    if not subjects:
        return _finish(work, place)
    until = subjects[-1]["subject_id"]
    facts: dict[int, list[dict[str, Any]]] = {}
    for row in sql.standing_facts(
        place["after"], until, unit_id=work.actor.unit_id, today=clock.today()
    ):
        facts.setdefault(row["subject_id"], []).append(row)
    lines = [] if place["parts"] else [_first(work)]
    given: list[tuple[int, int]] = []
    for subject in subjects:
        lines.append(_subject(subject))
        for row in facts.get(subject["subject_id"], ()):
            lines.append({"type": "fact", "uscc": row["uscc"], **plain.fact(row)})
            given.append((row["subject_id"], row["fact_id"]))
    tell_client_once(actor=work.actor, what_kind=FACT, given=given, channel=CHANNEL)
    place["size"] += _write(work.job_id, place["parts"], lines)
    place["parts"] += 1
    place["after"] = until
    place["subjects"] += len(subjects)
    place["facts"] += len(given)
    done = place["subjects"]
    return Progress(done=done, total=max(done, work.total or 0), place=place)


def open_file(*, actor: Actor, job: Job) -> Iterator[bytes]:
    """The file in pieces; `records.snapshot_gone` once it was cleared away."""
    if not isinstance(job.result, dict):
        raise errors.SNAPSHOT_UNFINISHED()
    parts = [path_of(job.id, number) for number in range(int(job.result["parts"]))]
    if not all(part.exists() for part in parts):
        raise errors.SNAPSHOT_GONE()
    return _pieces(parts)


def remove_old(*, actor: Actor) -> int:
    """Remove the files of snapshots after KEPT; how many."""
    oldest = (clock.now() - KEPT).timestamp()
    old = [found for found in folder().glob("*") if found.stat().st_mtime < oldest]
    for found in old:
        shutil.rmtree(found, ignore_errors=True)
    return len(old)


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "snapshots"


def path_of(job_id: int, part: int) -> Path:
    return folder() / str(job_id) / f"{part:06d}"


def _finish(work: Work, place: Mapping[str, Any]) -> Progress:
    subjects, facts, parts = place["subjects"], place["facts"], place["parts"]
    lines = [] if parts else [_first(work)]
    lines.append({"type": "end", "subjects": subjects, "facts": facts})
    size = place["size"] + _write(work.job_id, parts, lines)
    result = {
        "summary": f"快照已完成：{subjects:,} 个主体，{facts:,} 条信息。",
        "parts": parts + 1,
        "subjects": subjects,
        "facts": facts,
        "size": size,
    }
    total = max(subjects, work.total or 0)
    return Progress(done=subjects, total=total, place=place, result=result)


def _first(work: Work) -> dict[str, Any]:
    return {
        "type": "snapshot",
        "id": work.job_id,
        "position": work.parameters["position"],
        "on": clock.today().isoformat(),
    }


def _subject(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "subject",
        "id": row["subject_id"],
        "uscc": row["uscc"],
        "is_confirmed": row["is_confirmed"],
        "register": plain.register(row["register"]),
    }


def _write(job_id: int, part: int, lines: Iterable[Mapping[str, Any]]) -> int:
    """A part under its number, whole or not at all; whatever a killed worker left is replaced. How
    many bytes it is long."""
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    content = gzip.compress(text.encode(), compresslevel=6, mtime=0)
    target = path_of(job_id, part)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}")
    with beside.open("wb") as opened:
        writer = EncryptingWriter(opened)
        writer.write(content)
        writer.finish()
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(target)
    return len(content)


def _pieces(parts: Iterable[Path]) -> Iterator[bytes]:
    for part in parts:
        try:
            with cast(BinaryIO, io.BufferedReader(DecryptingReader(part.open("rb")))) as opened:
                while piece := opened.read(PIECE):
                    yield piece
        except Unreadable as error:
            raise document_errors.BYTES_MISSING() from error
