"""Where a request comes from, and what of it is kept."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.visitors import Visitor, address_of, device_of


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "10.0.0.1"),
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "not an address", None),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: Settings, proxies: int, forwarded: str, expected: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded}
    )
    assert address_of(request) == expected


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox · Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0",
            "微信 · iOS",
        ),
        ("", "其他浏览器"),
        ("<script>alert(1)</script>" * 100, "其他浏览器"),
    ],
)
def test_a_device_is_a_browser_and_a_system(user_agent: str, expected: str) -> None:
    assert device_of(user_agent) == expected


def test_a_network_is_one_source() -> None:
    assert Visitor("10.0.0.1", "").network == "10.0.0.1/32"
    assert Visitor("2001:db8::1", "").network == Visitor("2001:db8::ffff", "").network
    assert Visitor("2001:db8::1", "").network != Visitor("2001:db8:0:1::1", "").network
    assert Visitor(None, "").network == "unknown"
    assert Visitor("10.0.0.1", "").address_hash != Visitor("10.0.0.2", "").address_hash
    assert "10.0.0.1" not in Visitor("10.0.0.1", "").address_hash
