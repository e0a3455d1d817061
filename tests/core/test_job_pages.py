"""Jobs as their owners see them: pages and API."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import doors, runner
from core.actors import Actor, ActorKind
from core.models import AuditEvent, Job, JobCancellation
from core.services import jobs
from sectors.models import OrgUnit
from tests import people
from tests.core import counting

pytestmark = pytest.mark.django_db
assert counting


@pytest.fixture
def owner(client: Client) -> User:
    user = people.make_user()
    people.sign_in(client, user)
    return user


def start(user: User, kind: str = "tests.count", **parameters: Any) -> Job:
    actor = Actor(kind=ActorKind.STAFF, id=user.pk, person_id=user.person_id)
    return doors.run(jobs.start, actor=actor, kind=kind, parameters=parameters)


def test_the_owner_sees_how_far_it_has_come(client: Client, owner: User) -> None:
    job = start(owner, upto=4)
    page = client.get(f"/jobs/{job.id}").content.decode()
    assert "排队中" in page
    assert f'hx-get="/jobs/{job.id}" hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    runner.run(job.id)
    page = client.get(f"/jobs/{job.id}").content.decode()
    assert "已数到 4。" in page
    assert "4 / 4" in page or "100%" in page
    assert "hx-get" not in page
    assert "noscript" not in page


def test_while_it_runs_only_the_middle_is_asked_for(client: Client, owner: User) -> None:
    job = start(owner, upto=4)
    before = AuditEvent.objects.count()
    part = client.get(f"/jobs/{job.id}", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<section class="card" id="job" hx-get=')
    assert "<html" not in part
    assert AuditEvent.objects.count() == before


def test_a_failed_job_says_why_and_goes_on_when_asked(client: Client, owner: User) -> None:
    job = start(owner, "tests.refuse")
    runner.run(job.id)
    page = client.get(f"/jobs/{job.id}").content.decode()
    assert "您当前的岗位不能办理此事项。" in page
    assert "core.not_allowed" in page
    response = client.post(f"/jobs/{job.id}/resume")
    assert (response.status_code, response["Location"]) == (303, f"/jobs/{job.id}")
    job.refresh_from_db()
    assert job.state == "queued"
    assert client.post(f"/jobs/{job.id}/resume").status_code == 409


def test_a_job_is_cancelled(client: Client, owner: User) -> None:
    job = start(owner, upto=4)
    response = client.post(f"/jobs/{job.id}/cancel")
    assert response.status_code == 303
    page = client.get(f"/jobs/{job.id}").content.decode()
    assert "正在取消" in page
    assert f"/jobs/{job.id}/cancel" not in page
    runner.run(job.id)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 409


def test_strangers_find_nothing_and_change_nothing(client: Client, owner: User) -> None:
    job = start(people.make_user(), upto=4)
    before = AuditEvent.objects.count()
    assert client.get(f"/jobs/{job.id}").status_code == 404
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 404
    assert client.post(f"/jobs/{job.id}/resume").status_code == 404
    assert client.get(f"/jobs/{10**30}").status_code == 404
    kinds = AuditEvent.objects.order_by("id").values_list("kind", "action")[before:]
    assert list(kinds) == [
        ("denial", "core.access_job"),
        ("denial", "core.cancel"),
        ("denial", "core.resume"),
        ("denial", "core.access_job"),
    ]
    assert JobCancellation.objects.count() == 0
    job.refresh_from_db()
    assert job.state == "queued"


def test_the_list_shows_the_own_jobs_newest_first(client: Client, owner: User) -> None:
    mine = [start(owner, upto=1) for _ in range(3)]
    start(people.make_user(), upto=1)
    page = client.get("/jobs?page_size=2").content.decode()
    shown = [int(part.split('"')[0]) for part in page.split('href="/jobs/')[1:]]
    assert shown == [mine[2].id, mine[1].id]
    assert client.get("/jobs?page_size=100000").status_code == 400


@pytest.mark.req("R262")
def test_a_long_list_costs_no_more_than_a_short_one(client: Client, owner: User) -> None:
    def queries_for(count: int) -> int:
        while Job.objects.count() < count:
            doors.run(jobs.cancel, actor=actor, job_id=start(owner, upto=1).id)
        with CaptureQueriesContext(connection) as ran:
            page = client.get("/jobs?page_size=50").content.decode()
        assert page.count("正在取消") == count
        return len(ran)

    actor = Actor(kind=ActorKind.STAFF, id=owner.pk, person_id=owner.person_id)
    client.get("/jobs")
    assert queries_for(10) == queries_for(50)


def test_the_system_administrator_sees_that_it_runs_and_no_result(client: Client) -> None:
    user = people.make_user("system")
    people.sign_in(client, user)
    job = start(people.make_user(), upto=1)
    runner.run(job.id)
    own = start(user, upto=1)
    page = client.get("/jobs").content.decode()
    assert "计数" in page
    assert "已完成" in page
    assert "已数到 1。" not in page
    assert f'href="/jobs/{own.id}"' in page
    assert f'href="/jobs/{job.id}"' not in page
    assert client.get(f"/jobs/{own.id}").status_code == 200
    assert client.get(f"/jobs/{job.id}").status_code == 404
    assert client.post(f"/jobs/{job.id}/resume").status_code == 404
    job.refresh_from_db()
    assert job.state == "done"


def test_a_colleague_sees_the_job_but_no_buttons(client: Client) -> None:
    unit = OrgUnit.objects.create(code="320281-job", name="机构", level=3)
    people.sign_in(client, people.make_member("clerk", unit))
    starter = Actor(kind=ActorKind.STAFF, id=people.make_user().pk, unit_id=unit.pk)
    job = doors.run(jobs.start, actor=starter, kind="tests.count", parameters={"upto": 1})
    page = client.get(f"/jobs/{job.id}").content.decode()
    assert "排队中" in page
    assert f"/jobs/{job.id}/cancel" not in page
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 403
    assert JobCancellation.objects.count() == 0


def get(client: Client, job_id: int, key: str) -> Any:
    return client.get(f"/api/v1/jobs/{job_id}", headers=people.bearer(key))


def test_a_system_asks_for_the_jobs_of_its_unit(client: Client) -> None:
    _, key = people.make_client("jobs:read", unit_id=700)
    colleague = Actor(kind=ActorKind.STAFF, id=1, unit_id=700)
    job = doors.run(jobs.start, actor=colleague, kind="tests.refuse")
    runner.run(job.id)
    response = get(client, job.id, key)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    body = json.loads(response.content)
    assert body.pop("created_at").endswith("+08:00")
    assert body.pop("ended_at").endswith("+08:00")
    assert body == {
        "id": job.id,
        "kind": "tests.refuse",
        "title": "被拒",
        "state": "failed",
        "done": 0,
        "total": None,
        "summary": "",
        "error": {
            "code": "core.not_allowed",
            "detail": "您当前的岗位不能办理此事项。如确需办理，请系统管理员调整任职。",
        },
    }


def test_a_system_without_right_or_of_another_unit_gets_nothing(client: Client) -> None:
    job = doors.run(
        jobs.start, actor=Actor(kind=ActorKind.STAFF, id=1, unit_id=700), kind="tests.refuse"
    )
    _, other = people.make_client("jobs:read", unit_id=701)
    _, unfit = people.make_client("changes:read", unit_id=700)
    answers = [
        (get(client, job.id, other), 404, "core.not_found"),
        (get(client, job.id, unfit), 403, "core.scope_missing"),
    ]
    for response, status, code in answers:
        assert (response.status_code, json.loads(response.content)["code"]) == (status, code)
    told = json.loads(get(client, job.id, unfit).content)["detail"]
    assert told.startswith("此接口需要权限 jobs:read，当前密钥没有。")
    denied = AuditEvent.objects.filter(kind="denial").latest("id")
    assert denied.detail == {"code": "core.scope_missing"}
    nobody = client.get(f"/api/v1/jobs/{job.id}")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "core.unauthenticated")
    assert "Bearer" in nobody.json()["detail"]


def test_a_page_does_not_speak_of_keys_to_somebody_signed_out(client: Client) -> None:
    answer = client.post("/jobs/1/cancel")
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "core.sign_in_required" in page
    assert "请登录后再试。" in page
    assert "Bearer" not in page
