"""Kinds of change, named by the floors that make them. The unregistered is shown to nobody."""

from collections.abc import Callable
from dataclasses import dataclass

from core.actors import Actor


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    title: str
    visible_to: Callable[[Actor], bool]


_registry: dict[str, Kind] = {}


def register_kind(name: str, title: str, *, visible_to: Callable[[Actor], bool]) -> None:
    """Say what a kind of change is called and who may see it in the feed."""
    if name in _registry:
        raise ValueError(f"kind of change {name} is registered twice")
    _registry[name] = Kind(name, title, visible_to)


def visible_kinds(actor: Actor) -> list[str]:
    return sorted(kind.name for kind in _registry.values() if kind.visible_to(actor))


def title_of(name: str) -> str:
    kind = _registry.get(name)
    return kind.title if kind else name
