"""The tabs that lead from one page of the desk to the next."""

from dataclasses import dataclass

from django.urls import reverse

PAGES = (("desk:my_work", "我的待办"), ("desk:unit_work", "本单位待办"), ("desk:deadlines", "期限"))


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None = None


def sections(here: str, mine: int | None = None) -> list[Tab]:
    """The three lists of work, the one shown marked; `mine` counts what I can act on."""
    return [
        Tab(label, reverse(name), name == here, mine if name == "desk:my_work" else None)
        for name, label in PAGES
    ]
