"""Organisations by REST: found, and read as of a day and a moment."""

import hashlib
from datetime import date, datetime

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, doors, etags, paging
from core import errors as core_errors
from core.access import actor_of, allow, client
from core.actors import Actor
from core.serializers import problems
from records import errors, uscc
from records.api import asking
from records.api.batches import CURSOR, NO_STORE, PAGE_SIZE
from records.decisions.searching import Kind, read_query
from records.models import Subject
from records.queries import search as queries
from records.queries.access import access_subject
from records.scopes import FACTS_READ
from records.serializers import subjects as serializers
from records.services import giving as services

# Facts in the file of an organisation; what goes beyond is read page by page.
IN_FILE = 500
LONGEST_QUERY = 200
ON = OpenApiParameter(
    "on", OpenApiTypes.DATE, description="所问之日（效力、公示与否按此日），默认今天。"
)
KNOWN = OpenApiParameter(
    "known",
    OpenApiTypes.DATETIME,
    description="按这一时点已入库的内容作答，须带时区；取自答复的 ledger_at。默认现在。",
)
CODE = OpenApiParameter(
    "uscc", OpenApiTypes.STR, OpenApiParameter.PATH, description="统一社会信用代码。"
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="上一次答复的 ETag；没有变化时答复 304。",
)
PRIVATE = "private, no-cache"


@extend_schema(
    operation_id="subjects_search",
    summary="查找信用主体",
    description=(
        "按名称或曾用名中的一段、字号、拼音首字母或统一社会信用代码查找，最短的名称在前。"
        "不接受身份证号码；所问内容不记入日志。"
    ),
    parameters=[
        OpenApiParameter("q", OpenApiTypes.STR, required=True, description="至少两个字。"),
        OpenApiParameter("region", OpenApiTypes.STR, description="行政区划代码，可只写前几位。"),
        CURSOR,
        OpenApiParameter(
            "page_size",
            {"type": "integer", "minimum": 1, "maximum": queries.LARGEST_PAGE},
            default=20,
        ),
    ],
    responses={200: serializers.FoundPageSerializer, **problems(400)},
)
@api_view(["GET"])
def search_view(request: Request) -> Response:
    asked = request.query_params
    query = asked.get("q", "")
    if len(query) > LONGEST_QUERY:
        raise asking.refuse("q")
    size = paging.page_size(asked.get("page_size") or "20")
    if size > queries.LARGEST_PAGE:
        raise core_errors.PAGE_SIZE(limit=queries.LARGEST_PAGE)
    page = doors.read(
        find_subjects,
        actor=actor_of(request._request),
        purpose="接口查找信用主体",
        said=query,
        region=asked.get("region", ""),
        cursor=asked.get("cursor"),
        size=size,
    )
    return Response(serializers.found_as_json(page), headers=NO_STORE)


@extend_schema(
    operation_id="subjects_retrieve",
    summary="信用档案",
    description=(
        "登记信息和本单位可以知悉的信用信息。已修复、撤销、误传更正和中止、屏蔽中的信息不在其中，"
        "不论问的是哪个时点。每次读取留痕；所给的信息其后修复或撤销的，平台会通知本接口。"
    ),
    parameters=[CODE, ON, KNOWN, IF_NONE_MATCH],
    responses={200: serializers.FileSerializer, 304: None, **problems(400, 404)},
)
@api_view(["GET"])
def subject_view(request: Request, uscc: str) -> Response:
    actor, code = actor_of(request._request), _code(uscc)
    day = asking.day(request.query_params.get("on"))
    known = asking.moment(request.query_params.get("known"))
    subject = doors.read(
        access_subject, actor=actor, purpose=services.PURPOSE, uscc=code, detail={"on": str(day)}
    )
    tag = _tag(actor, subject, day, known)
    if etags.is_known(request._request, tag):
        return Response(status=304, headers={"ETag": etags.etag(tag), "Cache-Control": PRIVATE})
    file = doors.run(services.give_file, actor=actor, uscc=code, day=day, known=known, size=IN_FILE)
    response = Response(serializers.file_as_json(file))
    response["Cache-Control"] = PRIVATE
    # Written about between the two: the answer is newer than the tag and gets none.
    if subject.ledger_at == file.ledger_at or known is not None:
        response["ETag"] = etags.etag(tag)
    return response


@extend_schema(
    operation_id="subjects_facts",
    summary="信用信息列表",
    description="一个主体的信用信息，最近的在前，逐页给出；各页依据同一入库时点。",
    parameters=[
        CODE,
        ON,
        KNOWN,
        OpenApiParameter("item", OpenApiTypes.STR, description="只要这一目录条目的信息。"),
        CURSOR,
        PAGE_SIZE,
    ],
    responses={200: serializers.FactPageSerializer, **problems(400, 404)},
)
@api_view(["GET"])
def facts_view(request: Request, uscc: str) -> Response:
    asked = request.query_params
    item, cursor = asked.get("item", ""), asked.get("cursor", "")
    file = doors.run(
        services.give_file,
        actor=actor_of(request._request),
        uscc=_code(uscc),
        day=asking.day(asked.get("on")),
        known=asking.moment(asked.get("known")),
        item=asking.code(item) if item else "",
        cursor=services.read_cursor(cursor) if cursor else None,
        size=paging.page_size(asked.get("page_size")),
    )
    return Response(serializers.page_as_json(file), headers=NO_STORE)


def find_subjects(
    *, actor: Actor, said: str, region: str, cursor: str | None, size: int
) -> queries.FoundPage:
    """The search, with another name for what was typed than the door has for the search."""
    return queries.search_subjects(actor=actor, query=said, region=region, cursor=cursor, size=size)


def _code(raw: str) -> str:
    if read_query(raw).kind is Kind.PERSON:
        raise errors.SEARCH_PERSON()
    code = uscc.read(raw).code
    if not code:
        raise core_errors.NOT_FOUND()
    return code


def _tag(actor: Actor, subject: Subject, day: date, known: datetime | None) -> str:
    """All that an answer follows from: the clock, the days it is asked about and on, who asks."""
    said = (subject.id, subject.ledger_at, day, known, clock.today(), actor.unit_id)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


search = allow(client(FACTS_READ))(search_view)
subject = allow(client(FACTS_READ))(subject_view)
subject_facts = allow(client(FACTS_READ))(facts_view)
