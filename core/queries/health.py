"""The core's own parts of /readyz and /metrics."""

from collections.abc import Iterator

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min

from core import clock, health, metrics, roots
from core.health import Part, State
from core.metrics import Sample
from core.models import Job
from core.queries import audit, calendar
from core.queries.jobs import OPEN

HEARTBEAT = "core.heartbeat"
HEARTBEAT_LIMIT = 45.0
SEAL_LIMIT = 300.0
ROOTS_LIMIT = 300.0

_known_migrated = False


def database() -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Part(State.OK)


def migrations() -> Part:
    """No migration waits. Once so, it stays so for the life of a process."""
    global _known_migrated
    if not _known_migrated:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            return Part(State.FAIL, "有未执行的数据库迁移", {"pending": len(pending)})
        _known_migrated = True
    return Part(State.OK)


def broker() -> Part:
    with current_app.connection_for_write() as opened:
        opened.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    return Part(State.OK)


def worker() -> Part:
    age = heartbeat_age()
    if age is None:
        return Part(State.FAIL, "没有后台进程报到")
    state = State.OK if age <= HEARTBEAT_LIMIT else State.FAIL
    text = "" if state is State.OK else "后台进程已停止报到"
    return Part(state, text, {"heartbeat_age_seconds": round(age, 1)})


def audit_log() -> Part:
    return health.lag_part(audit_lag(), limit=SEAL_LIMIT)


def audit_roots() -> Part:
    """The copy of the seals outside the database: of the same past, and up to date. Behind is a
    warning: everything is sealed, but whoever rules the database could still cut off the end."""
    found = roots.standing()
    if not found.agrees:
        return Part(State.FAIL, "审计根与数据库不一致")
    lag = _waited(found)
    behind = lag > ROOTS_LIMIT
    return Part(
        State.WARN if behind else State.OK,
        "审计根未能及时写出" if behind else "",
        {"lag_seconds": round(lag, 1)},
    )


def working_days() -> Part:
    """A calendar about to run out is a warning: deadlines wait for it, work does not."""
    found = calendar.warning(clock.today())
    if found is None:
        return Part(State.OK)
    empty = found.last_day is None
    return Part(State.FAIL if empty else State.WARN, found.text, {"days_left": found.days_left})


def heartbeat_age() -> float | None:
    """Seconds since a worker last said that it is there."""
    at = cache.get(HEARTBEAT)
    return None if at is None else max(0.0, clock.now().timestamp() - float(at))


def audit_lag() -> float:
    """For how long the oldest event has been waiting for its seal."""
    oldest = audit.oldest_waiting()
    return 0.0 if oldest is None else max(0.0, (clock.now() - oldest).total_seconds())


def jobs_by_state() -> Iterator[Sample]:
    counted = dict(Job.objects.values_list("state").annotate(Count("id")).order_by())
    for state in Job.State.values:
        yield Sample(counted.get(state, 0), {"state": state})


def oldest_job() -> Iterator[Sample]:
    oldest = Job.objects.filter(state__in=OPEN).aggregate(at=Min("created_at"))["at"]
    yield Sample((clock.now() - oldest).total_seconds() if oldest else 0.0)


def connections() -> Iterator[Sample]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user GROUP BY 1 ORDER BY 1"
        )
        for state, count in cursor.fetchall():
            yield Sample(count, {"state": state})


def connection_limit() -> Iterator[Sample]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int")
        yield Sample(cursor.fetchone()[0])


def _heartbeat() -> Iterator[Sample]:
    age = heartbeat_age()
    if age is not None:
        yield Sample(age)


def _audit_lag() -> Iterator[Sample]:
    yield Sample(audit_lag())


def _waited(found: roots.Standing) -> float:
    since = found.waiting_since
    return 0.0 if since is None else max(0.0, (clock.now() - since).total_seconds())


def _roots_disagree() -> Iterator[Sample]:
    yield Sample(0 if roots.standing().agrees else 1)


def _roots_lag() -> Iterator[Sample]:
    yield Sample(_waited(roots.standing()))


for _name, _check in (
    ("database", database),
    ("migrations", migrations),
    ("broker", broker),
    ("worker", worker),
    ("audit", audit_log),
    ("roots", audit_roots),
    ("calendar", working_days),
):
    health.register(_name, _check)

for _name, _help, _read in (
    ("credit_jobs", "Jobs by state.", jobs_by_state),
    ("credit_jobs_oldest_seconds", "Age of the oldest job not ended.", oldest_job),
    ("credit_audit_lag_seconds", "Age of the oldest audit event not sealed.", _audit_lag),
    ("credit_audit_roots_disagree", "The copied-out roots tell of another past.", _roots_disagree),
    ("credit_audit_roots_lag_seconds", "Age of the oldest seal not copied out.", _roots_lag),
    ("credit_worker_heartbeat_age_seconds", "Since a worker last reported.", _heartbeat),
    ("credit_database_connections", "Connections of this role by state.", connections),
    ("credit_database_connections_limit", "Connections the server allows.", connection_limit),
):
    metrics.register(_name, _help, _read)
