"""The feed of changes, for systems that follow along."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scopes import CHANGES_READ
from core import doors
from core.access import actor_of, allow, client
from core.serializers import problems
from exchange import errors
from exchange.serializers import FeedPageSerializer, as_json
from exchange.services import read_feed

DEFAULT_LIMIT = 200
LARGEST_LIMIT = 1000
LONGEST_POSITION = 18


@extend_schema(
    operation_id="changes_list",
    summary="变更订阅",
    description=(
        "按位置顺序返回本密钥可见的变更。位置只给已提交的记录，沿 next 读取不会遗漏；"
        "同一 after 任何时候重读，结果相同。"
        "一页可能少于 limit 条甚至为空而未到末尾，以 next 是否等于 last_position 为准。"
        "每次读取都会留痕，以便修复、撤销和更正时通知到接收方。"
    ),
    parameters=[
        OpenApiParameter(
            "after",
            OpenApiTypes.INT64,
            description="从此位置之后读起，取自上一次应答的 next；首次读取用 0。",
            default=0,
        ),
        OpenApiParameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT},
            description="每次最多返回的条数。",
            default=DEFAULT_LIMIT,
        ),
    ],
    responses={200: FeedPageSerializer, **problems(400)},
)
@api_view(["GET"])
def changes_view(request: Request) -> Response:
    page = doors.run(
        read_feed,
        actor=actor_of(request._request),
        after=_position(request.query_params.get("after", "0")),
        limit=_limit(request.query_params.get("limit", "")),
    )
    return Response(as_json(page), headers={"Cache-Control": "no-store"})


changes = allow(client(CHANGES_READ))(changes_view)


def _position(raw: str) -> int:
    if not raw.isascii() or not raw.isdigit() or len(raw) > LONGEST_POSITION:
        raise errors.AFTER()
    return int(raw)


def _limit(raw: str) -> int:
    if raw == "":
        return DEFAULT_LIMIT
    digits = raw.isascii() and raw.isdigit() and len(raw) <= len(str(LARGEST_LIMIT))
    if not digits or not 1 <= int(raw) <= LARGEST_LIMIT:
        raise errors.LIMIT(limit=LARGEST_LIMIT)
    return int(raw)
