"""Reading how a unit numbers its papers."""

from core import errors
from core.actors import Actor, Role
from documents.models import NumberPattern, NumberSeries
from documents.papers import registry


def access_numbering(*, actor: Actor, unit_id: int) -> None:
    """Setting how a unit numbers its papers is for its approvers."""
    if not actor.holds([Role.APPROVER], unit_id=unit_id):
        raise errors.NOT_ALLOWED()


def get_pattern(unit_id: int, kind: str) -> str | None:
    found = NumberPattern.objects.filter(unit_id=unit_id, kind=kind)
    return found.values_list("pattern", flat=True).first()


def list_numbering(
    *, actor: Actor, unit_id: int, year: int
) -> list[tuple[registry.Paper, str, int | None]]:
    """For each kind of paper: how the unit writes its number, and the next one this year."""
    if unit_id not in actor.units():
        raise errors.NOT_FOUND()
    patterns = dict(NumberPattern.objects.filter(unit_id=unit_id).values_list("kind", "pattern"))
    series = dict(
        NumberSeries.objects.filter(unit_id=unit_id, year=year).values_list("kind", "next")
    )
    return [
        (paper, patterns.get(paper.kind, ""), series.get(paper.kind)) for paper in registry.papers()
    ]
