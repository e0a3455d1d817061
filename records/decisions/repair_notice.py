"""What a notice of repair says: the dates of one penalty, and the way to ask.

信用修复管理办法（国家发展改革委令第36号）: the notice goes out with the decision, so it speaks of a
penalty the ledger may not hold yet. The conditions are closed: nothing else may be asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from records.decisions.disclosure import Rule, Window, rule_for, terms_on, window

SEVERITIES = {1: "轻微", 2: "一般", 3: "严重"}
TITLE = "信用修复告知书"


class Channel(StrEnum):
    CREDIT_CHINA = "xyzg"
    ENTERPRISE_SYSTEM = "gsxt"


CHANNELS = {
    Channel.CREDIT_CHINA: "“信用中国”网站",
    Channel.ENTERPRISE_SYSTEM: "国家企业信用信息公示系统",
}


OPENING = (
    "本机关已对你单位作出行政处罚决定（{number}）。"
    "依据《信用修复管理办法》，现将信用修复有关事项告知如下。"
)
CONDITIONS = (
    "申请条件：{conditions}；法律、法规、党中央和国务院文件规定的其他条件。"
    "除此以外，不得要求参加培训、提交信用报告或者其他材料作为修复条件。"
)
WAY = (
    "申请途径：登录{channel}，检索本单位后在线提出，也可以到本级政务服务大厅窗口提出。"
    "材料为履行义务的证明和信用承诺书。"
)
TIME = "办理期限：收到申请后 3 个工作日内决定是否受理，10 个工作日内办结。信用修复不收取任何费用。"
REMEDIES = (
    "对本决定不服的，可以依法申请行政复议或者提起行政诉讼；认为公示的信息有误的，可以提出异议。"
)


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty as far as its notice goes."""

    addressee: str
    document_no: str
    decided_on: date
    outcome: str
    severity: int
    scope: str
    channel: Channel
    contact: str


@dataclass(frozen=True, slots=True)
class Notice:
    """`data` is what the paper is made from."""

    window: Window
    dates: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]
    addressee: str

    @property
    def data(self) -> dict[str, object]:
        return {
            "title": TITLE,
            "addressee": self.addressee,
            "paragraphs": list(self.paragraphs),
            "dates": [list(row) for row in self.dates],
            "closing": list(self.closing),
        }


def compose(penalty: Penalty, rules: Sequence[Rule], day: date) -> Notice | None:
    """The notice as of a day; None where no rule speaks of such a penalty."""
    rule = rule_for(
        rules, decided_on=penalty.decided_on, severity=penalty.severity, scope=penalty.scope
    )
    if rule is None:
        return None
    terms = terms_on(rules, rule, day)
    found = window(terms, penalty.decided_on, None)
    severity = SEVERITIES[penalty.severity]
    rows = [
        ("行政处罚决定书文号", penalty.document_no),
        ("处罚决定日期", _day(penalty.decided_on)),
        ("处罚结果", penalty.outcome),
        ("失信程度", severity),
    ]
    if found.last_day_shown:
        rows += [
            ("最短公示期", f"{terms.min_months} 个月"),
            ("最早可申请修复的日期", _day(found.repair_from)),
            ("最长公示期", f"{terms.max_months} 个月，至 {_day(found.last_day_shown)}"),
        ]
        shown = (
            "本决定作为行政处罚信息在信用网站公示。达到最短公示期并符合下列条件的，"
            "可以申请提前终止公示；最长公示期届满的，自动停止公示。"
        )
    else:
        rows.append(("公示", "原则上不公示"))
        rows.append(("最早可申请修复的日期", "履行完毕行政处罚决定规定的义务之日"))
        shown = "本决定属轻微失信，原则上不在信用网站公示。履行义务后可以申请修复。"
    waits = "已达到最短公示期；" if found.last_day_shown else ""
    conditions = f"{waits}完全履行行政处罚决定规定的义务、纠正违法行为；公开作出信用承诺"
    return Notice(
        window=found,
        dates=tuple(rows),
        paragraphs=(OPENING.format(number=penalty.document_no), shown),
        closing=(
            CONDITIONS.format(conditions=conditions),
            WAY.format(channel=CHANNELS[penalty.channel]),
            TIME,
            REMEDIES,
            f"联系方式：{penalty.contact}。",
            "特此告知。",
        ),
        addressee=penalty.addressee,
    )


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"
