"""What the pages of this floor are asked: a posted form, and the day to show."""

from datetime import date

from django.http import HttpRequest, QueryDict

from core import clock, errors


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is an answer, if a wrong one."""
    return request.POST if request.method == "POST" else None


def day_of(request: HttpRequest) -> date:
    """The day a page is to show: ?on=2021-03-26, else today."""
    raw = request.GET.get("on", "")
    if not raw:
        return clock.today()
    try:
        day = date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year < 2200:
        raise errors.BAD_REQUEST(reason="日期应写作 2021-03-26")
    return day
