"""The versions of a fact: what each says, what it changed of the one before, and who sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actors import Actor
from portal.files.compare import SAID, Difference, money
from records.models import Batch, FactVersion, Severity, StagedRow
from records.queries.history import FactHistory


@dataclass(frozen=True, slots=True)
class Source:
    """The batch a version came in by, as far as the reader may know it."""

    batch_id: int
    channel: str
    file_name: str
    line: int | None
    sent_by: str
    is_readable: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: FactVersion
    number: int
    unit: str
    source: Source | None
    differences: Sequence[Difference]


def values_of(version: FactVersion) -> list[tuple[str, str]]:
    return [
        (label, _value(name, getattr(version, name)))
        for name, label in SAID.items()
        if getattr(version, name) not in (None, "")
    ]


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if name == "severity":
        return str(Severity(value).label)
    if name == "ends_on":
        return f"{value}（当日起失效）"
    return money(value) if name in {"amount", "confiscated"} else str(value)


def versions_of(
    actor: Actor, history: FactHistory, labels: Mapping[str, str], units: Mapping[int, str]
) -> list[VersionLine]:
    """The latest first, each with what it changed of the one before."""
    sources = _sources(actor, history)
    lines: list[VersionLine] = []
    before: FactVersion | None = None
    for number, version in enumerate(history.versions, 1):
        lines.append(
            VersionLine(
                version,
                number,
                units.get(version.unit_id, ""),
                sources.get(version.id),
                differences(before, version, labels) if before else (),
            )
        )
        before = version
    return lines[::-1]


def differences(was: FactVersion, now: FactVersion, labels: Mapping[str, str]) -> list[Difference]:
    found = [
        Difference(label, _value(name, before), _value(name, after))
        for name, label in SAID.items()
        if (before := getattr(was, name)) != (after := getattr(now, name))
    ]
    found += [
        Difference(
            labels.get(code, code), written(was.fields.get(code)), written(now.fields.get(code))
        )
        for code in dict.fromkeys((*was.fields, *now.fields))
        if was.fields.get(code) != now.fields.get(code)
    ]
    if was.text_id != now.text_id:
        found.append(Difference("文本", "原文本", "新文本"))
    if was.behaviour_id != now.behaviour_id:
        found.append(Difference("失信行为", *(_act(each) for each in (was, now))))
    if was.notice_basis != now.notice_basis or was.attestation_id != now.attestation_id:
        found.append(
            Difference("送达依据", was.get_notice_basis_display(), now.get_notice_basis_display())
        )
    return found


def _act(version: FactVersion) -> str:
    return version.behaviour.code if version.behaviour else "—"


def written(value: object) -> str:
    if value is None or value == "":
        return "—"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _sources(actor: Actor, history: FactHistory) -> dict[int, Source]:
    """Two questions for all versions. A row's line is known while the rows are kept."""
    ids = {version.batch_id for version in history.versions if version.batch_id is not None}
    batches = {
        batch.id: batch
        for batch in Batch.objects.visible_to(actor).filter(id__in=ids).select_related("made_by")
    }
    rows = StagedRow.objects.filter(batch_id__in=batches, uscc=history.fact.subject.uscc)
    places = {
        (batch_id, key): line
        for batch_id, line, number, source in rows.order_by("-n").values_list(
            "batch_id", "line", "row__document_key", "row__source_key"
        )
        for key in (number, source)
        if key
    }
    found: dict[int, Source] = {}
    for version in history.versions:
        if version.batch_id is None:
            continue
        batch = batches.get(version.batch_id)
        line = places.get((version.batch_id, version.document_key)) or places.get(
            (version.batch_id, version.source_key)
        )
        found[version.id] = Source(
            version.batch_id,
            str(batch.get_channel_display()) if batch else "",
            batch.file_name if batch else "",
            line,
            batch.made_by.name if batch and batch.made_by else "",
            batch is not None,
        )
    return found
