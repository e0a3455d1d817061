"""What changed in a file between two days, each as it was known at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.actors import Actor
from portal.files.dossier import Row, rows_on
from portal.files.moments import end_of
from records.models import FactEffect, Severity
from records.queries.files import CreditFile, Registered, file_as_of

REGISTERED = {
    "name": "名称",
    "sign": "字号",
    "kind": "主体类别",
    "status": "登记状态",
    "region_code": "行政区划",
    "industry_code": "行业",
    "address": "住所",
}
SAID = {
    "document_no": "决定文书号",
    "authority": "机关",
    "decided_on": "决定日期",
    "starts_on": "生效日期",
    "ends_on": "失效日期",
    "basis": "依据",
    "severity": "失信程度",
    "outcome": "结果",
    "amount": "罚款（元）",
    "confiscated": "没收（元）",
    "performed_on": "履行完毕日期",
    "clock_starts_on": "公示起算日",
}


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    row: Row
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class Comparison:
    before: CreditFile
    after: CreditFile
    register: Sequence[Difference]
    new: Sequence[Row]
    gone: Sequence[Row]
    changed: Sequence[Changed]
    unchanged: int

    @property
    def name(self) -> str:
        register = self.after.register or self.before.register
        return register.name if register else self.after.uscc

    @property
    def is_same(self) -> bool:
        return not (self.register or self.new or self.gone or self.changed)


def compare_file(*, actor: Actor, uscc: str, since: date, until: date) -> Comparison:
    before = file_as_of(actor=actor, uscc=uscc, day=since, known=end_of(since))
    after = file_as_of(actor=actor, uscc=uscc, day=until, known=end_of(until))
    return of_files(before, after)


def of_files(before: CreditFile, after: CreditFile) -> Comparison:
    old = {row.fact.fact_id: row for row in rows_on(before)}
    new = {row.fact.fact_id: row for row in rows_on(after)}
    both = [(old[fact_id], row) for fact_id, row in new.items() if fact_id in old]
    changed = [Changed(row, found) for was, row in both if (found := differences(was, row))]
    return Comparison(
        before=before,
        after=after,
        register=_register(before.register, after.register),
        new=[row for fact_id, row in new.items() if fact_id not in old],
        gone=[row for fact_id, row in old.items() if fact_id not in new],
        changed=changed,
        unchanged=len(both) - len(changed),
    )


def differences(was: Row, now: Row) -> list[Difference]:
    """What a reader would see differently: the content, what holds for it, and what is shown."""
    found = [
        Difference(label, _plain(name, before), _plain(name, after))
        for name, label in SAID.items()
        if (before := getattr(was.fact, name)) != (after := getattr(now.fact, name))
    ]
    if was.fact.fields != now.fact.fields:
        found.append(Difference("其他数据项", "原内容", "已更正"))
    if was.fact.texts != now.fact.texts:
        found.append(Difference("文本", "原文本", "已更正或擦除"))
    held, holds = _effects(was), _effects(now)
    if held != holds:
        found.append(Difference("效力", held, holds))
    if was.reason.heading != now.reason.heading:
        found.append(Difference("对社会公示", was.reason.heading, now.reason.heading))
    return found


def _register(was: Registered | None, now: Registered | None) -> list[Difference]:
    if was is None or now is None:
        if was is now:
            return []
        return [Difference("登记信息", "尚无", now.name if now else "")]
    return [
        Difference(label, str(before) or "未登记", str(after) or "未登记")
        for name, label in REGISTERED.items()
        if (before := getattr(was, name)) != (after := getattr(now, name))
    ]


def _effects(row: Row) -> str:
    labels: Mapping[str, str] = dict(FactEffect.Kind.choices)
    return "、".join(labels[each.kind] for each in row.holding) or "有效"


def _plain(name: str, value: object) -> str:
    if value is None or value == "":
        return "—"
    if name == "severity":
        return str(Severity(int(str(value))).label)
    if name in {"amount", "confiscated"}:
        return money(int(str(value)))
    return str(value)


def money(hundredths: int) -> str:
    """分 as 元: 12,000,000 → 120,000.00, without the decimals where there are none."""
    whole, part = divmod(hundredths, 100)
    return f"{whole:,}.{part:02d}" if part else f"{whole:,}"
