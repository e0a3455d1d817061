"""Pictures of a file: its facts on one scale of time, and when the public saw one of them."""

from collections.abc import Sequence
from datetime import date, timedelta

from core import clock
from portal.charts import Chart, Span, spans
from portal.files.dossier import Dossier, Row
from records.decisions.explaining import Stretch

YEARS = 5
MOST_MARKS = 60
STYLES = {"adverse": "s6", "positive": "s2", "neutral": "s1"}
WORDS = {"adverse": "失信", "positive": "守信", "neutral": "一般"}


def timeline(dossier: Dossier) -> Chart | None:
    """Each section of facts as a row: decisions as dots, what lasts as a bar."""
    rows = [row for row in dossier.rows if not row.ended]
    if not rows:
        return None
    day = dossier.file.day
    earliest = min(row.day for row in rows)
    first = max(earliest - timedelta(days=30), clock.add_months(day, -12 * YEARS))
    last = [each for row in rows if (each := row.fact.ends_on) is not None]
    before = min(max([day, *last]), clock.add_months(day, 12 * 2)) + timedelta(days=45)
    drawn: list[tuple[str, Sequence[Span]]] = []
    for section in dossier.sections:
        mine = [row for row in rows if row.fact.kind in section.about.kinds]
        if mine:
            marks = [_mark(row) for row in mine[:MOST_MARKS]]
            drawn.append((f"{section.about.title}（{len(mine)}）", marks[::-1]))
    return spans(
        "timeline",
        "时间轴",
        f"近 {YEARS} 年的信息：圆点为作出之日，横条为存续期间；失信、守信、一般用三种颜色，"
        "竖线为所看的日子。已修复、已撤销的不列。",
        drawn,
        first=first,
        before=before,
        today=day,
    )


def _mark(row: Row) -> Span:
    fact = row.fact
    text = f"{WORDS[fact.polarity]}：{fact.item_name} {fact.document_no}".strip()
    style = STYLES[fact.polarity]
    lasts = fact.ends_on is not None or fact.kind in {"list", "abnormal", "evaluation"}
    if lasts:
        return Span(fact.starts_on, fact.ends_on, text, style)
    return Span(row.day, row.day + timedelta(days=1), text, style, is_day=True)


def disclosure(
    stretches: Sequence[Stretch], others: Sequence[tuple[str, Sequence[Span]]], today: date
) -> Chart:
    """Day by day: seen by the public or not, and beside it what held for the fact."""
    shown = [Span(each.starts_on, each.ends_on, each.why, "s1") for each in stretches if each.shown]
    hidden = [
        Span(each.starts_on, each.ends_on, each.why, "off") for each in stretches if not each.shown
    ]
    return spans(
        "disclosure",
        "逐日公示情况",
        "按今天所知逐日推算：实条的日子公众能看到，空框的日子看不到；竖线为今天。",
        [("公众能看到", shown), ("公众看不到", hidden), *others],
        first=stretches[0].starts_on,
        before=stretches[-1].ends_on,
        today=today,
    )
