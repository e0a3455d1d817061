"""Consumers of the change log, named by the floors that read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core import errors
from core.actors import Actor
from exchange.models import Change

Handler = Callable[[Actor, Sequence[Change]], None]


@dataclass(frozen=True, slots=True)
class Reader:
    """`handle` gets changes in order and does its work in the transaction that also moves the
    cursor: both happen or neither does."""

    name: str
    title: str
    handle: Handler
    batch: int


_registry: dict[str, Reader] = {}


def register(name: str, title: str, handle: Handler, *, batch: int = 1000) -> None:
    """Make a consumer known, in the `ready` of its app. A new one starts at the first change."""
    if name in _registry:
        raise ValueError(f"consumer {name} is registered twice")
    _registry[name] = Reader(name, title, handle, batch)


def registered() -> list[Reader]:
    return [_registry[name] for name in sorted(_registry)]


def get(name: str) -> Reader:
    if name not in _registry:
        raise errors.NOT_FOUND()
    return _registry[name]
