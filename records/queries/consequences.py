"""What follows from an act on a fact, said before it is done: to the public first."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from core.queries.calendar import deadline
from records.decisions.effects import CARRIED, NOTE_WORKING_DAYS
from records.models import CURRENT, CaseFact, FactEffect, FactVersion, Subject
from records.queries.cases import ended_facts
from records.queries.disclosure import was_shown_until
from records.queries.naming import names_today

KEPT = "平台内保留这条信息的全部经过，工作人员仍可按日期回看。"
FEED = "变更同时进入数据共享的变更流水，已取得这条信息的单位随即得知。"


@dataclass(frozen=True, slots=True)
class Consequences:
    """`public` is what anybody will notice, `within` what changes in the house."""

    is_shown: bool
    public: Sequence[str]
    within: Sequence[str]


def of_withdrawing(version: FactVersion) -> Consequences:
    today = clock.today()
    shown = was_shown_until(version, today)
    public = ["公众页面、接口和检索中立即不再出现这条信息。"]
    if shown:
        due = deadline(today, NOTE_WORKING_DAYS)
        public.append(
            f"须向社会公布更正说明：{due.explanation()}公布前由审批人拟写，待办自动生成。"
        )
    else:
        public = ["这条信息现在不向社会公示，公众看不到变化，也不需公布更正说明。"]
    within = ["自所填日期起不再计入评价，不再用于核查。", FEED, KEPT, *_resting(version)]
    return Consequences(shown, public, within)


def of_retracting(version: FactVersion) -> Consequences:
    shown = was_shown_until(version, clock.today())
    public = ["公众页面、接口和检索中立即不再出现这条信息，不另作说明。"]
    if not shown:
        public = ["这条信息现在不向社会公示，公众看不到变化。"]
    within = [
        "视为从未报送：不计入评价，原文号空出。",
        "以后再报送相同内容的，须由人核实后才能入库。",
        "误传更正不能取消；原决定确实存在、只是内容有误的，请改为按文号更正。",
        FEED,
        KEPT,
    ]
    return Consequences(shown, public, within)


def of_disputing(version: FactVersion) -> Consequences:
    shown = was_shown_until(version, clock.today())
    public = ["公众页面上这条信息立即标注“异议中”，仍然显示。"]
    if not shown:
        public = ["这条信息现在不向社会公示，公众看不到变化。"]
    return Consequences(shown, public, ["仍计入评价，直至异议办结或依法中止。", FEED])


def of_ending_dispute(version: FactVersion) -> Consequences:
    shown = was_shown_until(version, clock.today())
    public = ["公众页面上的“异议中”标注立即取消，信息照常显示。"]
    if not shown:
        public = ["这条信息现在不向社会公示，公众看不到变化。"]
    within = ["异议成立的，请另行撤回或更正这条信息；本操作只表示异议已经答复。", FEED]
    return Consequences(shown, public, within)


def of_moving(version: FactVersion, target: Subject) -> Consequences:
    """Both organisations, what goes along and what does not."""
    shown = was_shown_until(version, clock.today())
    names = names_today({version.subject_id, target.id})
    source, there = names[version.subject_id], names.get(target.id, target.uscc)
    public = [f"{source}的公示中立即不再出现这条信息，不另作说明。"]
    if not shown:
        public = ["这条信息现在不向社会公示。"]
    if target.confirmed_at is None:
        public.append(f"{there}尚待登记机关确认，转入后暂不公示。")
    elif shown:
        public.append(f"{there}的公示中立即出现这条信息，公示期限照原规则计算。")
    carried = [str(FactEffect.Kind(kind).label) for kind in _held(version) if kind in CARRIED]
    within = [
        f"这条信息在{there}名下另立一条，内容、文本审查和责任人员一并转去；两处都能看到去向。",
        f"已有的处理（{'、'.join(carried)}）一并转去。" if carried else "没有需要一并转去的处理。",
    ]
    ties = CaseFact.objects.filter(
        CURRENT, subject_id=version.subject_id, fact_id=version.fact_id
    ).count()
    if ties:
        within.append(f"与原主体案件的 {ties} 处关联解除，需要的请在新主体名下重新关联。")
    return Consequences(shown, public, [*within, FEED, KEPT])


def _held(version: FactVersion) -> list[str]:
    found = FactEffect.objects.filter(
        CURRENT, subject_id=version.subject_id, fact_id=version.fact_id, ends_on__isnull=True
    )
    return sorted(set(found.values_list("kind", flat=True)))


def _resting(version: FactVersion) -> list[str]:
    """Withdrawing takes nothing else along; what rests on the fact is looked at by itself."""
    resting = CaseFact.objects.filter(
        CURRENT, subject_id=version.subject_id, rests_on_id=version.fact_id
    ).exclude(fact_id__in=ended_facts(version.subject_id))
    count = resting.values("fact_id").distinct().count()
    if not count:
        return []
    return [f"同案中依附于它的 {count} 条信息不随之结束，需要的请逐条办理。"]
