"""Kinds of jobs for the tests; a worker started by a test imports this module.

Each step of tests.count writes one audit event with its number: the effect that must happen once.
At the step named by `gate` it waits for a lock the test may hold.
"""

from django.db import connection

from core import errors
from core.jobs import Progress, Work, job
from core.models import AuditEvent
from core.services import audit

COUNTED = "tests.counted"
COUNT = "tests.count"
GATE = 4_711


@job(COUNT, title="计数")
def count(work: Work) -> Progress:
    number = work.place.get("number", 0) + 1
    audit.record(actor=work.actor, action=COUNTED, detail={"number": number})
    if number == work.parameters.get("gate"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])
    last = int(work.parameters["upto"])
    result = {"summary": f"已数到 {last}。"} if number == last else None
    return Progress(done=number, total=last, place={"number": number}, result=result)


@job("tests.break", title="出错", attempts=3)
def fail(work: Work) -> Progress:
    audit.record(actor=work.actor, action=COUNTED)
    raise ValueError("张三 320281199001010011")


@job("tests.refuse", title="被拒")
def refuse(work: Work) -> Progress:
    audit.record(actor=work.actor, action=COUNTED)
    raise errors.NOT_ALLOWED()


@job("tests.busy", title="繁忙", attempts=2)
def busy(work: Work) -> Progress:
    if work.parameters.get("free"):
        return Progress(done=1, result={})
    raise errors.BUSY()


def counted(job_id: int) -> list[int]:
    """The effects of a tests.count job, in the order in which they were written."""
    rows = AuditEvent.objects.filter(action=COUNTED, request_id=f"job-{job_id}").order_by("id")
    return [row.detail["number"] for row in rows]
