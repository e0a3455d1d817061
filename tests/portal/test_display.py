"""大字版: a cookie set by a plain link."""

import pytest
from django.test import Client, RequestFactory

from core.actors import PUBLIC
from portal import context


@pytest.fixture
def visitor() -> Client:
    return Client()


def test_large_type_is_remembered_and_undone(visitor: Client) -> None:
    plain = visitor.get("/accessibility").content.decode()
    assert '<html lang="zh-Hans">' in plain
    assert 'href="/display?type=large&amp;next=%2Faccessibility"' in plain

    answer = visitor.get("/display", {"type": "large", "next": "/accessibility"})
    assert (answer.status_code, answer["Location"]) == (302, "/accessibility")
    cookie = answer.cookies["type_size"]
    assert (cookie.value, cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
        "large",
        31_536_000,
        True,
        "Lax",
    )
    large = visitor.get("/accessibility").content.decode()
    assert '<html lang="zh-Hans" class="large-type">' in large
    assert 'href="/display?type=standard&amp;next=%2Faccessibility"' in large

    answer = visitor.get("/display", {"type": "standard", "next": "/about"})
    assert (answer["Location"], answer.cookies["type_size"]["max-age"]) == ("/about", 0)
    assert visitor.get("/accessibility").content.decode().count("large-type") == 0


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org", "/\\example.org", "javascript:x", ""]
)
def test_the_way_back_stays_here(visitor: Client, target: str) -> None:
    answer = visitor.get("/display", {"type": "large", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_nonsense_sizes_mean_the_standard_one(visitor: Client) -> None:
    visitor.cookies["type_size"] = "enormous"
    assert "large-type" not in visitor.get("/accessibility").content.decode()


def test_the_link_keeps_the_query_of_the_page() -> None:
    request = RequestFactory().get("/about", {"q": "环保 & 安全"})
    request.actor = PUBLIC  # type: ignore[attr-defined]  # set by middleware
    assert context.frame(request)["type_link"] == (
        "/display?type=large&next=%2Fabout%3Fq%3D"
        "%25E7%258E%25AF%25E4%25BF%259D%2B%2526%2B%25E5%25AE%2589%25E5%2585%25A8"
    )


def test_a_query_too_long_to_carry_is_left_behind() -> None:
    request = RequestFactory().get("/about", {"q": "x" * 1000})
    request.actor = PUBLIC  # type: ignore[attr-defined]  # set by middleware
    assert context.frame(request)["type_link"] == "/display?type=large&next=%2Fabout"
