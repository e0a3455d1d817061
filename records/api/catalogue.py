"""The catalogue by REST: so that a system can learn what a row is made of."""

import hashlib
from datetime import date

from django.db.models import Max
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from core import doors, etags
from core import errors as core_errors
from core.access import actor_of, allow, client
from core.actors import Actor
from core.serializers import problems
from records.api import asking
from records.api.subjects import IF_NONE_MATCH, PRIVATE
from records.decisions.fields import read_schema
from records.models import CatalogueSource, CatalogueVersion
from records.queries import catalogue as queries
from records.scopes import FACTS_READ, FACTS_WRITE
from records.serializers import catalogue as serializers

ON = OpenApiParameter("on", OpenApiTypes.DATE, description="按这一天施行的版本，默认今天。")


@extend_schema(
    operation_id="catalogue_list",
    summary="信用信息目录",
    description="某一天施行的全部目录条目，按信息分类排列；may_send 说明本单位可以报送哪些。",
    parameters=[ON, IF_NONE_MATCH],
    responses={200: serializers.CatalogueSerializer, 304: None, **problems(400)},
)
@api_view(["GET"])
def catalogue_view(request: Request) -> Response:
    actor = actor_of(request._request)
    day, unit_id = asking.day(request.query_params.get("on")), asking.unit_of(actor)
    tag = _tag(actor, day)
    if etags.is_known(request._request, tag):
        return _unchanged(tag)
    standing = doors.look(listed, actor=actor, day=day)
    sent = set(CatalogueSource.objects.filter(unit_id=unit_id).values_list("version_id", flat=True))
    items = [serializers.item_as_json(version, sent) for version in standing]
    return _told({"on": day.isoformat(), "items": items}, tag)


@extend_schema(
    operation_id="catalogue_retrieve",
    summary="目录条目的数据项",
    description="一个条目的依据、信源单位和每个数据项：代码、名称、类型、长度和是否必填。",
    parameters=[ON, IF_NONE_MATCH],
    responses={200: serializers.ItemDetailSerializer, 304: None, **problems(400, 404)},
)
@api_view(["GET"])
def item_view(request: Request, code: str) -> Response:
    actor = actor_of(request._request)
    day, unit_id = asking.day(request.query_params.get("on")), asking.unit_of(actor)
    tag = _tag(actor, day, code)
    version = doors.look(found, actor=actor, code=code, day=day)
    if etags.is_known(request._request, tag):
        return _unchanged(tag)
    sources = queries.senders_of([version.id]).get(version.id, [])
    said = serializers.detail_as_json(version, read_schema(version.fields), sources, unit_id)
    return _told({**said, "on": day.isoformat()}, tag)


def listed(*, actor: Actor, day: date) -> list[CatalogueVersion]:
    """The catalogue is no secret within the administration: the same for every system."""
    return queries.list_outline(day)


def found(*, actor: Actor, code: str, day: date) -> CatalogueVersion:
    try:
        return queries.version_on(asking.code(code), day)
    except core_errors.Refusal as refusal:
        raise core_errors.NOT_FOUND() from refusal


def _tag(actor: Actor, day: date, code: str = "") -> str:
    """Editions are only added: the last one's number says whether any came."""
    last = CatalogueVersion.objects.aggregate(last=Max("id"))["last"]
    said = (day, code, last, actor.unit_id)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _told(body: dict[str, object], tag: str) -> Response:
    return Response(body, headers={"ETag": etags.etag(tag), "Cache-Control": PRIVATE})


def _unchanged(tag: str) -> Response:
    return Response(status=304, headers={"ETag": etags.etag(tag), "Cache-Control": PRIVATE})


catalogue = allow(client(FACTS_READ), client(FACTS_WRITE))(catalogue_view)
item = allow(client(FACTS_READ), client(FACTS_WRITE))(item_view)
