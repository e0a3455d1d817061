from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from tests.sectors.browser import GIVEN, SIGN_IN


@pytest.fixture
def visits() -> Iterator[None]:
    """Lets tests say who visits (tests.sectors.browser.Browser)."""
    changed = [GIVEN if name == SIGN_IN else name for name in settings.MIDDLEWARE]
    with override_settings(MIDDLEWARE=changed):
        yield
