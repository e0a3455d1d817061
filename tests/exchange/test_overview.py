"""The system administrator's page: positions, lags and states, and no case data."""

from collections.abc import Iterator

import pytest

from core import doors
from core.actors import SYSTEM, Actor, ActorKind, AdminRole, Duty, Role
from core.models import AuditEvent
from desk.models import Delivery
from desk.services import Draft, ToSubject, send
from exchange import consumers, kinds
from exchange.models import Consumer
from tests.desk.acting import Browser, acting, code_of, text_of
from tests.exchange import ledger as trial
from tests.exchange.reading import sequence

ADMINISTRATOR = Actor(kind=ActorKind.STAFF, id=7, person_id=70, admin_role=AdminRole.SYSTEM)
RESUME = "/administration/exchange/consumers/trial/resume"
RESUME_FILES = "/administration/exchange/channels/file/resume"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(consumers, "_registry", {})
    monkeypatch.setattr(kinds, "_registry", {})
    consumers.register("trial", "试用环节", lambda actor, changes: None)
    kinds.register_kind("trial.recorded", "试用记录", visible_to=lambda actor: True)
    with acting:
        yield


@pytest.fixture
def halted(db: None) -> None:
    """Seven changes, five of them placed; the consumer halted before the third."""
    trial.note(7)
    sequence(5)
    Consumer.objects.create(
        name="trial",
        cursor=2,
        updated_at="2026-04-15T12:00:00+08:00",
        state="halted",
        failures=5,
        failed_position=3,
        error_code="exchange.handler_failed",
    )


@pytest.mark.usefixtures("halted")
def test_it_shows_positions_lag_and_why_something_stands_still() -> None:
    page = Browser(ADMINISTRATOR).get("/administration/exchange")
    text = text_of(page)
    assert page.status_code == 200
    assert "日志末尾 5" in text
    assert "待排序 2 条 最早 2026-04-15 10:00" in text
    assert (
        "试用环节 2 3 2026-04-15 10:00 已停止 停在第 3 号变更之前： exchange.handler_failed "
        "2026-04-15 12:00 恢复运行 ：试用环节"
    ) in text
    assert "文件投递 0 — 0 — 无需操作" in text
    assert "试用记录 5" in text


@pytest.mark.usefixtures("halted")
def test_a_halted_consumer_is_resumed_with_the_button() -> None:
    client = Browser(ADMINISTRATOR)
    answer = client.post(RESUME)
    assert (answer.status_code, answer["Location"]) == (302, "/administration/exchange")
    row = Consumer.objects.get()
    assert (row.state, row.cursor, row.failures, row.error_code) == ("running", 2, 0, "")
    assert "已恢复：试用环节" in text_of(client.get("/administration/exchange"))
    again = client.post(RESUME)
    assert code_of(again) == (409, "exchange.consumer_running")
    unknown = client.post(RESUME.replace("trial", "other"))
    assert code_of(unknown) == (404, "core.not_found")


@pytest.mark.django_db
def test_paused_deliveries_are_resumed_with_the_button() -> None:
    doors.run(
        send,
        actor=SYSTEM,
        messages=[Draft(to=ToSubject(1), kind="desk.escalated", title="待办")],
    )
    Delivery.objects.filter(channel="file").update(
        state="paused", attempts=8, error_code="desk.channel_unavailable"
    )
    client = Browser(ADMINISTRATOR)
    assert "文件投递 0 — 1 desk.channel_unavailable 恢复投递 ：文件投递" in text_of(
        client.get("/administration/exchange")
    )
    assert client.post(RESUME_FILES).status_code == 302
    assert Delivery.objects.get(channel="file").state == "waiting"
    again = client.post(RESUME_FILES)
    assert code_of(again) == (409, "desk.nothing_paused")


@pytest.mark.usefixtures("halted")
@pytest.mark.parametrize(
    "actor",
    [
        Actor(kind=ActorKind.STAFF, id=1, admin_role=AdminRole.SECURITY),
        Actor(kind=ActorKind.STAFF, id=1, admin_role=AdminRole.AUDIT),
        Actor(kind=ActorKind.STAFF, id=1, person_id=1, duties=(Duty(1, Role.CREDIT_OFFICE),)),
        Actor(kind=ActorKind.AGENT, id=1),
        Actor(kind=ActorKind.CLIENT, id=1, scopes=frozenset({"changes:read"})),
    ],
)
def test_nobody_else_sees_or_resumes(actor: Actor) -> None:
    client = Browser(actor)
    answers = [
        client.get("/administration/exchange"),
        client.post(RESUME),
        client.post(RESUME_FILES),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Consumer.objects.get().state == "halted"
    assert AuditEvent.objects.filter(kind="denial").count() == 3
