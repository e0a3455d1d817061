"""Facts by REST: rows in one call."""

from typing import Any

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from core import doors, idempotency
from core.access import actor_of, allow, client
from core.bodies import Number, read_json
from core.idempotency import VALID_KEY, Answer
from core.serializers import problems
from records.api import asking
from records.intake import calls, errors
from records.models import Batch
from records.scopes import FACTS_READ, FACTS_WRITE
from records.serializers import facts as serializers
from records.serializers import subjects as given
from records.services import giving

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": f"^{VALID_KEY.pattern}$"},
    OpenApiParameter.HEADER,
    description=(
        "自选的请求编号（建议 UUID）。同一编号、同一内容再次提交，得到第一次的答复，不会重复入库。"
    ),
)
EXAMPLE = OpenApiExample(
    "行政处罚一行",
    request_only=True,
    value={
        "item": "penalty",
        "rows": [
            {
                "CF_XDR_MC": "江阴市澄江演示毛纺有限公司",
                "CF_XDR_LB": "法人及非法人组织",
                "CF_XDR_SHXYM": "91320281MAY0000178",
                "CF_WSH": "锡澄环罚决〔2026〕31号",
                "CF_CFLB": "罚款",
                "CF_NR_FK": "12",
                "CF_JDRQ": "2026-04-15",
            }
        ],
    },
)


@extend_schema(
    operation_id="facts_submit",
    summary="报送信用信息（逐行）",
    description=(
        "一次报送同一目录条目的 1 至 1000 行，在一个事务内办理，逐行答复结果和提示。"
        "只能报送本单位是信源单位的条目。自然人的行不读取、不保存，只计数。"
        "接口可以报送，不能代人声明送达：缺送达依据的失信信息列入“待补正”，由本单位工作人员补正。"
        "须复核的条目答复 state 为 waiting，待本单位另一名工作人员复核后入库。"
        "更多的行请用 POST /api/v1/batches 上传文件。"
    ),
    parameters=[KEY],
    request=serializers.RowsSerializer,
    examples=[EXAMPLE],
    responses={201: serializers.ReceiptSerializer, **problems(400, 409, 413, 415, 422)},
)
@api_view(["POST"])
def submit_view(request: Request) -> Response:
    django_request = request._request
    actor = actor_of(django_request)
    claim = idempotency.claim_of(django_request)
    asked = _asked(django_request)
    answer = idempotency.run(
        calls.submit_rows,
        actor=actor,
        claim=claim,
        render=lambda receipt: Answer(201, serializers.as_json(receipt)),
        unit_id=asking.unit_of(actor),
        **asked,
    )
    headers = {
        "Location": f"/api/v1/batches/{answer.body['batch_id']}",
        "Cache-Control": "no-store",
    }
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer.body, status=answer.status, headers=headers)


@extend_schema(
    operation_id="facts_retrieve",
    summary="一条信用信息",
    description=(
        "一条信息的现行内容、历次版本和效力。无权知悉、已不成立、已修复或撤销以及中止、"
        "屏蔽中的，一律答复 404：请从本系统中移除。"
    ),
    responses={200: given.FactDetailSerializer, **problems(404)},
)
@api_view(["GET"])
def fact_view(request: Request, fact_id: int) -> Response:
    versions = doors.run(
        giving.give_fact, actor=actor_of(request._request), fact_id=asking.identity(fact_id)
    )
    return Response(given.detail_as_json(versions), headers={"Cache-Control": "no-store"})


def _asked(request: HttpRequest) -> dict[str, Any]:
    said = read_json(request)
    if not isinstance(said, dict) or not isinstance(said.get("rows"), list):
        raise errors.ROWS_IN_CALL(limit=calls.MOST_ROWS)
    unknown = sorted(set(said) - {"item", "mode", "rows"})
    if unknown:
        raise asking.refuse(unknown[0][:40])
    item = said.get("item")
    mode = said.get("mode", str(Batch.Mode.PARTIAL))
    if isinstance(item, Number) or not isinstance(mode, str):
        raise asking.refuse("item" if isinstance(item, Number) else "mode")
    return {
        "item_code": asking.code(item),
        "mode": asking.one_of(mode, Batch.Mode.values, "mode"),
        "rows": said["rows"],
    }


fact = allow(client(FACTS_READ))(fact_view)
submit = allow(client(FACTS_WRITE))(submit_view)
