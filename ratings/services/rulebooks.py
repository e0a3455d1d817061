"""The life of a rulebook: drafted, simulated, approved by another person, published."""

from core import clock
from core.actors import Actor, Role
from core.doors import require_transaction
from core.errors import FieldError
from core.services import audit, jobs
from ratings import errors
from ratings.checking import check_rulebook
from ratings.language import (
    Problem,
    Unacceptable,
    Written,
    canonical_text,
    content_hash,
    read_rulebook,
)
from ratings.models import Publication, Rulebook, RulebookApproval, RulebookVersion, Simulation
from ratings.queries.vocabulary import load_vocabulary
from sectors.models import Line

DRAFTERS = (Role.CLERK, Role.CREDIT_OFFICE)
APPROVERS = (Role.APPROVER, Role.CREDIT_OFFICE)
SIMULATE = "ratings.simulate"


def draft_version(*, actor: Actor, file: str, raw: bytes) -> RulebookVersion:
    """Keep a text as a version of its rulebook. Refused with every finding when a check fails."""
    require_transaction()
    person_id = _require(actor, DRAFTERS)
    rulebook = _checked(file, raw).rulebook
    line = Line.objects.get(code=rulebook.line)
    text = canonical_text(rulebook)
    made, _ = Rulebook.objects.get_or_create(
        code=rulebook.code, defaults={"line": line, "purpose": rulebook.purpose.value}
    )
    if (made.line_id, made.purpose) != (line.id, rulebook.purpose.value):
        raise errors.OTHER_LINE()
    version = RulebookVersion.objects.create(
        rulebook=made,
        line=line,
        purpose=made.purpose,
        number=rulebook.version,
        name=rulebook.name,
        from_date=rulebook.from_date,
        text=text,
        content_hash=content_hash(text),
        person_id=person_id,
        drafted_at=clock.now(),
    )
    _record(actor, "ratings.draft_version", version)
    return version


def start_simulation(*, actor: Actor, version_id: int) -> Simulation:
    """What the version would do to everybody, reckoned by a job on the day it takes force."""
    require_transaction()
    _require(actor, DRAFTERS)
    version = RulebookVersion.objects.get(id=version_id)
    now = clock.now()
    simulation = Simulation.objects.create(
        version=version,
        content_hash=version.content_hash,
        drafter_id=version.person_id,
        day=version.from_date,
        known=now,
        started_at=now,
    )
    jobs.start(actor=actor, kind=SIMULATE, parameters={"simulation": simulation.id})
    _record(actor, "ratings.start_simulation", version)
    return simulation


def finish_simulation(*, actor: Actor, simulation_id: int) -> None:
    require_transaction()
    Simulation.objects.filter(id=simulation_id, is_finished=False).update(
        finished_at=clock.now(), is_finished=True
    )


def approve_version(
    *, actor: Actor, version_id: int, simulation_id: int, opinion: str
) -> RulebookApproval:
    """Agree to a text. Another person than the drafter, after the finished simulation."""
    require_transaction()
    person_id = _require(actor, APPROVERS)
    version = RulebookVersion.objects.get(id=version_id)
    simulation = Simulation.objects.filter(id=simulation_id, version=version).first()
    if simulation is None or not simulation.is_finished:
        raise errors.NOT_SIMULATED()
    if person_id == version.person_id:
        raise errors.SAME_PERSON()
    approval = RulebookApproval.objects.create(
        version=version,
        content_hash=version.content_hash,
        simulation=simulation,
        drafter_id=version.person_id,
        person_id=person_id,
        opinion=opinion,
        approved_at=clock.now(),
    )
    _record(actor, "ratings.approve_version", version)
    return approval


def publish_version(*, actor: Actor, version_id: int) -> Publication:
    """Put an approved version into force from its day, which lies ahead. What it names must still
    be there: it is checked again."""
    require_transaction()
    person_id = _require(actor, APPROVERS)
    version = RulebookVersion.objects.get(id=version_id)
    approval = RulebookApproval.objects.filter(version=version).order_by("id").last()
    if approval is None:
        raise errors.NOT_APPROVED()
    if version.from_date <= clock.today():
        raise errors.PAST_DATE()
    _checked(version.rulebook.code, version.text.encode())
    publication = Publication.objects.create(
        version=version,
        content_hash=version.content_hash,
        line_id=version.line_id,
        purpose=version.purpose,
        from_date=version.from_date,
        approval=approval,
        person_id=person_id,
        published_on=clock.today(),
        published_at=clock.now(),
    )
    _record(actor, "ratings.publish_version", version)
    return publication


def check_text(*, actor: Actor, file: str, raw: bytes) -> list[Problem]:
    """Everything wrong with a text; nothing is kept."""
    try:
        written = read_rulebook(file, raw)
    except Unacceptable as refused:
        return list(refused.problems)
    return check_rulebook(written, load_vocabulary(), clock.today())


def _checked(file: str, raw: bytes) -> Written:
    try:
        written = read_rulebook(file, raw)
        problems = check_rulebook(written, load_vocabulary(), clock.today())
        if problems:
            raise Unacceptable(problems)
    except Unacceptable as refused:
        found = [
            FieldError(f"{each.file}:{each.line}", f"{each.reason}。{each.remedy}", each.code)
            for each in refused.problems
        ]
        raise errors.UNACCEPTABLE(count=len(found), fields=found) from refused
    return written


def _require(actor: Actor, roles: tuple[Role, ...]) -> int:
    """The person who acts, in one of the roles."""
    if not actor.holds(roles) or actor.person_id is None:
        raise errors.NOT_ALLOWED()
    return actor.person_id


def _record(actor: Actor, action: str, version: RulebookVersion) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("rulebook_version", version.id),
        detail={"hash": bytes(version.content_hash).hex()},
    )
