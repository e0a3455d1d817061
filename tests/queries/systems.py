"""What the demonstration's system has sent and asked for, so that the API has something to show."""

from typing import Any
from urllib.parse import urlencode

from accounts.actors import actor_of_account
from accounts.models import ApiClient
from core import doors, runner
from records.intake import calls
from records.models import Fact, Subject
from records.services.snapshots import start_snapshot

QUERIES = {"api_subjects": urlencode({"q": "毛纺"})}


def prepare() -> dict[str, dict[str, Any]]:
    """Arguments by endpoint."""
    actor = actor_of_account(ApiClient.objects.earliest("id"), "")
    assert actor.unit_id is not None
    receipt = doors.run(
        calls.submit_rows, actor=actor, unit_id=actor.unit_id, item_code="penalty", rows=[{}]
    )
    snapshot = doors.run(start_snapshot, actor=actor)
    runner.run(snapshot.pk)
    subject = Subject.objects.earliest("id")
    batch = {"batch_id": receipt.batch.pk}
    return {
        "api_batch": batch,
        "api_batch_errors": batch,
        "api_batch_confirm": batch,
        "api_batch_abandon": batch,
        "api_catalogue_item": {"code": "penalty"},
        "api_fact": {"fact_id": Fact.objects.earliest("id").pk},
        "api_snapshot": {"snapshot_id": snapshot.pk},
        "api_snapshot_download": {"snapshot_id": snapshot.pk},
        "api_subject": {"uscc": subject.uscc},
        "api_subject_facts": {"uscc": subject.uscc},
    }
