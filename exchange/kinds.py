"""Kinds of change, named by the floors that make them. The unregistered is shown to nobody."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.actors import Actor
from exchange.models import Change


@dataclass(frozen=True, slots=True)
class About:
    """What a change is about, by the names other systems know: an organisation's code, a fact."""

    uscc: str = ""
    fact_id: int | None = None


# Of the refs of some changes of a kind, those an actor may know of, with what they are about. The
# answer for a ref never changes, so that the feed can be read again.
LookUp = Callable[[Actor, Sequence[int]], Mapping[int, About]]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    title: str
    visible_to: Callable[[Actor], bool]
    look_up: LookUp | None


_registry: dict[str, Kind] = {}


def register_kind(
    name: str,
    title: str,
    *,
    visible_to: Callable[[Actor], bool],
    look_up: LookUp | None = None,
) -> None:
    """Say what a kind of change is called and who may see it in the feed; with `look_up` also which
    of them, where that differs from row to row."""
    if name in _registry:
        raise ValueError(f"kind of change {name} is registered twice")
    _registry[name] = Kind(name, title, visible_to, look_up)


def visible_kinds(actor: Actor) -> list[str]:
    return sorted(kind.name for kind in _registry.values() if kind.visible_to(actor))


def about(actor: Actor, changes: Iterable[Change]) -> dict[int, About]:
    """By id of the change what it is about; what the actor may not know of is left out. One
    question for each kind among them."""
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    found: dict[int, About] = {}
    for name, some in by_kind.items():
        look_up = _registry[name].look_up
        known = look_up(actor, [change.ref for change in some]) if look_up else None
        for change in some:
            if known is None:
                found[change.pk] = About()
            elif change.ref in known:
                found[change.pk] = known[change.ref]
    return found


def title_of(name: str) -> str:
    kind = _registry.get(name)
    return kind.title if kind else name
