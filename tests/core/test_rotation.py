"""After the secret was replaced, what the former one sealed still opens."""

import io
import os
import subprocess
import sys

import pytest
from pytest_django import Settings

from accounts import sealing
from documents import cipher
from tests import database

OLD, NEW = "the-old-secret-of-an-installation", "the-new-secret-of-an-installation"


@pytest.fixture(autouse=True)
def under_the_old_key(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []


def rotate(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]


def test_a_value_sealed_under_the_old_key_opens(settings: Settings) -> None:
    sealed = sealing.seal(b"secret", purpose="totp", bound_to="user:1")
    rotate(settings)
    assert sealing.unseal(sealed, purpose="totp", bound_to="user:1") == b"secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, purpose="totp", bound_to="user:1")


def test_a_value_sealed_anew_needs_the_new_key_only(settings: Settings) -> None:
    rotate(settings)
    sealed = sealing.seal(b"secret", purpose="totp", bound_to="user:1")
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(sealed, purpose="totp", bound_to="user:1") == b"secret"


def test_a_file_written_under_the_old_key_opens(settings: Settings) -> None:
    written = io.BytesIO()
    writer = cipher.EncryptingWriter(written)
    writer.write(b"evidence")
    writer.finish()
    rotate(settings)
    with cipher.DecryptingReader(io.BytesIO(written.getvalue())) as reader:
        assert reader.read() == b"evidence"


@pytest.mark.parametrize(("given", "known"), [("", []), ("one", ["one"]), ("b, a ,", ["b", "a"])])
def test_the_former_keys_come_from_the_environment(given: str, known: list[str]) -> None:
    show = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    done = subprocess.run(
        [sys.executable, "-c", show],
        env={**os.environ, "CREDIT_SECRET_KEY_FALLBACKS": given},
        cwd=database.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{known}\n"
