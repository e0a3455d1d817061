"""Work and papers of the demonstration: enough to see each state of a deadline."""

from dataclasses import replace
from datetime import timedelta

from core import clock, doors
from core.actors import SYSTEM, Actor, Role
from core.queries.calendar import deadline
from desk.models import WorkItem
from desk.services.messages import Draft, ToRole, send
from desk.services.work import NewItem, open_items
from documents.models import IssuedDocument
from documents.services.drafts import add_draft, issue_draft, submit_draft
from documents.services.numbers import set_pattern
from portal.demo.kinds import EXERCISE, NOTICE
from portal.demo.people import member
from portal.demo.roster import ENVIRONMENT
from sectors.models import OrgUnit
from sectors.queries.memberships import duties_of

# How many days ago each began, and in how many working days it is due.
WORK = (
    ("演示：核对本单位信源目录", Role.CLERK, 1, 2),
    ("演示：补正一份材料的送达证明", Role.CLERK, 14, 7),
    ("演示：复核一批归集数据", Role.REVIEWER, 3, 7),
    ("演示：审批一份公函", Role.APPROVER, 2, 3),
    ("演示：等待下一年度放假安排", Role.CLERK, 0, 60),
)


def prepare() -> None:
    unit_id = OrgUnit.objects.values_list("id", flat=True).get(code=ENVIRONMENT)
    if not WorkItem.objects.filter(kind=EXERCISE).exists():
        doors.run(_open_work, actor=SYSTEM, unit_id=unit_id)
    if not IssuedDocument.objects.filter(unit_id=unit_id).exists():
        _write_letters(unit_id)


def _open_work(*, actor: Actor, unit_id: int) -> None:
    today = clock.today()
    items = [
        NewItem(
            kind=EXERCISE,
            target=("demo", number),
            unit_id=unit_id,
            role=role,
            title=title,
            deadline=deadline(today - timedelta(days=ago), working_days),
        )
        for number, (title, role, ago, working_days) in enumerate(WORK, 1)
    ]
    open_items(actor=actor, items=items)
    welcome = Draft(
        to=ToRole(unit_id, Role.CLERK),
        kind=NOTICE,
        title="演示环境已就绪",
        body="这里的单位职责、待办和文书均为虚构，可放心操作。",
    )
    send(actor=actor, messages=[welcome])


def _write_letters(unit_id: int) -> None:
    """One letter issued, one waiting for the approver."""
    clerk, approver = serving("clerk"), serving("approver")
    doors.run(
        set_pattern,
        actor=approver,
        unit_id=unit_id,
        kind="letter",
        pattern="澄环函〔{year}〕{number}号",
    )
    doors.run(
        set_pattern,
        actor=approver,
        unit_id=unit_id,
        kind="repair_notice",
        pattern="澄环信修告〔{year}〕{number}号",
    )
    for title, issued in (("关于商请提供信源目录的函", True), ("关于协助核实送达情况的函", False)):
        draft = doors.run(
            add_draft, actor=clerk, kind="letter", unit_id=unit_id, data=_letter(title)
        )
        draft = doors.run(submit_draft, actor=clerk, draft_id=draft.pk, version=draft.version)
        if issued:
            doors.run(issue_draft, actor=approver, draft_id=draft.pk, version=draft.version)


def _letter(title: str) -> dict[str, object]:
    return {
        "title": title,
        "addressee": "市发展和改革委员会",
        "paragraphs": ["为做好公共信用信息归集工作，现就有关事项商请贵单位支持。本函为演示数据。"],
        "closing": ["特此函达。"],
    }


def serving(username: str) -> Actor:
    """The account as an actor with today's duties."""
    actor = member(username)
    assert actor.person_id is not None
    duties = tuple(duties_of(actor.person_id, clock.today()))
    return replace(actor, duties=duties, unit_id=duties[0].unit_id if duties else None)
