"""The figures of a month: what they are called, how they are bound into one hash, and what may be
written into a spreadsheet."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import SHANGHAI, add_months

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    code: str
    title: str
    # Shown for towns as well: known by where an organisation is, not by who reports.
    by_town: bool = False


MEASURES = (
    Measure("facts", "新增信息", by_town=True),
    Measure("licences", "新增行政许可", by_town=True),
    Measure("penalties", "新增行政处罚", by_town=True),
    Measure("adverse", "新增失信信息", by_town=True),
    Measure("in_time", "时限内报送"),
    Measure("late", "迟报"),
    Measure("waiting", "期限待日历"),
    Measure("mended", "当月新增中已更正"),
    Measure("revised", "更新版本"),
    Measure("gone", "撤回误传"),
    Measure("rows", "送达行数"),
    Measure("rejected", "退回更正"),
    Measure("held", "待补正"),
    Measure("queued", "月末待处理"),
    Measure("nil", "零报告"),
    Measure("repaired", "修复"),
    Measure("revoked", "撤销"),
    Measure("standing", "月末存量", by_town=True),
    Measure("standing_adverse", "月末失信存量", by_town=True),
    Measure("registered", "登记主体", by_town=True),
    Measure("covered", "有信息的主体", by_town=True),
)
CODES = frozenset(measure.code for measure in MEASURES)


@dataclass(frozen=True, slots=True)
class Month:
    """`since <= moment < until` in Shanghai; its last day is what the register is asked for."""

    first: date

    @property
    def next(self) -> date:
        return add_months(self.first, 1)

    @property
    def last_day(self) -> date:
        return self.next - timedelta(days=1)

    @property
    def since(self) -> datetime:
        return datetime(self.first.year, self.first.month, 1, tzinfo=SHANGHAI)

    @property
    def until(self) -> datetime:
        return datetime(self.next.year, self.next.month, 1, tzinfo=SHANGHAI)


def digest(figures: Mapping[Key, int]) -> str:
    """One hash over every figure, in a fixed order."""
    lines = sorted(f"{'|'.join(key)}|{value}\n" for key, value in figures.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()
