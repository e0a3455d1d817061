"""Every page of every role, on a desk and on a phone: open to all, nothing sideways, no complaint.

The addresses come from the url configuration; pages about one thing are reached by the links of the
others, one of each kind.
"""

from collections.abc import Callable

import pytest
from django.urls import resolve

from tests.browser.accessibility import too_wide, violations
from tests.browser.visitor import PHONE, WIDTHS, Visitor
from tests.permissions.endpoints import endpoints

Arrive = Callable[..., Visitor]

# Not pages: files, answers for machines, and steps that only lead elsewhere.
NO_PAGES = {
    "accounts:public_keys",
    "core:audit_export_file",
    "core:healthz",
    "core:metrics",
    "core:readyz",
    "documents:file",
    "documents:pdf",
    "documents:preview",
    "portal:display",
}
# Pages that each of these roles must at least have been shown.
LEAST = {
    None: {"portal:home", "portal:about", "documents:verify", "accounts:sign_in", "sectors:sector"},
    "clerk": {"portal:staff_home", "desk:my_work", "documents:draft", "sectors:hand_over"},
    "approver": {"documents:numbering", "documents:document", "desk:deadlines"},
    "credit": {"desk:unit_work", "sectors:unit", "core:calendar_year"},
    "reader": {"documents:issued", "sectors:unit"},
    "system": {"accounts:user", "sectors:add_unit", "core:calendar_new", "accounts:client"},
    "security": {"accounts:confirmations", "accounts:signing_keys", "sectors:proposals"},
    "audit": {"core:audit_events", "core:audit_seals", "core:audit_export"},
    "agent": {"accounts:account"},
}


@pytest.mark.slow
@pytest.mark.parametrize("username", LEAST, ids=[name or "public" for name in LEAST])
def test_every_page_is_fit_for_everybody(
    arrive: Arrive, seen: set[str], username: str | None
) -> None:
    visitor = arrive(username)
    waiting = [each.address for each in endpoints() if not each.arguments]
    found: list[str] = []
    shown: set[str] = set()
    for address in waiting:
        name = name_of(address)
        if name in shown or name in NO_PAGES or address.startswith("/api/"):
            continue
        answer = visitor.page.request.get(address, max_redirects=0)
        if elsewhere := answer.headers.get("location", ""):
            waiting.append(elsewhere)
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        shown.add(name)
        visitor.go(address)
        waiting += links_of(visitor)
        # A page that another role saw with the same parts need not be examined again.
        parts = f"{name} {parts_of(visitor)}"
        if parts in seen:
            continue
        seen.add(parts)
        for width, size in WIDTHS.items():
            visitor.page.set_viewport_size(size)
            broken = too_wide(visitor.page) + violations(visitor.page)
            found += [f"{address} ({width}) {one}" for one in broken]
        visitor.page.set_viewport_size(WIDTHS["desktop"])
    assert found == []
    assert LEAST[username] <= shown


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_component_is_fit_for_everybody_in_large_type(arrive: Arrive, dark: bool) -> None:
    visitor = arrive(size=PHONE, dark=dark)
    visitor.go("/")
    visitor.follow("大字版")
    visitor.go("/design")
    assert too_wide(visitor.page) + violations(visitor.page) == []


@pytest.fixture(scope="module")
def seen() -> set[str]:
    return set()


def name_of(address: str) -> str:
    return resolve(address.split("?")[0].split("#")[0]).view_name


def links_of(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.locator("a[href^='/']").evaluate_all(
        "links => [...new Set(links.map(link => link.getAttribute('href')))]"
    )
    return [link for link in found if not link.startswith("/static/")]


def parts_of(visitor: Visitor) -> str:
    """How the page is built, without its words: elements, classes and roles, each once."""
    built: str = visitor.page.evaluate(
        """() => {
          const kinds = new Set();
          for (const part of document.querySelectorAll('body *'))
            kinds.add([part.parentElement.className, part.tagName, part.className,
                       part.getAttribute('role'), part.type].join('|'));
          return [...kinds].sort().join(' ');
        }"""
    )
    return built
