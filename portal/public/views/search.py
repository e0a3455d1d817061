"""One box: a piece of a name, a shop's sign, letters, a code; and the town."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core import clock
from core.access import allow, anyone
from core.actors import PUBLIC
from core.errors import Refusal
from core.methods import methods
from portal.public import limits, places, sql
from portal.public.views.answers import page, unlisted
from records import errors
from records.decisions.searching import LONGEST, Kind, read_query
from records.models import SubjectVersion
from records.queries.search import Found, explain, search_subjects

SIZE = 20
PERSON = "person"


@methods("GET")
@allow(anyone())
def search(request: HttpRequest) -> HttpResponse:
    """What is asked is in no log: pages are logged by their names. A number of a card or a
    telephone is led away from at once, out of the address bar and the history as well."""
    limits.count(request, limits.SEARCH)
    asked = request.GET.get("q", "").strip()
    town = request.GET.get("town", "")
    town = town if town.isascii() and town.isdigit() and len(town) <= 12 else ""
    context: dict[str, object] = {"q": asked[:LONGEST], "town": town, "is_search": True}
    if request.GET.get("refused") == PERSON:
        context |= {"q": "", "refusal": _said(errors.SEARCH_PERSON())}
        return _page(request, context)
    if not asked:
        return _page(request, context)
    query = read_query(asked)
    if query.kind is Kind.PERSON:
        return unlisted(redirect(f"{reverse('public:search')}?refused={PERSON}"))
    if query.kind is Kind.SHORT:
        return _page(request, context | {"refusal": _said(errors.SEARCH_SHORT())}, status=400)
    found = search_subjects(
        actor=PUBLIC,
        query=asked,
        region=town,
        cursor=request.GET.get("cursor"),
        size=SIZE,
    )
    if query.kind is Kind.CODE and found.items:
        return unlisted(redirect("public:file", uscc=found.items[0].uscc))
    regions = [item.region_code for item in found.items]
    names = sql.places(code[:length] for code in regions for length in (6, 9))
    context |= {
        "page": found,
        "hits": [_hit(item, names) for item in found.items],
        "explained": explain(query),
        "by_code": query.kind is Kind.CODE,
    }
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    context["towns"] = places.choices(clock.today())
    return page(request, "portal/public/search.html", context, status=status)


def _hit(item: Found, names: dict[str, str]) -> dict[str, object]:
    codes = dict.fromkeys((item.region_code[:6], item.region_code[:9]))
    is_active = item.status == SubjectVersion.Status.ACTIVE
    return {
        "uscc": item.uscc,
        "name": item.name,
        "sign": item.sign if item.sign not in item.name else "",
        "kind": SubjectVersion.Kind(item.kind).label,
        "status": "" if is_active else SubjectVersion.Status(item.status).label,
        "place": "".join(names[code] for code in codes if code in names),
    }


def _said(refusal: Refusal) -> dict[str, str]:
    return {"title": refusal.error.title, "text": refusal.detail}
