"""Figures for Prometheus: requests counted by every process into one hash, and gauges read anew.

Each process counts in memory and now and then adds its counts to the hash in the cache server, so
that the processes of one installation add up. A cache server that is away costs no request its
answer: the counts wait.
"""

import bisect
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import redis
from django.conf import settings

log = logging.getLogger(__name__)

HASH = "credit:metrics"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
EVERY = 2.0
AFTER_FAILURE = 15.0


@dataclass(frozen=True, slots=True)
class Sample:
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


Read = Callable[[], Iterable[Sample]]
_gauges: dict[str, tuple[str, Read]] = {}


def register(name: str, explanation: str, read: Read) -> None:
    """Add a gauge; `read` is called at every scrape and may raise: then the gauge is left out."""
    if name in _gauges:
        raise ValueError(f"metric {name} is registered twice")
    _gauges[name] = (explanation, read)


class Counters:
    """The counts of this process that are not in the hash yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._next = 0.0
        self._server: redis.Redis | None = None

    def request(self, view: str, status: int, seconds: float) -> None:
        bucket = bisect.bisect_left(BUCKETS, seconds)
        with self._lock:
            self._counts[f"requests|{view}|{status}"] += 1
            self._counts[f"bucket|{view}|{bucket}"] += 1
            self._counts[f"micros|{view}|"] += round(seconds * 1_000_000)
        if time.monotonic() >= self._next:
            self.flush()

    def flush(self) -> bool:
        """Add the counts to the hash; when it cannot be reached they are kept for later."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
            self._next = time.monotonic() + EVERY
        if not taken:
            return True
        try:
            pipeline = self._connected().pipeline(transaction=True)
            for name, amount in taken.items():
                pipeline.hincrby(HASH, name, amount)
            pipeline.execute()
        except redis.RedisError as error:
            log.warning("metrics not counted", extra={"error": type(error).__name__})
            with self._lock:
                self._counts.update(taken)
                self._next = time.monotonic() + AFTER_FAILURE
            return False
        return True

    def totals(self) -> dict[str, int]:
        """The counts of all processes."""
        found = self._connected().hgetall(HASH)
        return {str(name): int(value) for name, value in found.items()}

    def _connected(self) -> redis.Redis:
        if self._server is None:
            self._server = redis.Redis.from_url(
                str(settings.CACHES["default"]["LOCATION"]),
                socket_timeout=1,
                socket_connect_timeout=0.5,
                decode_responses=True,
            )
        return self._server


counters = Counters()


def render() -> str:
    """Everything in the text form of Prometheus."""
    counters.flush()
    lines: list[str] = []
    failed: list[str] = []
    try:
        lines += _requests(counters.totals())
    except redis.RedisError:
        failed.append("credit_requests_total")
    for name in sorted(_gauges):
        explanation, read = _gauges[name]
        try:
            samples = list(read())
        except Exception:
            log.warning("metric not read", extra={"metric": name}, exc_info=True)
            failed.append(name)
            continue
        lines += [f"# HELP {name} {explanation}", f"# TYPE {name} gauge"]
        lines += [_line(name, sample.labels, sample.value) for sample in samples]
    lines += [
        "# HELP credit_metric_failed Figures that could not be read.",
        "# TYPE credit_metric_failed gauge",
    ]
    lines += [_line("credit_metric_failed", {"metric": name}, 1) for name in failed]
    return "\n".join(lines) + "\n"


def _requests(totals: Mapping[str, int]) -> Iterator[str]:
    views: dict[str, Counter[str]] = {}
    counted = []
    for name, value in sorted(totals.items()):
        what, view, rest = name.split("|", 2)
        if what == "requests":
            counted.append(_line("credit_requests_total", {"view": view, "status": rest}, value))
        else:
            views.setdefault(view, Counter())[f"{what}{rest}"] = value
    yield "# HELP credit_requests_total Requests answered."
    yield "# TYPE credit_requests_total counter"
    yield from counted
    yield "# HELP credit_request_seconds Time to answer."
    yield "# TYPE credit_request_seconds histogram"
    for view, counts in sorted(views.items()):
        running = 0
        for place, limit in enumerate([*BUCKETS, float("inf")]):
            running += counts[f"bucket{place}"]
            edge = "+Inf" if limit == float("inf") else f"{limit:g}"
            yield _line("credit_request_seconds_bucket", {"view": view, "le": edge}, running)
        yield _line("credit_request_seconds_sum", {"view": view}, counts["micros"] / 1_000_000)
        yield _line("credit_request_seconds_count", {"view": view}, running)


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    shown = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels.items())
    number = str(int(value)) if float(value).is_integer() else repr(float(value))
    return f"{name}{{{shown}}} {number}" if shown else f"{name} {number}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
