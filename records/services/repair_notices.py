"""Issuing the notice of repair that goes out with a penalty."""

from core import clock
from core import errors as core_errors
from core.actors import Actor
from core.doors import require_transaction
from documents.models import IssuedDocument
from documents.services.papers import issue
from records import errors
from records.decisions.repair_notice import Penalty, compose
from records.models import CURRENT, FactVersion
from records.papers.repair_notice import KIND
from records.queries.rules import load_rules


def issue_repair_notice(
    *, actor: Actor, unit_id: int, penalty: Penalty, fact_id: int | None = None
) -> IssuedDocument:
    """Number, verification code and PDF. Where the ledger holds the penalty already the paper
    belongs to its organisation. `records.no_rule` where no rule of disclosure covers the day."""
    require_transaction()
    notice = compose(penalty, load_rules(), clock.today())
    if notice is None:
        raise errors.NO_RULE()
    subject_id = None
    if fact_id is not None:
        version = FactVersion.objects.filter(CURRENT, fact_id=fact_id, unit_id=unit_id).first()
        if version is None:
            raise core_errors.NOT_FOUND()
        subject_id = version.subject_id
    return issue(
        actor=actor,
        kind=KIND,
        unit_id=unit_id,
        data=notice.data,
        subject_id=subject_id,
        target=("fact", fact_id) if fact_id is not None else None,
    )
