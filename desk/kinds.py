"""Kinds of work and of messages, named by the floors that open them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.actors import Role

Address = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Step:
    """When an item is `after` working days over its day, it is also brought to `role`: in its own
    unit, or with `up` in the unit above; to a credit office, with `up` in that of the area."""

    after: int
    role: Role
    up: bool = False


@dataclass(frozen=True, slots=True)
class WorkKind:
    name: str
    title: str
    url: Address
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class MessageKind:
    name: str
    title: str
    url: Address | None


_work: dict[str, WorkKind] = {}
_messages: dict[str, MessageKind] = {}


def register_work(name: str, title: str, *, url: Address, steps: Sequence[Step] = ()) -> None:
    """Make a kind of work known, in the `ready` of its app. `url` is given the target's id."""
    if name in _work:
        raise ValueError(f"kind of work {name} is registered twice")
    if any(step.after < 1 for step in steps):
        raise ValueError("work is escalated when it is overdue, not before")
    _work[name] = WorkKind(name, title, url, tuple(steps))


def register_message(name: str, title: str, *, url: Address | None = None) -> None:
    """Make a kind of message known. `url` is given the id of the link's target."""
    if name in _messages:
        raise ValueError(f"kind of message {name} is registered twice")
    _messages[name] = MessageKind(name, title, url)


def work(name: str) -> WorkKind:
    if name not in _work:
        raise ValueError(f"kind of work {name} is not registered")
    return _work[name]


def message(name: str) -> MessageKind:
    if name not in _messages:
        raise ValueError(f"kind of message {name} is not registered")
    return _messages[name]


def find_work(name: str) -> WorkKind | None:
    return _work.get(name)


def find_message(name: str) -> MessageKind | None:
    return _messages.get(name)


def all_work() -> list[WorkKind]:
    return [_work[name] for name in sorted(_work)]
