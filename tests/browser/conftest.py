"""One platform and one Chromium for all of these tests, and one sign-in for each account."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState

from tests.browser.chromium import chromium, required
from tests.browser.running import running
from tests.browser.site import Site
from tests.browser.visitor import Visitor

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On one worker, where the suite is spread over several: they share a platform."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def program() -> str:
    return required()


def database_name() -> str:
    """Of the platform of this run."""
    return f"credit_browser_{os.getppid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session")
def site(
    program: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with running(template_database, database_name(), tmp_path_factory.mktemp("site")) as site:
        yield site


# Not for the session: while Playwright runs in this thread, Django refuses to ask the database.
@pytest.fixture(scope="package")
def browser(program: str, site: Site) -> Iterator[Browser]:
    with chromium(program) as browser:
        yield browser


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """The cookies of those who have signed in already."""
    return {}


@pytest.fixture
def arrive(
    browser: Browser, site: Site, sessions: dict[str, StorageState]
) -> Iterator[Callable[..., Visitor]]:
    """`arrive()` is somebody of the public, `arrive("clerk")` is signed in with a real session.

    At the end of the test nobody may have met a script error, a missing resource or a breach of
    the content security policy.
    """
    here: list[Visitor] = []

    def arrives(username: str | None = None, **how: object) -> Visitor:
        if username and username not in sessions:
            first = Visitor.arrives(browser, site)
            first.sign_in(username)
            first.arrives_at_home()
            sessions[username] = first.context.storage_state()
            first.leaves()
        state = sessions[username] if username else None
        visitor = Visitor.arrives(browser, site, state=state, **how)  # type: ignore[arg-type]  # as given
        here.append(visitor)
        return visitor

    yield arrives
    complaints = [complaint for visitor in here for complaint in visitor.complaints]
    for visitor in here:
        visitor.leaves()
    assert complaints == []
