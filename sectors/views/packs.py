"""What packs were loaded, and where local corrections differ from them (R271)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import paging
from core.access import administrator, allow
from core.actors import AdminRole
from core.methods import methods
from sectors.queries import packs as queries


@allow(administrator(AdminRole.SYSTEM, AdminRole.AUDIT))
@methods("GET")
def packs(request: HttpRequest) -> HttpResponse:
    page = queries.list_overrides(
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {"packs": queries.list_packs(), "page": page}
    return render(request, "sectors/packs.html", context)
