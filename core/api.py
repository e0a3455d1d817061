"""The core's part of the REST API: how far a job has come."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from core import doors
from core.access import actor_of, allow, client
from core.queries import jobs as queries
from core.serializers import JobSerializer, problems

JOBS_READ = "jobs:read"


@extend_schema(
    operation_id="jobs_retrieve",
    summary="后台任务进度",
    description="本单位发起的一项后台任务的进度与结果；不属于本单位的任务一律答复 404。",
    responses={200: JobSerializer, **problems(400, 404)},
)
@api_view(["GET"])
def job_view(request: Request, job_id: int) -> Response:
    found = doors.look(queries.access_job, actor=actor_of(request._request), job_id=job_id)
    return Response(JobSerializer(found).data, headers={"Cache-Control": "no-store"})


job = allow(client(JOBS_READ))(job_view)
