"""Who else may open what belongs to a procedure. Each floor above says it for its own targets.

The keeping unit's members always may. For everyone else the floor that owns the target decides.
"""

from collections.abc import Callable
from typing import Protocol

from core.actors import Actor


class Held(Protocol):
    """What a policy sees of a file or a paper."""

    @property
    def unit_id(self) -> int: ...
    @property
    def target_kind(self) -> str: ...
    @property
    def target_id(self) -> str: ...
    @property
    def subject_id(self) -> int | None: ...


Policy = Callable[[Actor, Held], bool]

_policies: dict[str, Policy] = {}


def register_policy(target_kind: str, policy: Policy) -> None:
    """From an app's `ready`. `policy(actor, held)` is true for those whom the target concerns."""
    if target_kind in _policies:
        raise ValueError(f"a policy for {target_kind} is registered already")
    _policies[target_kind] = policy


def admits(actor: Actor, held: Held) -> bool:
    if held.unit_id in actor.units():
        return True
    policy = _policies.get(held.target_kind)
    return policy is not None and policy(actor, held)
