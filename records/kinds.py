"""What the ledger's changes are called in the feed, and who may see them."""

from core.actors import Actor, ActorKind
from exchange.kinds import register_kind

TITLES = {
    "subject.recorded": "主体信息更新",
    "fact.recorded": "信息记录或更新",
    "fact.closed": "信息版本结束",
    "effect.begun": "信息效力变化",
    "effect.ended": "信息效力终止",
    "text.reviewed": "公开文本审查",
    "text.erased": "文本擦除",
}


def register() -> None:
    for name, title in TITLES.items():
        register_kind(name, title, visible_to=reads_changes)


def reads_changes(actor: Actor) -> bool:
    """Systems and staff on duty: a change names an organisation and a row, never content. What the
    row says is asked for by another way, which knows who may read it."""
    return actor.kind in {ActorKind.SYSTEM, ActorKind.CLIENT} or bool(actor.units())
