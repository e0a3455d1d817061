"""Is the platform well? Each floor registers its parts in its health.py; /readyz asks them all."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

log = logging.getLogger(__name__)


class State(StrEnum):
    OK = "ok"
    # To be looked after, but everything is answered.
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Part:
    """How one part is: figures and a short text, never addresses or secrets."""

    state: State
    text: str = ""
    figures: Mapping[str, int | float | str] = field(default_factory=dict)


Check = Callable[[], Part]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a part to /readyz. The check is quick, reads only, and may raise: then it has failed."""
    if name in _checks:
        raise ValueError(f"health part {name} is registered twice")
    _checks[name] = check


def report() -> dict[str, Part]:
    return {name: _ask(name, check) for name, check in _checks.items()}


def _ask(name: str, check: Check) -> Part:
    try:
        return check()
    except Exception:
        log.warning("health check failed", extra={"part": name}, exc_info=True)
        return Part(State.FAIL, "检查未能完成")


def lag_part(seconds: float, *, limit: float) -> Part:
    """A part that is well while it is no further behind than `limit` seconds."""
    state = State.OK if seconds <= limit else State.FAIL
    return Part(state, "" if state is State.OK else "积压", {"lag_seconds": round(seconds, 1)})
