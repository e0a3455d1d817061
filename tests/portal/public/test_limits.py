"""How often one place may ask: friendly, the same for all processes, and no way around it."""

from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client, RequestFactory
from pytest_django import Settings

from core.errors import Refusal
from portal.public import limits
from portal.public.limits import Limit, Local
from tests.portal.public.county import text_of

FEW = Limit("few", 3, 5)
NOON = "2026-11-20 12:00:10 +0800"


@dataclass
class Asking:
    """Asks until refused; how often it was answered."""

    address: str = "198.51.100.7"
    forwarded: str = ""

    def once(self, limit: Limit = FEW) -> int:
        """0 when answered, else the seconds to wait."""
        headers = {"X-Forwarded-For": self.forwarded} if self.forwarded else {}
        request = RequestFactory().get("/search", REMOTE_ADDR=self.address, headers=headers)
        try:
            limits.count(request, limit)
        except Refusal as refusal:
            known = refusal.code == "core.too_many_requests"
            return int(refusal.headers["Retry-After"]) if known else -1
        return 0

    def answered(self, tries: int = 6) -> int:
        return sum(self.once() == 0 for _ in range(tries))


@pytest.mark.req("R262")
def test_a_place_is_answered_so_often_in_a_minute_and_in_an_hour() -> None:
    asking = Asking()
    with time_machine.travel(NOON, tick=False) as clock:
        assert [asking.once() for _ in range(5)] == [0, 0, 0, 50, 50]
        clock.shift(50)
        # Refused ones count too: five in this hour already.
        assert asking.once() == 3540
        clock.shift(3540)
        assert asking.once() == 0
        assert Asking("198.51.100.8").answered() == 3


def test_nothing_a_caller_writes_makes_him_another(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    spoofed = [Asking(forwarded=f"203.0.113.{n}").once() for n in range(6)]
    assert [wait == 0 for wait in spoofed] == [True] * 3 + [False] * 3
    settings.TRUSTED_PROXIES = 1
    behind = [Asking(forwarded=f"10.0.0.{n}, 203.0.113.9").once() for n in range(6)]
    assert [wait == 0 for wait in behind] == [True] * 3 + [False] * 3
    assert Asking(forwarded="1.2.3.4, 203.0.113.10").once() == 0


def test_a_whole_network_of_the_new_kind_is_one_place() -> None:
    tries = [Asking(f"2001:db8:1:2::{n}").once() for n in range(6)]
    assert [wait == 0 for wait in tries] == [True] * 3 + [False] * 3
    assert Asking("2001:db8:1:3::1").once() == 0


def test_without_the_queue_server_each_process_counts_for_itself(settings: Settings) -> None:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    }
    assert Asking().answered() == 3
    assert limits.outage.lasts()
    assert Asking("198.51.100.9").answered() == 3


def test_what_a_process_remembers_is_bounded() -> None:
    local = Local(remembered=10)
    for number in range(100):
        local.count(FEW, f"198.51.100.{number}", 0)
    assert len(local) == 10
    assert local.count(FEW, "198.51.100.99", 0) == [2, 2]


@pytest.mark.django_db
@pytest.mark.req("R262")
def test_the_page_says_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEARCH", Limit("search", 2, 100))
    visitor = Client()
    answers = [visitor.get("/search", {"q": "不存在的厂"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[2]
    assert 1 <= int(refused["Retry-After"]) <= 60
    text = text_of(refused)
    assert f"请求次数超过限额。请在 {refused['Retry-After']} 秒后再试。" in text
    assert "不存在的厂" not in text
    assert visitor.get("/").status_code == 200
