"""What would become of a row, before it is sent; and what it would take the place of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.actors import Actor
from records.decisions.contents import Difference, differences
from records.decisions.fields import Field
from records.decisions.numbers import document_key
from records.intake import registering
from records.intake.batches import require_sender
from records.intake.interpreting import interpret
from records.intake.looking_up import load_known
from records.intake.notes import Note
from records.intake.settling import Settled, candidate_of, settle
from records.models import CURRENT, CatalogueVersion, FactVersion, ItemKind
from records.queries.batch_rows import content_of
from sectors.models import OrgUnit

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """`is_person`: the row is about a person, and nothing of it would be kept."""

    outcome: str
    notes: Sequence[Note]
    differences: Sequence[Difference]
    fact_id: int | None
    needs_check: bool
    is_person: bool = False


def preview_row(
    *, actor: Actor, unit_id: int, item_code: str, values: Mapping[str, str], attests: bool
) -> Preview:
    """Read and settle a row as it would be, and write nothing."""
    version = require_sender(actor, unit_id, item_code)
    known = load_known(version, OrgUnit.objects.get(id=unit_id), is_attested=attests)
    read = interpret(values, known)
    if read.is_person:
        return Preview("excluded", (), (), None, version.needs_check, is_person=True)
    if known.kind == ItemKind.REGISTRATION:
        (settled,) = registering.settle([registering.candidate_of(read, n=0, line=1)])
    else:
        (settled,) = settle(
            [candidate_of(read, n=0, line=1)],
            unit_id=unit_id,
            version=version,
            is_attested=attests,
        )
    fact_id = settled.fact.fact_id if settled.fact else None
    return Preview(
        outcome=str(settled.outcome),
        notes=sorted(settled.candidate.remarks, key=lambda note: -note.weight),
        differences=_differences(known.fields, settled) if fact_id else (),
        fact_id=fact_id or settled.other_fact_id,
        needs_check=version.needs_check,
    )


def find_standing(
    *, actor: Actor, unit_id: int, version: CatalogueVersion, number: str
) -> list[FactVersion]:
    """What the unit's ledger holds of an item under a document's number, however it is written."""
    key = document_key(number)
    if not key:
        return []
    found = FactVersion.objects.visible_to(actor).filter(
        CURRENT, unit_id=unit_id, item_id=version.item_id, document_key=key
    )
    return list(found.select_related("subject", "text").order_by("subject_id")[:MOST_FOUND])


def standing_version(*, actor: Actor, unit_id: int, fact_id: int) -> FactVersion | None:
    """A fact of the unit's own, to be corrected."""
    found = FactVersion.objects.visible_to(actor).filter(CURRENT, unit_id=unit_id, fact_id=fact_id)
    return found.select_related("subject", "text", "item").first()


def name_of(version: FactVersion) -> str:
    """What the organisation is called now."""
    names = version.subject.versions.filter(CURRENT).order_by("-valid_from", "-id")
    return names.values_list("name", flat=True).first() or ""


def _differences(fields: Sequence[Field], settled: Settled) -> list[Difference]:
    fact = settled.fact
    if fact is None or fact.fact_id is None or settled.outcome != "changed":
        return []
    standing = (
        FactVersion.objects.filter(CURRENT, subject_id=fact.subject_id, fact_id=fact.fact_id)
        .select_related("text")
        .first()
    )
    if standing is None:
        return []
    return differences(fields, content_of(standing), settled.candidate.row)
