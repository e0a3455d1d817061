"""Jobs step by step, in this process: effects, places, failures, cancelling, resuming."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from core import clock, doors, errors, runner
from core.actors import SYSTEM, Actor, ActorKind, AdminRole, Duty, Role
from core.models import AuditEvent, Job, JobCancellation
from core.queries import jobs as queries
from core.services import exports, job_steps, jobs
from core.steps import VERIFY
from tests.core import counting
from tests.core.counting import counted

STAFF = Actor(kind=ActorKind.STAFF, id=7, person_id=70, unit_id=700)
pytestmark = pytest.mark.django_db


def start(kind: str = "tests.count", *, actor: Actor = STAFF, **parameters: Any) -> Job:
    return doors.run(jobs.start, actor=actor, kind=kind, parameters=parameters)


def state(job: Job) -> tuple[str, int, int | None, Mapping[str, Any]]:
    job.refresh_from_db()
    return job.state, job.done, job.total, job.place


def test_a_job_runs_to_its_end_and_each_effect_happens_once() -> None:
    job = start(upto=4)
    assert state(job) == ("queued", 0, None, {})
    runner.run(job.id)
    assert state(job) == ("done", 4, 4, {"number": 4})
    assert counted(job.id) == [1, 2, 3, 4]
    assert job.result == {"summary": "已数到 4。"}
    assert job.ended_at is not None
    started, first, *_ = AuditEvent.objects.order_by("id")
    assert (started.action, started.target_kind, started.target_id, started.detail) == (
        "core.start_job",
        "job",
        str(job.id),
        {"kind": "tests.count"},
    )
    assert (first.actor_kind, first.actor_id, first.person_id, first.unit_id) == (
        "staff",
        7,
        70,
        700,
    )
    runner.run(job.id)
    assert counted(job.id) == [1, 2, 3, 4]


def test_a_job_whose_turn_is_over_goes_back_to_the_queue() -> None:
    job = start(upto=3)
    runner.run(job.id, turn=0.0)
    assert state(job) == ("queued", 0, None, {})
    assert (job.attempts, queries.waiting()) == (0, [job.id])
    runner.run(job.id)
    assert state(job)[0] == "done"


def test_an_unknown_kind_is_not_started_and_one_that_vanished_fails() -> None:
    with pytest.raises(ValueError, match="no job kind"):
        start("tests.nothing")
    assert Job.objects.count() == 0
    gone = Job.objects.create(
        kind="tests.gone", created_at=clock.now(), due_at=clock.now(), actor_kind="system"
    )
    runner.run(gone.id)
    gone.refresh_from_db()
    assert (gone.state, gone.error_code) == ("failed", "core.job_unknown")


def test_a_failing_step_is_tried_again_later_and_then_given_up() -> None:
    job = start("tests.break")
    now = clock.now()
    for attempt, wait in ((1, 5), (2, 20)):
        with time_machine.travel(now, tick=False):
            runner.run(job.id)
        assert state(job) == ("queued", 0, None, {})
        assert (job.attempts, job.due_at) == (attempt, now + timedelta(seconds=wait))
        with time_machine.travel(now + timedelta(seconds=wait - 1), tick=False):
            assert queries.waiting() == []
            runner.run(job.id)  # a bell rung too early changes nothing
        job.refresh_from_db()
        assert job.attempts == attempt
        now += timedelta(seconds=wait)
    with time_machine.travel(now, tick=False):
        assert queries.waiting() == [job.id]
        runner.run(job.id)
    assert state(job)[0] == "failed"
    assert job.error_code == "core.job_failed"
    assert job.error_detail == (
        "后台任务在第 3 次尝试后仍未成功，已完成的部分都已保存。"
        "请稍后点“继续”从中断处重试；如仍不成功，请把任务编号告知管理员。"
    )
    assert AuditEvent.objects.filter(action=counting.COUNTED).count() == 0


def test_a_refused_step_ends_the_job_at_once_with_its_code() -> None:
    job = start("tests.refuse")
    runner.run(job.id)
    assert state(job)[0] == "failed"
    assert (job.error_code, job.error_detail) == (
        "core.not_allowed",
        "您当前的岗位不能办理此事项。如确需办理，请系统管理员调整任职。",
    )
    denial = AuditEvent.objects.get(kind="denial")
    assert (denial.actor_id, denial.person_id, denial.request_id) == (7, 70, f"job-{job.id}")
    assert AuditEvent.objects.filter(action=counting.COUNTED).count() == 0


def test_being_busy_is_no_refusal_for_good() -> None:
    job = start("tests.busy")
    runner.run(job.id)
    assert (state(job)[0], job.attempts) == ("queued", 1)


def test_a_step_that_kills_its_worker_each_time_is_given_up() -> None:
    """The attempt is committed before the step: what never comes back still counts."""
    job = start("tests.break")
    for attempt in (1, 2, 3):
        lease = doors.run(job_steps.take_over, actor=SYSTEM, job_id=job.id)
        assert lease is not None
        assert lease.attempt == attempt
        Job.objects.filter(id=job.id).update(beat_at=clock.now() - timedelta(seconds=11))
        assert queries.waiting() == [job.id]
    assert doors.run(job_steps.take_over, actor=SYSTEM, job_id=job.id) is None
    assert (state(job)[0], job.error_code) == ("failed", "core.job_failed")


def test_a_worker_that_lost_its_job_does_nothing_more() -> None:
    job = start(upto=3)
    slow = doors.run(job_steps.take_over, actor=SYSTEM, job_id=job.id)
    assert slow is not None
    assert doors.run(job_steps.take_over, actor=SYSTEM, job_id=job.id) is None
    Job.objects.filter(id=job.id).update(beat_at=clock.now() - timedelta(seconds=11))
    fast = doors.run(job_steps.take_over, actor=SYSTEM, job_id=job.id)
    assert fast is not None
    assert doors.run(job_steps.take_step, actor=STAFF, lease=slow) is None
    doors.run(job_steps.put_back, actor=SYSTEM, lease=slow, error=ValueError())
    assert state(job)[0] == "running"
    assert doors.run(job_steps.take_step, actor=STAFF, lease=fast) is not None
    assert AuditEvent.objects.filter(action=counting.COUNTED).count() == 1


def test_a_cancelled_job_stops_between_steps_and_can_be_resumed() -> None:
    job = start(upto=3)
    lease = doors.run(job_steps.take_over, actor=SYSTEM, job_id=job.id)
    assert lease is not None
    lease = doors.run(job_steps.take_step, actor=lease.actor, lease=lease)
    doors.run(jobs.cancel, actor=STAFF, job_id=job.id)
    doors.run(jobs.cancel, actor=STAFF, job_id=job.id)  # asked twice is asked once
    assert JobCancellation.objects.count() == 1
    job.refresh_from_db()
    assert queries.is_being_cancelled(queries.access_job(actor=STAFF, job_id=job.id))
    assert lease is not None
    assert doors.run(job_steps.take_step, actor=lease.actor, lease=lease) is None
    assert state(job) == ("cancelled", 1, 3, {"number": 1})
    with pytest.raises(errors.Refusal) as refused:
        doors.run(jobs.cancel, actor=STAFF, job_id=job.id)
    assert refused.value.code == "core.job_ended"
    doors.run(jobs.resume, actor=STAFF, job_id=job.id)
    runner.run(job.id)
    assert state(job)[0] == "done"
    assert counted(job.id) == [1, 2, 3]
    actions = AuditEvent.objects.filter(target_kind="job").order_by("id")
    assert [event.action for event in actions] == [
        "core.start_job",
        "core.cancel_job",
        "core.resume_job",
    ]


def test_a_queued_job_is_cancelled_at_the_next_poll() -> None:
    job = start(upto=3)
    Job.objects.filter(id=job.id).update(due_at=clock.now() + timedelta(hours=1))
    assert queries.waiting() == []
    doors.run(jobs.cancel, actor=STAFF, job_id=job.id)
    assert queries.waiting() == [job.id]
    runner.run(job.id)
    assert state(job)[0] == "cancelled"
    assert counted(job.id) == []


def test_only_an_ended_job_is_resumed() -> None:
    job = start(upto=1)
    with pytest.raises(errors.Refusal) as refused:
        doors.run(jobs.resume, actor=STAFF, job_id=job.id)
    assert refused.value.code == "core.job_not_ended"
    runner.run(job.id)
    with pytest.raises(errors.Refusal) as refused:
        doors.run(jobs.resume, actor=STAFF, job_id=job.id)
    assert refused.value.code == "core.job_not_ended"
    assert state(job)[0] == "done"


def test_a_failed_job_is_resumed_where_it_stopped() -> None:
    job = start("tests.busy")
    for _ in range(2):
        Job.objects.filter(id=job.id).update(due_at=clock.now())
        runner.run(job.id)
    assert state(job)[0] == "failed"
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE core_job SET parameters = '{}'")
    resumed = doors.run(jobs.resume, actor=STAFF, job_id=job.id)
    assert (resumed.state, resumed.attempts, resumed.error_code, resumed.ended_at) == (
        "queued",
        0,
        "",
        None,
    )


OTHER_UNIT = Actor(kind=ActorKind.STAFF, id=8, person_id=80, unit_id=800)
SAME_UNIT = Actor(kind=ActorKind.STAFF, id=9, person_id=90, unit_id=700)
SERVES_THERE = Actor(kind=ActorKind.STAFF, id=10, unit_id=800, duties=(Duty(700, Role.CLERK),))
APPROVES_THERE = Actor(kind=ActorKind.STAFF, id=13, unit_id=800, duties=(Duty(700, Role.APPROVER),))
AUDITOR = Actor(kind=ActorKind.STAFF, id=14, admin_role=AdminRole.AUDIT)
ADMINISTRATOR = Actor(kind=ActorKind.STAFF, id=11, unit_id=800, admin_role=AdminRole.SYSTEM)
CLIENT_OF_UNIT = Actor(kind=ActorKind.CLIENT, id=1, unit_id=700)
AGENT = Actor(kind=ActorKind.AGENT, id=7)
PUBLIC = Actor(kind=ActorKind.PUBLIC)


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (STAFF, True),
        (SAME_UNIT, True),
        (SERVES_THERE, True),
        (ADMINISTRATOR, False),
        (AUDITOR, False),
        (CLIENT_OF_UNIT, True),
        (OTHER_UNIT, False),
        (AGENT, False),
        (PUBLIC, False),
    ],
)
def test_a_job_is_seen_by_its_unit_and_by_no_administrator(actor: Actor, sees: bool) -> None:
    job = start(upto=1)
    if sees:
        assert queries.access_job(actor=actor, job_id=job.id) == job
        return
    for service in (jobs.cancel, jobs.resume):
        with pytest.raises(errors.Refusal) as refused:
            doors.run(service, actor=actor, job_id=job.id)
        assert refused.value.code == "core.not_found"
    assert (state(job)[0], JobCancellation.objects.count()) == ("queued", 0)


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (STAFF, None),
        (APPROVES_THERE, None),
        (SAME_UNIT, "core.not_allowed"),
        (SERVES_THERE, "core.not_allowed"),
        (CLIENT_OF_UNIT, "core.not_allowed"),
        (ADMINISTRATOR, "core.not_found"),
    ],
)
def test_a_job_is_directed_by_its_owner_and_the_approvers_of_the_unit(
    actor: Actor, code: str | None
) -> None:
    job = start(upto=1)
    if code is None:
        doors.run(jobs.cancel, actor=actor, job_id=job.id)
        assert JobCancellation.objects.filter(job=job).count() == 1
        return
    for service in (jobs.cancel, jobs.resume):
        with pytest.raises(errors.Refusal) as refused:
            doors.run(service, actor=actor, job_id=job.id)
        assert refused.value.code == code
    assert (state(job)[0], JobCancellation.objects.count()) == ("queued", 0)


@pytest.mark.parametrize("kind", [VERIFY, exports.KIND])
def test_the_jobs_of_the_audit_are_the_audit_administrators_alone(kind: str) -> None:
    """Whoever started them: at the command line it is the system itself."""
    made = [doors.run(jobs.start, actor=actor, kind=kind) for actor in (SYSTEM, STAFF, AUDITOR)]
    ids = [job.id for job in made]
    for actor in (STAFF, APPROVES_THERE, ADMINISTRATOR, CLIENT_OF_UNIT):
        assert [job.id for job in queries.list_jobs(actor=actor).items] == []
    colleague = Actor(kind=ActorKind.STAFF, id=15, admin_role=AdminRole.AUDIT)
    assert [job.id for job in queries.list_jobs(actor=colleague).items] == ids[::-1]
    doors.run(jobs.cancel, actor=colleague, job_id=ids[2])
    assert JobCancellation.objects.get().job_id == ids[2]


def test_the_system_administrator_knows_what_runs_and_nothing_of_its_content() -> None:
    job = start(upto=1)
    own = start(actor=ADMINISTRATOR, upto=1)
    doors.run(jobs.cancel, actor=STAFF, job_id=job.id)
    found = queries.list_operations(actor=ADMINISTRATOR).items
    assert [(one.id, one.kind, one.state, one.cancelling, one.mine) for one in found] == [
        (own.id, "tests.count", "queued", False, True),
        (job.id, "tests.count", "queued", True, False),
    ]
    assert {one.name for one in fields(queries.Operation)} == {
        *("id", "kind", "state", "cancelling", "created_at", "ended_at", "mine")
    }
    for actor in (STAFF, AUDITOR, CLIENT_OF_UNIT):
        with pytest.raises(errors.Refusal):
            queries.list_operations(actor=actor)


def test_a_job_of_an_administrator_is_not_seen_by_the_unit_that_employs_him() -> None:
    administrator = Actor(kind=ActorKind.STAFF, id=12, unit_id=700, admin_role=AdminRole.AUDIT)
    job = start(actor=administrator, upto=1)
    assert queries.access_job(actor=administrator, job_id=job.id) == job
    with pytest.raises(errors.Refusal):
        queries.access_job(actor=STAFF, job_id=job.id)


def test_an_agent_sees_only_the_own_jobs() -> None:
    job = start(actor=AGENT, upto=1)
    assert queries.access_job(actor=AGENT, job_id=job.id) == job
    with pytest.raises(errors.Refusal):
        queries.access_job(actor=Actor(kind=ActorKind.AGENT, id=8), job_id=job.id)
    with pytest.raises(errors.Refusal):
        queries.access_job(actor=OTHER_UNIT, job_id=job.id)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ("done = -1", "core_job_progress"),
        ("done = 2, total = 1", "core_job_progress"),
        ("state = 'done'", "core_job_ended"),
        ("ended_at = created_at", "core_job_ended"),
    ],
)
def test_the_database_refuses_a_job_that_cannot_be(values: str, constraint: str) -> None:
    start(upto=1)
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match=constraint),
        transaction.atomic(),
    ):
        cursor.execute(f"UPDATE core_job SET {values}")
