"""Files by REST: sent, followed, answered row by row."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, renderer_classes
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core import doors, idempotency, paging
from core.access import actor_of, allow, client
from core.actors import Actor
from core.idempotency import Answer
from core.serializers import problems
from records.api import asking
from records.api.facts import KEY
from records.api.receiving import PIECE, received
from records.intake import batches as services
from records.intake import reporting
from records.models import Batch, StagedRow
from records.queries import receipts as queries
from records.scopes import FACTS_WRITE
from records.serializers import batches as serializers

NO_STORE = {"Cache-Control": "no-store"}
LONGEST_NAME = 200
# What a system asks about when it asks for errors.
NOT_TAKEN = ("held", "conflict", "unknown", "rejected", "excluded")
TABLE = {"type": "string", "format": "binary"}
CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="上一页的 next。")
PAGE_SIZE = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 1, "maximum": paging.LARGEST_SIZE},
    description="每页条数。",
    default=paging.DEFAULT_SIZE,
)
MODE = {"type": "string", "enum": Batch.Mode.values}


class CsvRenderer(JSONRenderer):
    """Lets a call ask for text/csv. What is refused is still answered as a problem."""

    media_type = "text/csv"
    format = "csv"


@extend_schema(
    methods=["GET"],
    operation_id="batches_list",
    summary="报送批次列表",
    description="本单位的报送批次，最近的在前，不论由系统还是由人员报送。",
    parameters=[CURSOR, PAGE_SIZE],
    responses={200: serializers.BatchPageSerializer, **problems(400)},
)
@extend_schema(
    methods=["POST"],
    operation_id="batches_submit",
    summary="报送文件",
    description=(
        "上传一个 CSV（UTF-8 或 GB18030）、XLSX、XLS 或 NDJSON 文件，按内容识别类型；"
        "可直接作为正文，也可用 multipart/form-data 的 file 项。文件边收边存，不在内存中整体展开。"
        "答复 202，在后台读取；用 Location 中的地址查询进度和结果。"
    ),
    parameters=[
        OpenApiParameter("item", OpenApiTypes.STR, required=True, description="目录条目编码。"),
        OpenApiParameter(
            "mode",
            MODE,
            description="check 只校验；partial 合格的先入库；whole 全部合格才入库（5 万行以内）。",
            default="partial",
        ),
        OpenApiParameter("file_name", OpenApiTypes.STR, description="文件名，显示在回执中。"),
        KEY,
    ],
    request={
        "text/csv": TABLE,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": TABLE,
        "application/vnd.ms-excel": TABLE,
        "application/x-ndjson": TABLE,
        "multipart/form-data": {
            "type": "object",
            "properties": {"file": TABLE},
            "required": ["file"],
        },
    },
    responses={202: serializers.BatchDetailSerializer, **problems(400, 409, 413, 415, 422, 507)},
)
@api_view(["GET", "POST"])
def batches_view(request: Request) -> HttpResponseBase:
    if request.method == "POST":
        return _submit(request._request)
    page = doors.look(
        queries.list_receipts,
        actor=actor_of(request._request),
        cursor=request.query_params.get("cursor"),
        size=paging.page_size(request.query_params.get("page_size")),
    )
    return Response(serializers.page_as_json(page), headers=NO_STORE)


@extend_schema(
    operation_id="batches_retrieve",
    summary="报送批次的状态",
    description="状态、计数和后台进度；不属于本单位的批次一律答复 404。",
    responses={200: serializers.BatchDetailSerializer, **problems(404)},
)
@api_view(["GET"])
def batch_view(request: Request, batch_id: int) -> Response:
    actor = actor_of(request._request)
    return _told(doors.look(queries.access_receipt, actor=actor, batch_id=batch_id))


@extend_schema(
    operation_id="batches_errors",
    summary="逐行提示",
    description=(
        "没有直接入库的行及其提示，按文件中的次序；outcome 可另选。"
        "format=csv（或 Accept: text/csv）给出错误文件：原文件的列，加上处理结果和说明。"
    ),
    parameters=[
        OpenApiParameter(
            "outcome",
            {"type": "array", "items": {"type": "string", "enum": StagedRow.Outcome.values}},
            description="只要这些结果的行；可重复。",
        ),
        OpenApiParameter("format", {"type": "string", "enum": ["json", "csv"]}, default="json"),
        CURSOR,
        PAGE_SIZE,
    ],
    responses={
        (200, "application/json"): serializers.RowPageSerializer,
        (200, "text/csv"): OpenApiTypes.STR,
        **problems(400, 404, 409, 410),
    },
)
@api_view(["GET"])
@renderer_classes([JSONRenderer, CsvRenderer])
def errors_view(request: Request, batch_id: int) -> HttpResponseBase:
    actor = actor_of(request._request)
    if request.accepted_renderer.format == CsvRenderer.format:
        return _as_csv(actor, batch_id)
    page = doors.read(
        queries.list_answers,
        actor=actor,
        purpose="查看报送回执",
        target=("batch", batch_id),
        batch_id=batch_id,
        outcomes=_outcomes(request),
        cursor=request.query_params.get("cursor"),
        size=paging.page_size(request.query_params.get("page_size")),
    )
    return Response(serializers.rows_as_json(page), headers=NO_STORE)


@extend_schema(
    operation_id="batches_confirm",
    summary="确认入库",
    description=(
        "校验完成（state 为 checked）的批次入库。须复核的条目还要等本单位另一名工作人员复核。"
        "由人员报送的批次不能由接口确认。"
    ),
    parameters=[
        OpenApiParameter(
            "mode", {"type": "string", "enum": ["partial", "whole"]}, default="partial"
        ),
        KEY,
    ],
    request=None,
    responses={202: serializers.BatchDetailSerializer, **problems(400, 404, 409, 422)},
)
@api_view(["POST"])
def confirm_view(request: Request, batch_id: int) -> Response:
    mode = asking.one_of(
        request.query_params.get("mode", "partial"), {Batch.Mode.PARTIAL, Batch.Mode.WHOLE}, "mode"
    )
    return _moved(request, services.confirm, 202, batch_id=batch_id, mode=mode)


@extend_schema(
    operation_id="batches_abandon",
    summary="放弃批次",
    description="校验完成或待复核的批次不再入库，其文件随即清除。由人员报送的批次不能由接口放弃。",
    parameters=[KEY],
    request=None,
    responses={200: serializers.BatchDetailSerializer, **problems(400, 404, 409)},
)
@api_view(["POST"])
def abandon_view(request: Request, batch_id: int) -> Response:
    return _moved(request, services.abandon, 200, batch_id=batch_id)


def _submit(request: HttpRequest) -> Response:
    actor = actor_of(request)
    idempotency.key_of(request)
    item_code = asking.code(request.GET.get("item"))
    mode = asking.one_of(request.GET.get("mode", "partial"), Batch.Mode.values, "mode")
    name = request.GET.get("file_name", "")
    if len(name) > LONGEST_NAME:
        raise asking.refuse("file_name")
    # A unit that does not send the item is told so before its file is taken.
    doors.look(
        services.require_sender, actor=actor, unit_id=asking.unit_of(actor), item_code=item_code
    )
    with received(request) as incoming:
        answer = idempotency.run(
            services.receive_and_start,
            actor=actor,
            claim=idempotency.claim_of_file(request, incoming.sha256),
            render=lambda batch: _answer(actor, batch, 202),
            incoming=incoming,
            file_name=name or incoming.name or "接口报送",
            unit_id=asking.unit_of(actor),
            item_code=item_code,
            mode=mode,
            channel=Batch.Channel.API,
        )
    return _given(answer)


def _moved(request: Request, service: Any, status: int, **arguments: Any) -> Response:
    actor = actor_of(request._request)
    answer = idempotency.run(
        service,
        actor=actor,
        claim=idempotency.claim_of(request._request),
        render=lambda batch: _answer(actor, batch, status),
        **arguments,
    )
    return _given(answer)


def _answer(actor: Actor, batch: Batch, status: int) -> Answer:
    found = queries.access_receipt(actor=actor, batch_id=batch.id)
    return Answer(status, serializers.detail_as_json(found))


def _given(answer: Answer) -> Response:
    headers = {**NO_STORE, "Location": answer.body["links"]["self"]}
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer.body, status=answer.status, headers=headers)


def _told(found: queries.Following) -> Response:
    return Response(serializers.detail_as_json(found), headers=NO_STORE)


def _outcomes(request: Request) -> list[str]:
    asked = request.query_params.getlist("outcome") or list(NOT_TAKEN)
    return [asking.one_of(each, StagedRow.Outcome.values, "outcome") for each in asked]


def _as_csv(actor: Actor, batch_id: int) -> StreamingHttpResponse:
    found = doors.look(queries.access_receipt, actor=actor, batch_id=batch_id)
    content = doors.read(
        reporting.open_report,
        actor=actor,
        purpose="下载报送回执",
        target=("batch", batch_id),
        batch=found.batch,
    )

    def pieces() -> Iterator[bytes]:
        with content:
            while piece := content.read(PIECE):
                yield piece

    response = StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="batch-{batch_id}-errors.csv"'
    response["Cache-Control"] = "no-store"
    return response


batches = allow(client(FACTS_WRITE))(batches_view)
batch = allow(client(FACTS_WRITE))(batch_view)
batch_errors = allow(client(FACTS_WRITE))(errors_view)
confirm = allow(client(FACTS_WRITE))(confirm_view)
abandon = allow(client(FACTS_WRITE))(abandon_view)
