"""Sent back and sent again: the loop of correction."""

from core.doors import require_transaction
from records.quality.sql import returns as sql


def close_loop(batch_id: int) -> None:
    """When a batch has been taken in: what it brings of earlier rows that were sent back is
    accepted, what is sent back of it is kept. Part of the transaction that ends the batch, while
    its rows are still there."""
    require_transaction()
    sql.gather(batch_id)
    sql.accept(batch_id)
    sql.count_incomplete(batch_id)
