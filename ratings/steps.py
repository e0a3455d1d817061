"""The long work of this floor: a range of organisations in each step."""

from datetime import date

from django.db.models import Max

from core import clock
from core.jobs import Progress, Work, job
from ratings.models import Publication, Simulation
from ratings.queries.rulebooks import parsed
from ratings.queries.vocabulary import load_codes
from ratings.services import applying, grading, rulebooks
from ratings.sql.ledger import Between
from ratings.sql.simulating import count_range
from records.models import Subject

# Larger ranges spill what they sort; smaller ones plan more than they reckon.
RANGE = 25_000
RECOMPUTE = applying.RECOMPUTE


def _range(work: Work) -> tuple[int, int, int]:
    """Where the step begins, where it ends, and the last number there is."""
    after = int(work.place.get("after", 0))
    last = work.total if work.total is not None else _last()
    return after, min(after + RANGE, last), last


def _last() -> int:
    return Subject.objects.aggregate(last=Max("id"))["last"] or 0


@job(RECOMPUTE, title="重算等级")
def recompute(work: Work) -> Progress:
    """Everybody anew by the rulebooks of the day (parameters: day, lines, publications)."""
    after, upto, last = _range(work)
    day = date.fromisoformat(str(work.parameters["day"]))
    lines = [int(each) for each in work.parameters.get("lines", [])]
    changed = int(work.place.get("changed", 0))
    changed += grading.grade_range(actor=work.actor, after=after, upto=upto, lines=lines, day=day)
    place = {"after": upto, "changed": changed}
    if upto < last:
        return Progress(done=upto, total=last, place=place)
    applied = [int(each) for each in work.parameters.get("publications", [])]
    Publication.objects.filter(id__in=applied, applied_at__isnull=True).update(
        applied_at=clock.now()
    )
    result = {"summary": f"等级重算完成，{changed} 个等级或得分有变化。", "changed": changed}
    return Progress(done=last, total=last, place=place, result=result)


@job(rulebooks.SIMULATE, title="规则模拟")
def simulate(work: Work) -> Progress:
    """What a version would do to everybody."""
    after, upto, last = _range(work)
    simulation = Simulation.objects.select_related("version").get(id=work.parameters["simulation"])
    version = simulation.version
    count_range(
        rulebook=parsed(bytes(version.content_hash), version.text),
        line_id=version.line_id,
        codes=load_codes(),
        who=Between(after, upto),
        day=simulation.day,
        known=simulation.known,
        simulation_id=simulation.id,
        step=after // RANGE,
    )
    if upto < last:
        return Progress(done=upto, total=last, place={"after": upto})
    rulebooks.finish_simulation(actor=work.actor, simulation_id=simulation.id)
    result = {"summary": "规则模拟完成，可以查看影响。", "simulation": simulation.id}
    return Progress(done=last, total=last, place={"after": upto}, result=result)
