"""Finding organisations as staff do: by name, code or document, narrowed down by what is known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Q

from core import clock, paging
from core import errors as core_errors
from core.actors import Actor, Role
from records import errors
from records.decisions.effects import ENDING
from records.decisions.numbers import document_key
from records.decisions.searching import Kind, Query, read_query
from records.models import CURRENT, FactEffect, FactVersion, Polarity, SubjectName, SubjectVersion
from records.queries.history import facts_by_number
from records.queries.search import Found, find_by_code, region_prefix, sees_provisional
from records.sql import narrowing as sql
from records.sql.narrowing import Narrowing
from records.sql.search import Hit, Search

SIZE = 20


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands about an organisation and the reader may read."""

    adverse: int = 0
    serious: int = 0
    positive: int = 0
    neutral: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    found: Found
    former: Sequence[str]
    tally: Tally

    @property
    def kind_label(self) -> str:
        return str(SubjectVersion.Kind(self.found.kind).label)

    @property
    def status_label(self) -> str:
        return str(SubjectVersion.Status(self.found.status).label)


@dataclass(frozen=True, slots=True)
class ListedPage:
    """`facts` are those of a decision asked for by its number; `is_partial` says that only a
    stretch of the register was looked at so far."""

    items: Sequence[Listed]
    next: str | None
    facts: Sequence[FactVersion] = ()
    is_partial: bool = False


def list_subjects(
    *,
    actor: Actor,
    text: str = "",
    region: str = "",
    narrowing: Narrowing | None = None,
    cursor: str | None = None,
    size: int = SIZE,
) -> ListedPage:
    """Organisations for staff on duty; without a text, along the register.

    Raises `records.search_short` and `records.search_person`; what was asked is written nowhere."""
    if not sees_provisional(actor):
        raise core_errors.NOT_ALLOWED()
    narrowing = replace(
        narrowing or Narrowing(),
        everything=actor.holds([Role.CREDIT_OFFICE]),
        units=sorted(actor.units()),
    )
    read = read_query(text) if text.strip() else None
    if read and read.kind is Kind.PERSON:
        raise errors.SEARCH_PERSON()
    if read and read.kind is Kind.SHORT:
        raise errors.SEARCH_SHORT()
    if read and read.kind is Kind.CODE:
        return ListedPage(_listed(actor, find_by_code(actor, read.text)), None)
    page = _page(read, region_prefix(region), narrowing, cursor, size)
    facts = _by_number(actor, text) if read and not cursor else []
    return ListedPage(_listed(actor, page[0]), page[1], facts, page[2])


def _page(
    read: Query | None, region: str, narrowing: Narrowing, cursor: str | None, size: int
) -> tuple[list[Hit], str | None, bool]:
    rank, after = paging.decode(cursor, 2) if cursor else (-1, 0)
    if not isinstance(rank, int) or not isinstance(after, int):
        raise core_errors.BAD_CURSOR()
    search = Search(
        bigrams=read.bigrams if read else (),
        pattern=read.pattern() if read else "",
        prefix=read.text if read and read.kind is Kind.LETTERS else "",
        region=region,
        confirmed_only=False,
        rank=max(-1, min(rank, 10_000)),
        after=max(0, min(after, 2**62)),
        limit=size + 1,
    )
    today = clock.today()
    last = None
    if read:
        hits = sql.named(search, narrowing, today)
    else:
        hits, last = sql.along(search, narrowing, today)
    if len(hits) > size:
        end = hits[size - 1]
        return hits[:size], paging.encode([end.rank, end.subject_id]), False
    return hits, paging.encode([0, last]) if last else None, last is not None


def _by_number(actor: Actor, text: str) -> list[FactVersion]:
    """A decision by its number, however it was typed: 锡澄环罚决[2026]31 finds 〔2026〕31号."""
    if not any(character.isdigit() for character in text):
        return []
    return facts_by_number(actor=actor, document_key=document_key(text.replace("\x00", "")))[:SIZE]


def _listed(actor: Actor, hits: Sequence[Hit]) -> list[Listed]:
    ids = [hit.subject_id for hit in hits]
    tallies = tally_of(actor=actor, subject_ids=ids)
    former: dict[int, list[str]] = {}
    names = SubjectName.objects.filter(subject_id__in=ids, kind=SubjectName.Kind.FORMER)
    for subject_id, term in names.order_by("subject_id", "id").values_list("subject_id", "term"):
        former.setdefault(subject_id, []).append(term)
    return [
        Listed(
            Found(
                subject_id=hit.subject_id,
                uscc=hit.uscc,
                name=hit.name,
                sign=hit.sign,
                kind=hit.kind,
                status=hit.status,
                region_code=hit.region_code,
                is_confirmed=hit.is_confirmed,
            ),
            former.get(hit.subject_id, ()),
            tallies.get(hit.subject_id, Tally()),
        )
        for hit in hits
    ]


def tally_of(*, actor: Actor, subject_ids: Collection[int]) -> dict[int, Tally]:
    """How many facts of each nature stand, in one question."""
    ended = FactEffect.objects.filter(
        CURRENT, subject_id__in=subject_ids, kind__in=ENDING, ends_on__isnull=True
    )
    standing = (
        FactVersion.objects.visible_to(actor)
        .filter(CURRENT, subject_id__in=subject_ids)
        .exclude(fact_id__in=ended.values("fact_id"))
    )
    counted = standing.values("subject_id").annotate(
        adverse=Count("id", filter=Q(polarity=Polarity.ADVERSE)),
        serious=Count("id", filter=Q(severity=3)),
        positive=Count("id", filter=Q(polarity=Polarity.POSITIVE)),
        neutral=Count("id", filter=Q(polarity=Polarity.NEUTRAL)),
    )
    return {row.pop("subject_id"): Tally(**row) for row in counted.order_by("subject_id")}
