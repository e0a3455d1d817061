"""The parts pages are made of: {% load credit_ui %}. Each is shown, in every state, on /design.

Parts take plain values, mappings or any object with the named attributes, so that a template of any
app can use them. Everything given is escaped. The words a state is known by come from the caller;
the part adds the shape, so that no meaning hangs on colour alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any, Protocol

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template import Context, Library
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.decisions import chinese

register = Library()

TONES = frozenset({"neutral", "info", "ok", "warn", "danger", "dispute", "unknown"})
SEVERITIES = {
    "minor": ("轻微", 1, "neutral"),
    "general": ("一般", 2, "warn"),
    "serious": ("严重", 3, "danger"),
}
STATES = {"done": "已完成", "current": "进行中", "future": "未开始", "stopped": "已终止"}
REQUIRED = forms.Field.default_error_messages["required"]
SOON = 2
LONGEST_TRAIL = 40


class Paged(Protocol):
    """A keyset page as core.paging makes it: `next` is the cursor after its last row."""

    @property
    def next(self) -> str | None: ...


# States -------------------------------------------------------------------------------------


@register.inclusion_tag("ui/badge.html")
def badge(label: str, tone: str = "neutral") -> dict[str, object]:
    """A state: {% badge "异议中" "dispute" %}."""
    return {"label": label, "tone": _tone(tone)}


@register.inclusion_tag("ui/severity.html")
def severity(value: str) -> dict[str, object]:
    """How serious: minor, general or serious, as one to three bars of three."""
    label, level, tone = SEVERITIES[value]
    return {"label": label, "tone": tone, "bars": [place <= level for place in (1, 2, 3)]}


@register.inclusion_tag("ui/deadline.html")
def deadline(due_on: date | None, left: int | None = None, done: bool = False) -> dict[str, object]:
    """A due date and how far it is. `left` is in working days; without a due date: 待日历."""
    if done:
        label, tone = "已办结", "ok"
    elif due_on is None:
        label, tone = "待日历", "unknown"
    elif left is None:
        label, tone = "剩余天数待日历", "unknown"
    elif left < 0:
        label, tone = f"已逾期 {-left} 个工作日", "danger"
    elif left == 0:
        label, tone = "今日到期", "warn"
    else:
        label, tone = f"剩 {left} 个工作日", "warn" if left <= SOON else "neutral"
    return {"due_on": due_on, "label": label, "tone": tone}


@register.inclusion_tag("ui/alert.html")
def notice(tone: str, title: str, text: str = "") -> dict[str, object]:
    """A short alert; for one with markup inside use {% alert %} … {% endalert %}."""
    return {"tone": _tone(tone), "title": title, "text": text}


@register.simple_block_tag
def alert(content: SafeString, tone: str, title: str) -> SafeString:
    """{% alert "warn" "标题" %}<p>…</p>{% endalert %}"""
    return format_html(
        '<div class="alert {}"><p class="alert-title"><span class="shape {}" aria-hidden="true">'
        "</span>{}</p>{}</div>",
        _tone(tone),
        tone,
        title,
        content,
    )


# Forms --------------------------------------------------------------------------------------


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, width: str = "") -> dict[str, object]:
    """Label, 必填, hint, error and control of one form field, tied together for screen readers.

    `width` is "short", "code" (identifiers, in capitals) or "wide" (in a filters bar).
    """
    widget = bound.field.widget
    inner = getattr(widget, "widget", widget)
    single = isinstance(inner, forms.CheckboxInput)
    listed = isinstance(inner, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return {
        "field": bound,
        "hidden": bound.is_hidden,
        "single": single,
        "listed": listed,
        "grouped": not single and bound.use_fieldset,
        "control": None if listed else _control(bound),
        "required": bound.field.required,
        "described_by": bound.aria_describedby or "",
        "errors": [message for message, _ in _errors(bound)],
        "width": width,
    }


def _errors(bound: BoundField) -> list[tuple[str, bool]]:
    """Each message, and whether it names the field already: what is missing is asked for by name,
    unless the form says it in its own words."""
    found: list[tuple[str, bool]] = []
    for error in bound.errors.as_data():
        for message in error.messages:
            missing = error.code == "required" and message == str(REQUIRED)
            found.append((f"{_verb(bound)}{bound.label}。" if missing else str(message), missing))
    return found


def _verb(bound: BoundField) -> str:
    match bound.field:
        case forms.BooleanField():
            return "请勾选："
        case forms.FileField():
            return "请上传"
        case forms.ChoiceField():
            return "请选择"
    return "请填写"


def _control(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    if type(widget) is forms.DateInput and widget.input_type == "text":
        # A native date field, which wants ISO whatever the locale writes.
        dated = copy(widget)
        dated.attrs = dict(widget.attrs)
        dated.input_type = "date"
        dated.format = "%Y-%m-%d"
        return bound.as_widget(widget=dated)
    return bound.as_widget()


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*given: forms.BaseForm) -> dict[str, object]:
    """What is wrong, at the top of the page, each message a link to its field."""
    entries: list[tuple[str, str]] = []
    for form in given:
        entries.extend(("", str(message)) for message in form.non_field_errors())
        for name in form.fields:
            bound = form[name]
            entries.extend(
                (_first_control(bound), message if named else f"{bound.label}：{message}")
                for message, named in _errors(bound)
            )
    return {"entries": entries}


def _first_control(bound: BoundField) -> str:
    listed = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if listed else bound.id_for_label or bound.auto_id


# Lists --------------------------------------------------------------------------------------


@register.inclusion_tag("ui/column.html", takes_context=True)
def column(
    context: Context, label: str, sort: str = "", numeric: bool = False
) -> dict[str, object]:
    """A column head; with `sort` a link that sorts by it, then the other way round."""
    request = _request(context)
    current = request.GET.get("sort", "") if request else ""
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(current, "") if sort else ""
    wanted = f"-{sort}" if direction == "ascending" else sort
    return {
        "label": label,
        "numeric": numeric,
        "direction": direction,
        "link": _address(request, cursor=[], sort=[wanted]) if sort else "",
    }


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Paged, note: str = "") -> dict[str, object]:
    """上一页 / 下一页 of a keyset page. The way back is kept in the address: each page on adds its
    cursor to it, the last one counts (as `request.GET["cursor"]` reads it)."""
    request = _request(context)
    trail = request.GET.getlist("cursor") if request else []
    ahead = [*trail, page.next][-LONGEST_TRAIL:] if page.next else []
    return {
        "previous": _address(request, cursor=trail[:-1]) if trail else "",
        "next": _address(request, cursor=ahead) if ahead else "",
        "note": note,
    }


def _request(context: Context) -> HttpRequest | None:
    found = context.get("request")
    return found if isinstance(found, HttpRequest) else None


def _address(request: HttpRequest | None, **changes: Sequence[str]) -> str:
    """This page's query with some parameters set; "?" alone clears it."""
    query = request.GET.copy() if request else None
    if query is None:
        return "?"
    for name, values in changes.items():
        query.setlist(name, list(values))
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, object]:
    """Nothing here: says what would be, and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*given: str) -> dict[str, object]:
    """{% crumbs "单位管理" units_url "城管局" %}: label and address in turn, then the page."""
    pairs = list(zip(given[0:-1:2], given[1:-1:2], strict=False))
    return {"pairs": pairs, "here": given[-1]}


@register.inclusion_tag("ui/tabs.html")
def tabs(label: str, items: Iterable[object]) -> dict[str, object]:
    """Links that look like tabs. An item has label, url, current and, if wanted, count."""
    return {"label": label, "items": list(items)}


@register.inclusion_tag("ui/key_values.html")
def key_values(pairs: Mapping[str, object] | Iterable[tuple[str, object]]) -> dict[str, object]:
    """Names and values; a value not known reads 未登记."""
    found = pairs.items() if isinstance(pairs, Mapping) else pairs
    return {"pairs": [(name, value) for name, value in found]}


# Procedures ---------------------------------------------------------------------------------


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Iterable[object]) -> dict[str, object]:
    """What happened, oldest first. An event has title, and where known state (done, current,
    future, stopped), at (date or time), by and body."""
    return {"events": list(events), "states": STATES}


@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[object], label: str = "办理步骤") -> dict[str, object]:
    """Where a procedure stands. A step has name, state (done, current, future, stopped), note."""
    return {"items": list(items), "label": label, "states": STATES}


@register.inclusion_tag("ui/progress.html")
def progress(
    label: str, done: int, total: int | None = None, state: str = "", tone: str = ""
) -> dict[str, object]:
    """How far a job has come; without a total it only counts."""
    return {
        "label": label,
        "done": done,
        "total": total,
        "count": f"{done:,}" if total is None else f"{done:,} / {total:,}",
        "percent": done * 100 // total if total else None,
        "state": state,
        "tone": _tone(tone) if tone else "",
    }


# Figures ------------------------------------------------------------------------------------


@register.inclusion_tag("ui/stat.html")
def stat(
    label: str, value: object, unit: str = "", hint: str = "", url: str = "", tone: str = ""
) -> dict[str, object]:
    """One figure with its name, inside <ul class="tiles">; with `url` the whole tile is a link."""
    shown = f"{value:,}" if isinstance(value, int) else value
    return {
        "label": label,
        "value": "—" if shown is None else shown,
        "unit": unit,
        "hint": hint,
        "url": url,
        "tone": _tone(tone) if tone else "",
    }


@register.inclusion_tag("ui/chart.html")
def chart(given: object) -> dict[str, object]:
    """A portal.charts.Chart with its caption and its figures as a table."""
    return {"chart": given}


# Words --------------------------------------------------------------------------------------


@register.filter
def day(value: date | datetime | None) -> str:
    """2026-11-20, in a <time> element; a time is shown by its day in Shanghai."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return format_html('<time class="nowrap" datetime="{}">{}</time>', value.isoformat(), value)


@register.filter
def long_day(value: date | None) -> str:
    """2026年11月20日, for citizens and papers."""
    if value is None:
        return "—"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), chinese(value))


@register.filter
def moment(value: datetime | None) -> str:
    """2026-11-20 17:28, in Shanghai."""
    if value is None:
        return "—"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        local.strftime("%Y-%m-%d %H:%M"),
    )


@register.filter
def thousands(value: int | None) -> str:
    """4,812, as figures are read in every table here."""
    return "—" if value is None else f"{value:,}"


@register.simple_tag
def url_if(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, or nothing where this installation does not have it."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def _tone(name: str) -> str:
    if name not in TONES:
        raise ValueError(f"unknown tone {name!r}; known: {', '.join(sorted(TONES))}")
    return name
