"""The reporting calendar: planning what units owe, seeing what is accounted for, and bringing what
is overdue to them once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q

from core import clock
from core.actors import Actor, Role
from core.doors import require_transaction
from core.services import audit
from desk import services as desk
from desk.decisions import FixedDay
from records import work
from records.models import CatalogueVersion, ReportDeadline, ReportPeriod
from records.quality.decisions import cycles
from records.quality.services.clock import reckon, require_platform
from records.quality.sql import periods as sql
from records.quality.sql.clock import Term
from records.quality.sql.periods import DutyRow
from records.queries.catalogue import versions_on

AT_ONCE = 2_000
# An item that was long known when the platform began owes nothing for the years before.
LOOK_BACK = timedelta(days=400)
LONGEST_TITLE = 100
SHORT = timedelta(days=7)


def keep_calendar(*, actor: Actor, today: date, since: date | None = None) -> int:
    """Plan periods that have begun, account for those that are over, open work for what is overdue;
    how many periods were brought to their units. Safe to do again and late.

    An item's first period is the one it was recorded in, or the one `since` lies in."""
    require_transaction()
    require_platform(actor)
    _plan(today, since)
    sql.give_days()
    sql.reopen()
    settled = sql.settle(today)
    _end_work(actor, [period for period, noticed in settled if noticed])
    overdue = _unnoticed(today)
    if overdue:
        _bring(actor, overdue, today)
    return len(overdue)


def _plan(today: date, since: date | None) -> None:
    wanted = [
        (duty, period)
        for duty in sql.duties(today)
        for period in cycles.periods(
            cycles.rhythm_of(duty.update_cycle), _first_day(duty, today, since), today
        )
    ]
    reckon(
        {
            Term(period.last_day, period.working_days)
            for _, period in wanted
            if period.working_days is not None
        }
    )
    known = {
        (deadline.starts_on, deadline.working_days): deadline
        for deadline in ReportDeadline.objects.filter(
            starts_on__in={period.last_day for _, period in wanted}
        )
    }
    rows = []
    for duty, period in wanted:
        deadline = known.get((period.last_day, period.working_days or -1))
        rows.append(
            ReportPeriod(
                unit_id=duty.unit_id,
                item_id=duty.item_id,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                due_on=deadline.due_on if deadline else period.due_on,
                deadline=deadline,
            )
        )
    ReportPeriod.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def _first_day(duty: DutyRow, today: date, since: date | None) -> date:
    if duty.planned is not None:
        return duty.planned
    return max(since or duty.recorded_on, today - LOOK_BACK)


def _unnoticed(today: date) -> list[ReportPeriod]:
    """What is overdue and was not brought to anybody. Of days and weeks one at a time: who missed
    a month of days has one piece of work, not twenty."""
    is_open = Q(outcome=ReportPeriod.Outcome.OPEN, due_on__lt=today)
    in_hand = ReportPeriod.objects.filter(
        is_open,
        unit=OuterRef("unit"),
        item=OuterRef("item"),
        noticed_at__isnull=False,
    )
    is_short = Q(ends_on__lte=F("starts_on") + SHORT)
    found = (
        ReportPeriod.objects.filter(is_open, noticed_at__isnull=True)
        .exclude(is_short & Exists(in_hand))
        .order_by("id")
        .select_for_update(of=("self",))[:AT_ONCE]
    )
    chosen: dict[tuple[int, int, date], ReportPeriod] = {}
    for period in found:
        short = period.ends_on - period.starts_on <= SHORT
        key = (period.unit_id, period.item_id, date.min if short else period.starts_on)
        chosen.setdefault(key, period)
    return list(chosen.values())


def _bring(actor: Actor, overdue: Sequence[ReportPeriod], today: date) -> None:
    """A piece of work for each period, one message for all of a unit."""
    editions = {version.item_id: version for version in versions_on(today)}
    desk.open_items(
        actor=actor, items=[_work(period, editions[period.item_id]) for period in overdue]
    )
    by_unit: dict[int, list[ReportPeriod]] = defaultdict(list)
    for period in overdue:
        by_unit[period.unit_id].append(period)
    desk.send(
        actor=actor,
        messages=[
            desk.Draft(
                to=desk.ToRole(unit_id, Role.CLERK),
                kind=work.REPORT_OVERDUE,
                title=f"{len(owed)} 项报送已逾期",
                body="、".join(_said(period, editions[period.item_id]) for period in owed[:10])
                + ("等" if len(owed) > 10 else "")
                + "应报未报。有新产生的信息请尽快报送；确实没有的，请作零报告。",
                link=("unit", unit_id),
            )
            for unit_id, owed in sorted(by_unit.items())
        ],
    )
    ReportPeriod.objects.filter(id__in=[period.id for period in overdue]).update(
        noticed_at=clock.now()
    )
    audit.record(
        actor=actor,
        action="records.notice_overdue",
        detail={"day": today.isoformat(), "periods": len(overdue)},
    )


def _work(period: ReportPeriod, edition: CatalogueVersion) -> desk.NewItem:
    assert period.due_on is not None  # only what has passed its day is overdue
    basis = f"报送周期为{cycles.rhythm_of(edition.update_cycle).explanation()}"
    return desk.NewItem(
        kind=work.OVERDUE_REPORT,
        target=work.period(period.id),
        unit_id=period.unit_id,
        role=Role.CLERK,
        title=f"补报：{_said(period, edition)}"[:LONGEST_TITLE],
        deadline=FixedDay(period.due_on, basis),
    )


def _said(period: ReportPeriod, edition: CatalogueVersion) -> str:
    return f"{edition.name}（{cycles.said(period.starts_on, period.ends_on)}）"


def _end_work(actor: Actor, periods: Sequence[int]) -> None:
    if periods:
        desk.complete(
            actor=actor,
            kind=work.OVERDUE_REPORT,
            target_kind=work.PERIOD,
            target_ids=periods,
        )
