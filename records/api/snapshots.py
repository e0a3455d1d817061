"""Everything at once, by REST, with the place in the change log to go on from."""

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, renderer_classes
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core import doors, idempotency, paging
from core.access import actor_of, allow, client
from core.idempotency import Answer
from core.serializers import problems
from records.api.batches import CURSOR, NO_STORE, PAGE_SIZE
from records.api.facts import KEY
from records.queries import snapshots as queries
from records.scopes import SNAPSHOTS_READ
from records.serializers import snapshots as serializers
from records.services import snapshots as services

GZIP = "application/gzip"


class GzipRenderer(JSONRenderer):
    """Lets a call ask for the file by its type. What is refused is still a problem in JSON."""

    media_type = GZIP
    format = "gz"


@extend_schema(
    methods=["GET"],
    operation_id="snapshots_list",
    summary="快照列表",
    description="本接口申请过的全量快照，最近的在前。",
    parameters=[CURSOR, PAGE_SIZE],
    responses={200: serializers.SnapshotPageSerializer, **problems(400)},
)
@extend_schema(
    methods=["POST"],
    operation_id="snapshots_start",
    summary="申请全量快照",
    description=(
        "在后台生成一个 NDJSON.gz 文件：本单位可以知悉的全部主体和现行信用信息。"
        "快照带有变更位置 position：导入快照后从 /api/v1/changes?after=position 接着读，"
        "逐条按当前内容更新，不会遗漏；重复读到已在快照中的变更没有影响。"
        "首行 type 为 snapshot，随后每个主体一行 subject、其信息各一行 fact，末行为 end；"
        "没有 end 行的文件不完整。"
    ),
    parameters=[KEY],
    request=None,
    responses={202: serializers.SnapshotSerializer, **problems(400, 409)},
)
@api_view(["GET", "POST"])
def snapshots_view(request: Request) -> Response:
    actor = actor_of(request._request)
    if request.method == "GET":
        page = doors.look(
            queries.list_snapshots,
            actor=actor,
            cursor=request.query_params.get("cursor"),
            size=paging.page_size(request.query_params.get("page_size")),
        )
        return Response(serializers.page_as_json(page), headers=NO_STORE)
    answer = idempotency.run(
        services.start_snapshot,
        actor=actor,
        claim=idempotency.claim_of(request._request),
        render=lambda job: Answer(202, serializers.as_json(job)),
    )
    headers = {**NO_STORE, "Location": f"/api/v1/snapshots/{answer.body['id']}"}
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer.body, status=answer.status, headers=headers)


@extend_schema(
    operation_id="snapshots_retrieve",
    summary="快照的状态",
    description="生成进度，完成后给出下载地址；不是本接口申请的一律答复 404。",
    responses={200: serializers.SnapshotSerializer, **problems(404)},
)
@api_view(["GET"])
def snapshot_view(request: Request, snapshot_id: int) -> Response:
    job = doors.look(
        queries.access_snapshot,
        actor=actor_of(request._request),
        snapshot_id=snapshot_id,
    )
    return Response(serializers.as_json(job), headers=NO_STORE)


@extend_schema(
    operation_id="snapshots_download",
    summary="下载快照",
    description="已完成的快照文件，边读边发。下载留痕；所给的信息其后修复或撤销的，平台会通知。",
    responses={(200, GZIP): OpenApiTypes.BINARY, **problems(400, 404, 409, 410)},
)
@api_view(["GET"])
@renderer_classes([JSONRenderer, GzipRenderer])
def download_view(request: Request, snapshot_id: int) -> HttpResponseBase:
    actor = actor_of(request._request)
    job = doors.look(queries.access_snapshot, actor=actor, snapshot_id=snapshot_id)
    content = doors.read(
        services.open_file,
        actor=actor,
        purpose="下载全量快照",
        target=("job", job.id),
        detail={"position": job.parameters["position"]},
        job=job,
    )
    response = StreamingHttpResponse(content, content_type=GZIP)
    response["Content-Disposition"] = f'attachment; filename="snapshot-{job.id}.ndjson.gz"'
    response["Content-Length"] = str(serializers.as_json(job)["size"])
    response["Cache-Control"] = "no-store"
    return response


snapshots = allow(client(SNAPSHOTS_READ))(snapshots_view)
snapshot = allow(client(SNAPSHOTS_READ))(snapshot_view)
snapshot_download = allow(client(SNAPSHOTS_READ))(download_view)
