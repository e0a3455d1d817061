"""Texts read by officers before the public sees them, many at once."""

from collections.abc import Mapping, Sequence

from core.actors import Actor
from core.doors import require_transaction
from core.services import audit
from records.models import CURRENT, Fact, FactVersion, TextReview
from records.services import ledger


def read_texts(*, actor: Actor, fact_ids: Sequence[int], readers: Mapping[int, int]) -> int:
    """As records.services.texts.review_text for each by the reader of its unit, letting all of it
    be shown: texts of the county name nobody."""
    require_transaction()
    subjects = set(Fact.objects.filter(id__in=fact_ids).values_list("subject_id", flat=True))
    stamps = ledger.advance(subjects)
    found = FactVersion.objects.filter(
        CURRENT, subject_id__in=subjects, fact_id__in=fact_ids, text__isnull=False
    )
    reviews = TextReview.objects.bulk_create(
        (
            TextReview(
                subject_id=subject_id,
                fact_id=fact_id,
                text_id=text_id,
                texts=texts,
                reviewer_id=readers[unit_id],
                opened_at=stamps[subject_id],
            )
            for subject_id, fact_id, text_id, texts, unit_id in found.values_list(
                "subject_id", "fact_id", "text_id", "text__texts", "unit_id"
            )
        ),
        batch_size=2_000,
    )
    audit.record(actor=actor, action="records.review_text", detail={"count": len(reviews)})
    return len(reviews)
