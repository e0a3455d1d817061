"""What the ledger's changes are called in the feed, and who may see them."""

from collections.abc import Sequence

from core.actors import Actor, ActorKind
from exchange.kinds import About, LookUp, register_kind
from records.sql import changes as sql

KINDS = {
    "subject.recorded": ("主体信息更新", sql.SUBJECTS),
    "fact.recorded": ("信息记录或更新", sql.VERSIONS),
    "fact.closed": ("信息版本结束", sql.VERSIONS),
    "effect.begun": ("信息效力变化", sql.EFFECTS),
    "effect.ended": ("信息效力终止", sql.EFFECTS),
    "text.reviewed": ("公开文本审查", sql.REVIEWS),
    "text.erased": ("文本擦除", sql.TEXTS),
}
TITLES = {name: title for name, (title, _) in KINDS.items()}


def register() -> None:
    for name, (title, statement) in KINDS.items():
        register_kind(name, title, visible_to=reads_changes, look_up=_looks_up(statement))


def reads_changes(actor: Actor) -> bool:
    """Systems and staff on duty: a change names an organisation and a row, never content. What the
    row says is asked for by another way, which knows who may read it."""
    return actor.kind in {ActorKind.SYSTEM, ActorKind.CLIENT} or bool(actor.units())


def _looks_up(statement: str) -> LookUp:
    def look_up(actor: Actor, refs: Sequence[int]) -> dict[int, About]:
        """What is internal is named to the unit that said it only."""
        found = sql.look_up(statement, refs, actor.unit_id)
        return {ref: About(uscc, fact_id) for ref, uscc, fact_id in found}

    return look_up
