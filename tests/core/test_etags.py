"""A decision names the version it was taken on."""

import pytest
from django.test import RequestFactory

from core import errors, etags


def check(given: str | None, version: object = 3) -> str:
    """The code of the refusal, or nothing."""
    headers = {} if given is None else {"If-Match": given}
    try:
        etags.check_if_match(RequestFactory().post("/", headers=headers), version)
    except errors.Refusal as refusal:
        return f"{refusal.error.status} {refusal.code}"
    return ""


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ('"3"', ""),
        (' "3" ', ""),
        ('"2", "3"', ""),
        ('"2"', "412 core.version_changed"),
        ('W/"3"', "412 core.version_changed"),
        (None, "428 core.precondition_required"),
        ("", "428 core.precondition_required"),
        ("*", "428 core.precondition_required"),
        ("3", "400 core.bad_request"),
        ('"3', "400 core.bad_request"),
        ('"3", x', "400 core.bad_request"),
        ('"3 4"', "400 core.bad_request"),
    ],
)
def test_if_match_must_name_the_version_seen(given: str | None, answer: str) -> None:
    assert check(given) == answer


def test_an_etag_is_the_quoted_version() -> None:
    assert etags.etag("9f") == '"9f"'
    assert check(etags.etag("9f"), "9f") == ""


def test_a_form_carries_its_version() -> None:
    etags.check_version("3", 3)
    for given in ("2", "", "三"):
        with pytest.raises(errors.Refusal) as refused:
            etags.check_version(given, 3)
        assert (refused.value.code, refused.value.error.status) == ("core.conflict", 409)
