"""How far each consumer has come, for the people and the monitors that watch it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from exchange import consumers, kinds
from exchange.models import Change, Consumer
from exchange.queries.feed import last_position

# Counting stops here: a monitor needs to know that there are many, not how many.
MANY = 10_000


@dataclass(frozen=True, slots=True)
class ConsumerState:
    name: str
    title: str
    cursor: int
    lag: int
    oldest_unread_at: datetime | None
    state: Consumer.State
    failures: int
    failed_position: int | None
    error_code: str
    updated_at: datetime | None

    @property
    def halted(self) -> bool:
        return self.state == Consumer.State.HALTED


@dataclass(frozen=True, slots=True)
class LogState:
    last_position: int
    waiting: int
    oldest_waiting_at: datetime | None


def consumer_states() -> list[ConsumerState]:
    """Every registered consumer; one that has never run stands at 0. Constant queries."""
    last = last_position()
    rows = Consumer.objects.in_bulk([reader.name for reader in consumers.registered()])
    unread = {row.cursor + 1 for row in rows.values()} | {1}
    times = dict(Change.objects.filter(position__in=unread).values_list("position", "ledger_at"))
    found = []
    for reader in consumers.registered():
        row = rows.get(reader.name) or Consumer(name=reader.name)
        found.append(
            ConsumerState(
                name=reader.name,
                title=reader.title,
                cursor=row.cursor,
                lag=max(0, last - row.cursor),
                oldest_unread_at=times.get(row.cursor + 1),
                state=Consumer.State(row.state),
                failures=row.failures,
                failed_position=row.failed_position,
                error_code=row.error_code,
                updated_at=row.updated_at,
            )
        )
    return found


def log_state() -> LogState:
    """Where the log ends and what waits for a place in it (at most MANY are counted)."""
    waiting = Change.objects.filter(position__isnull=True)
    oldest = waiting.order_by("id").values_list("ledger_at", flat=True).first()
    return LogState(last_position(), waiting.order_by("id")[:MANY].count(), oldest)


def recent_kinds() -> list[tuple[str, int]]:
    """The last MANY changes, counted by kind under its Chinese title."""
    counts = (
        Change.objects.filter(position__gt=last_position() - MANY)
        .values("kind")
        .order_by("kind")
        .annotate(count=Count("id"))
        .values_list("kind", "count")
    )
    return [(kinds.title_of(kind), count) for kind, count in counts]


def lock_consumer(name: str, *, wait: bool = True) -> Consumer | None:
    """The consumer's row, locked until the transaction ends; None when it has never run or, with
    `wait` off, when another worker holds it."""
    rows = Consumer.objects.select_for_update(skip_locked=not wait)
    return rows.filter(name=name).first()
