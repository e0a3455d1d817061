"""Long work in steps: what a kind of job is. Each app lists its own in steps.py with `@job`.

A step gets the place where the one before stopped and says where it stops. Its effect, its place
and its progress are committed together, so a worker killed at any moment loses nothing and
repeats nothing. Keep a step within some seconds, and always under two minutes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.actors import Actor, AdminRole

_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True, slots=True)
class Work:
    """What a step is given. `actor` is who started the job, without roles."""

    job_id: int
    actor: Actor
    parameters: Mapping[str, Any]
    place: Mapping[str, Any]
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step came. With a result the job is done; a result's `summary` is one Chinese
    sentence for the person who started it."""

    done: int
    total: int | None = None
    place: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] | None = None


Step = Callable[[Work], Progress]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. `download` names the page that hands out its result, by the job's id. Jobs of
    a kind with a `keeper` are that administrator's alone, whoever started them."""

    name: str
    title: str
    step: Step
    attempts: int
    download: str
    keeper: AdminRole | None


def job(
    name: str,
    *,
    title: str,
    attempts: int = 5,
    download: str = "",
    keeper: AdminRole | None = None,
) -> Callable[[Step], Step]:
    """Register a step function. A step that fails is tried again, `attempts` times in all."""

    def register(step: Step) -> Step:
        if name in _kinds:
            raise ValueError(f"job kind {name} is registered twice")
        _kinds[name] = Kind(name, title, step, attempts, download, keeper)
        return step

    return register


def kind_of(name: str) -> Kind | None:
    """None for a kind this version of the platform does not know (any more)."""
    return _kinds.get(name)


def title_of(name: str) -> str:
    kind = _kinds.get(name)
    return kind.title if kind else name


def registered() -> list[Kind]:
    return [_kinds[name] for name in sorted(_kinds)]
