"""Which unit a member of staff is working for on this page."""

from django.urls import reverse

from core import errors
from core.actors import Actor, Role

MEMBERS = tuple(Role)


def unit_of(actor: Actor) -> int:
    """The unit of the session, where the actor serves; else the first of the actor's units."""
    units = actor.units()
    if actor.unit_id is not None and actor.unit_id in units:
        return actor.unit_id
    if not units:
        raise errors.NOT_ALLOWED()
    return min(units)


def sections(actor: Actor, current: str) -> list[dict[str, object]]:
    """The pages of this app as tabs."""
    found = [
        ("documents:issued", "已签发文书"),
        ("documents:drafts", "文书草稿"),
        ("documents:files", "材料"),
    ]
    if actor.holds([Role.APPROVER], unit_id=unit_of(actor)):
        found.append(("documents:numbering", "文号规则"))
    return [
        {"label": label, "url": reverse(name), "current": name == current} for name, label in found
    ]
