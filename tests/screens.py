"""The README's pictures: python -m tests.screens, which bin/screens runs on a platform of its own.

Each is one screenful of a fixed size. A page taller than that is cut, as on a screen.
"""

import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState

from tests.browser.chromium import chromium
from tests.browser.site import Site
from tests.browser.visitor import DESKTOP, PHONE, Visitor

OUT = Path(__file__).resolve().parent.parent / "docs" / "screens"
LARGEST = 150_000


def still(visitor: Visitor, address: str) -> None:
    visitor.go(address)


def newest_letter(visitor: Visitor, address: str) -> None:
    visitor.go(address)
    visitor.page.locator("tbody th a").first.click()


def answer(visitor: Visitor, address: str) -> None:
    """What the public reads of the newest letter; only its code is from a member of staff."""
    newest_letter(visitor, address)
    visitor.page.locator("dd a.code").click()
    visitor.context.clear_cookies()
    visitor.page.reload()


def sealed(visitor: Visitor, address: str) -> None:
    """Once the platform, just started, has sealed for the first time."""
    until = time.monotonic() + 120
    visitor.go(address)
    while visitor.page.locator("tbody tr").count() == 0:
        assert time.monotonic() < until, "no seal after two minutes"
        visitor.page.wait_for_timeout(1000)
        visitor.page.reload()


def newest_batch(visitor: Visitor, address: str) -> None:
    visitor.go(address)
    visitor.page.locator("tbody a").first.click()


# The first worked example of the demonstration.
EXAMPLE = "91320281MAY0000178"
Prepare = Callable[[Visitor, str], None]

PICTURES: tuple[tuple[str, str | None, bool, Prepare, str], ...] = (
    ("home", None, False, still, "/"),
    ("home-phone", None, True, still, "/"),
    ("sign-in", None, False, still, "/sign-in"),
    ("staff-home", "clerk", False, still, "/staff/"),
    ("staff-home-phone", "clerk", True, still, "/staff/"),
    ("units", "system", False, still, "/units"),
    ("calendar", "system", False, still, "/calendar"),
    ("letter", "approver", False, newest_letter, "/documents/drafts"),
    ("verify", "approver", False, answer, "/documents"),
    ("audit", "audit", False, sealed, "/audit/seals"),
    ("search", None, False, still, "/search?q=演示"),
    ("search-phone", None, True, still, "/search?q=演示"),
    ("public-file", None, False, still, f"/s/{EXAMPLE}"),
    ("public-file-phone", None, True, still, f"/s/{EXAMPLE}"),
    ("credit-file", "reviewer", False, still, f"/subjects/{EXAMPLE}?purpose=inspection"),
    ("batch", "clerk", False, newest_batch, "/submissions/batches"),
    ("queue", "clerk", False, still, "/submissions/queues/held"),
    ("quality", "credit", False, still, "/quality"),
)


def main(wanted: list[str]) -> int:
    site = Site.at(os.environ["CREDIT_PUBLIC_URL"], Path(os.environ["CREDIT_DATA"]))
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium(os.environ["CREDIT_CHROMIUM"]) as browser:
        sessions: dict[str, StorageState] = {}
        for name, username, phone, prepare, address in PICTURES:
            if wanted and name not in wanted:
                continue
            state = session(browser, site, sessions, username) if username else None
            size = PHONE if phone else DESKTOP
            visitor = Visitor.arrives(browser, site, size=size, state=state)
            prepare(visitor, address)
            took = take(visitor.page, OUT / f"{name}.png")
            sys.stdout.write(f"{name}: {took:,} bytes\n")
            visitor.leaves()
    return 0


def session(
    browser: Browser, site: Site, sessions: dict[str, StorageState], username: str
) -> StorageState:
    if username not in sessions:
        visitor = Visitor.arrives(browser, site)
        visitor.sign_in(username)
        visitor.arrives_at_home()
        sessions[username] = visitor.context.storage_state()
        visitor.leaves()
    return sessions[username]


def take(page: Page, file: Path) -> int:
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    # Few colours say it all, and the repository stays small.
    picture.quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{file.name} has {size:,} bytes; the repository keeps {LARGEST:,}.")
    return size


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
