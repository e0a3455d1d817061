"""How the change log is doing, for the system administrator: positions and counts, no cases."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock, doors
from core.access import actor_of, administrator, allow
from core.actors import AdminRole
from core.methods import methods
from desk import queries as desk
from desk import services as desk_services
from exchange import consumers, queries, services

SYSTEM = administrator(AdminRole.SYSTEM)


@methods("GET")
@allow(SYSTEM)
def overview(request: HttpRequest) -> HttpResponse:
    log = queries.log_state()
    oldest = log.oldest_waiting_at
    context = {
        "log": log,
        "oldest": f"最早 {oldest.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if oldest else "",
        "consumers": queries.consumer_states(),
        "channels": desk.channel_states(),
        "kinds": queries.recent_kinds(),
    }
    return render(request, "exchange/overview.html", context)


@methods("POST")
@allow(SYSTEM)
def resume_consumer(request: HttpRequest, name: str) -> HttpResponse:
    doors.run(services.resume_consumer, actor=actor_of(request), name=name)
    messages.success(request, f"已恢复：{consumers.get(name).title}。它从停下的那条变更继续。")
    return redirect("exchange:overview")


@methods("POST")
@allow(SYSTEM)
def resume_deliveries(request: HttpRequest, channel: str) -> HttpResponse:
    count = doors.run(desk_services.resume_deliveries, actor=actor_of(request), channel=channel)
    messages.success(request, f"已恢复 {count} 件投递。")
    return redirect("exchange:overview")
