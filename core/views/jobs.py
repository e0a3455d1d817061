"""Long work as its owner sees it: how far it has come, stopping it, going on with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from core import doors, paging
from core.access import actor_of, agent, allow, staff
from core.actors import Actor, AdminRole
from core.jobs import kind_of, title_of
from core.methods import methods
from core.models import Job
from core.queries import jobs as queries
from core.services import jobs as services
from core.views.answers import page, see

TONES = {
    Job.State.QUEUED: "neutral",
    Job.State.RUNNING: "info",
    Job.State.DONE: "ok",
    Job.State.FAILED: "danger",
    Job.State.CANCELLED: "neutral",
}


@allow(staff(), agent())
@methods("GET")
def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs of oneself and one's unit; for the system administrator what runs at all."""
    actor = actor_of(request)
    cursor = request.GET.get("cursor")
    size = paging.page_size(request.GET.get("page_size"))
    if actor.admin_role is AdminRole.SYSTEM:
        running = queries.list_operations(actor=actor, cursor=cursor, size=size)
        context = {"rows": [describe_operation(one) for one in running.items], "page": running}
        return page(request, "core/jobs.html", {**context, "operations": True})
    found = queries.list_jobs(actor=actor, cursor=cursor, size=size)
    rows = [describe(job, actor) for job in found.items]
    return page(request, "core/jobs.html", {"rows": rows, "page": found})


@allow(staff(), agent())
@methods("GET")
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """The page of one job. Its middle part is asked for anew while the job is open."""
    actor = actor_of(request)
    found = doors.look(queries.access_job, actor=actor, job_id=job_id)
    shown = describe(found, actor)
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    template = "core/job_progress.html" if htmx else "core/job.html"
    return page(request, template, {"shown": shown})


@allow(staff(), agent())
@methods("POST")
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    doors.run(services.cancel, actor=actor_of(request), job_id=job_id)
    messages.success(request, "已要求取消，任务将在当前一步结束后停止。")
    return see("core:job", job_id)


@allow(staff(), agent())
@methods("POST")
def resume(request: HttpRequest, job_id: int) -> HttpResponse:
    doors.run(services.resume, actor=actor_of(request), job_id=job_id)
    messages.success(request, "任务将从中断处继续。")
    return see("core:job", job_id)


def describe(job: Job, actor: Actor) -> dict[str, Any]:
    """A job in words, with what can be done about it."""
    kind = kind_of(job.kind)
    is_open = job.state in queries.OPEN
    cancelling = queries.is_being_cancelled(job)
    directs = queries.may_direct(actor, job)
    result = job.result if isinstance(job.result, dict) else {}
    tone = TONES[Job.State(job.state)]
    if job.state == Job.State.DONE and result.get("holds") is False:
        tone = "danger"
    return {
        "job": job,
        "title": title_of(job.kind),
        "state": "正在取消" if cancelling else job.get_state_display(),
        "tone": tone,
        "opens": True,
        "is_open": is_open,
        "may_cancel": directs and is_open and not cancelling,
        "may_resume": directs and job.state in {Job.State.FAILED, Job.State.CANCELLED},
        "retrying": job.state == Job.State.QUEUED and job.attempts > 0,
        "summary": result.get("summary", ""),
        "download": reverse(kind.download, args=[job.id])
        if kind and kind.download and job.state == Job.State.DONE
        else "",
    }


def describe_operation(found: queries.Operation) -> dict[str, Any]:
    return {
        "job": found,
        "title": title_of(found.kind),
        "state": "正在取消" if found.cancelling else found.state.label,
        "tone": TONES[found.state],
        "opens": found.mine,
    }
