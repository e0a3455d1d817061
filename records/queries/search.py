"""Finding organisations."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock, paging
from core import errors as core_errors
from core.actors import Actor, ActorKind
from records import errors
from records.decisions.names import public_name
from records.decisions.searching import Kind, Query, read_query
from records.models import Subject, SubjectVersion
from records.sql import search as sql
from records.sql.search import Hit, Search

LARGEST_PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    subject_id: int
    uscc: str
    name: str
    sign: str
    kind: str
    status: str
    region_code: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class FoundPage:
    items: Sequence[Found]
    next: str | None


def search_subjects(
    *,
    actor: Actor,
    query: str,
    region: str = "",
    cursor: str | None = None,
    size: int = 20,
) -> FoundPage:
    """Organisations by a piece of a name, present or former, by the shop's sign, by the letters a
    name begins with, or by code; within an area when one is given.

    The public finds confirmed ones, and reads their names masked where they are a person's. Raises
    `records.search_short` and `records.search_person`; what was asked is not written down here."""
    read = read_query(query)
    if read.kind is Kind.PERSON:
        raise errors.SEARCH_PERSON()
    if read.kind is Kind.SHORT:
        raise errors.SEARCH_SHORT()
    within = region_prefix(region)
    if read.kind is Kind.CODE:
        hits = find_by_code(actor, read.text)
        return FoundPage([_found(actor, hit) for hit in hits], None)
    size = min(max(size, 1), LARGEST_PAGE)
    rank, after = paging.decode(cursor, 2) if cursor else (-1, 0)
    if not isinstance(rank, int) or not isinstance(after, int):
        raise core_errors.BAD_CURSOR()
    asked = Search(
        bigrams=read.bigrams,
        pattern=read.pattern(),
        prefix=read.text if read.kind is Kind.LETTERS else "",
        region=within,
        confirmed_only=not sees_provisional(actor),
        candidates=sql.CANDIDATES if sees_provisional(actor) else sql.FEWER,
        rank=max(-1, min(rank, 10_000)),
        after=max(0, min(after, 2**62)),
        limit=size + 1,
    )
    hits = sql.search(asked, clock.today())
    following = None
    if len(hits) > size:
        last = hits[size - 1]
        following = paging.encode([last.rank, last.subject_id])
    return FoundPage([_found(actor, hit) for hit in hits[:size]], following)


def sees_provisional(actor: Actor) -> bool:
    return actor.kind in {ActorKind.SYSTEM, ActorKind.CLIENT} or bool(actor.units())


def find_by_code(actor: Actor, code: str) -> list[Hit]:
    """The organisation of a code as a hit of its own; none where the actor sees none."""
    subject = Subject.objects.visible_to(actor).filter(uscc=code).first()
    if subject is None:
        return []
    today = clock.today()
    versions = SubjectVersion.objects.filter(subject=subject, closed_at__isnull=True)
    version = (
        versions.filter(valid_from__lte=today).order_by("-valid_from").first()
        or versions.order_by("valid_from").first()
    )
    if version is None:
        return []
    hit = Hit(
        subject.id,
        0,
        code,
        subject.confirmed_at is not None,
        version.name,
        version.sign,
        version.kind,
        version.status,
        version.region_code,
    )
    return [hit]


def _found(actor: Actor, hit: Hit) -> Found:
    name = hit.name
    if not sees_provisional(actor):
        household = hit.kind == SubjectVersion.Kind.HOUSEHOLD
        name = public_name(hit.name, is_household=household, sign=hit.sign)
    return Found(
        subject_id=hit.subject_id,
        uscc=hit.uscc,
        name=name,
        sign=hit.sign,
        kind=hit.kind,
        status=hit.status,
        region_code=hit.region_code,
        is_confirmed=hit.is_confirmed,
    )


def region_prefix(region: str) -> str:
    """A province or city is asked for by the digits its own places share."""
    if region and not (region.isascii() and region.isdigit() and len(region) <= 12):
        raise core_errors.BAD_REQUEST(reason="行政区划代码应为数字")
    if region.endswith("0000") and len(region) == 6:
        return region[:2]
    if region.endswith("00") and len(region) == 6:
        return region[:4]
    return region


def explain(query: Query) -> str:
    """What was understood, for the page: shown back to who asked, kept nowhere."""
    return {
        Kind.CODE: "按统一社会信用代码",
        Kind.LETTERS: "按拼音首字母或名称",
        Kind.FRAGMENT: "按名称或字号",
    }.get(query.kind, "")
