"""What a page must hold for everybody: WCAG 2.2 AA as axe tests it, and no sideways scrolling."""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


@cache
def axe() -> str:
    """The script of axe-core, as the wheel carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Every broken rule, with the place where; empty when all hold."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(axe())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", STANDARDS
    )
    return [
        f"{broken['id']}: {node['target'][0]} {node['html'][:120]}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """What sticks out of the page to the right, where the page scrolls sideways at all."""
    widest: list[str] = page.evaluate(
        """() => {
          // A page that is just being replaced by the next has nothing to stick out.
          if (!document.documentElement) return [];
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.querySelectorAll('body *')]
            .filter(part => part.getBoundingClientRect().right > room + 1)
            .slice(0, 5).map(part => part.outerHTML.slice(0, 120));
        }"""
    )
    return [f"too wide: {part}" for part in widest]
