"""The inbox."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import doors, errors, paging
from core.access import actor_of, agent, allow, staff
from core.methods import methods
from desk import queries, services
from desk.forms import ReadForm

READERS = (staff(), agent())


@methods("GET")
@allow(*READERS)
def inbox(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    unread_only = request.GET.get("unread") == "1"
    page = doors.read(
        queries.list_messages,
        actor=actor,
        purpose="查阅消息",
        unread_only=unread_only,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "page": page,
        "unread": queries.count_unread(actor),
        "unread_only": unread_only,
    }
    return render(request, "desk/inbox.html", context)


@methods("GET")
@allow(*READERS)
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Opening a message is reading it."""
    actor = actor_of(request)
    found = doors.read(
        queries.access_message,
        actor=actor,
        purpose="查阅消息",
        target=("message", message_id),
        message_id=message_id,
    )
    if not found.read:
        doors.run(services.mark_read, actor=actor, message_ids=[message_id])
    return render(request, "desk/message.html", {"message": found})


@methods("POST")
@allow(*READERS)
def mark_read(request: HttpRequest) -> HttpResponse:
    form = ReadForm(request.POST)
    if not form.is_valid():
        raise errors.BAD_REQUEST(reason="消息编号有误")
    ticked = form.cleaned_data["message"]
    count = doors.run(services.mark_read, actor=actor_of(request), message_ids=ticked)
    _say(request, count)
    return redirect("desk:inbox")


@methods("POST")
@allow(*READERS)
def mark_all_read(request: HttpRequest) -> HttpResponse:
    _say(request, doors.run(services.mark_all_read, actor=actor_of(request)))
    return redirect("desk:inbox")


def _say(request: HttpRequest, count: int) -> None:
    if count:
        messages.success(request, f"已将 {count} 条消息标为已读。")
    else:
        messages.info(request, "没有需要标记的未读消息。")
