"""Made-up content for the living page (/design): each component in every state."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms

from core.clock import SHANGHAI
from portal import charts

TONES = (
    ("neutral", "未开始"),
    ("info", "办理中"),
    ("ok", "已生效"),
    ("warn", "待补正"),
    ("danger", "已逾期"),
    ("dispute", "异议中"),
    ("unknown", "待日历"),
)
TOKENS = (
    *("paper", "surface", "sunken", "ink", "ink-2", "ink-3", "line", "line-strong"),
    *("brand", "seal", "action", "link", "focus", "info", "ok", "warn", "danger", "dispute"),
)
CONTENTS = (
    ("tokens", "颜色"),
    ("type", "文字"),
    ("states", "状态"),
    ("buttons", "按钮"),
    ("alerts", "提示"),
    ("forms", "表单"),
    ("filters", "筛选"),
    ("tables", "表格"),
    ("empty", "没有内容"),
    ("tabs", "位置与标签"),
    ("facts", "要素"),
    ("steps", "办理步骤"),
    ("timeline", "经过"),
    ("progress", "进度"),
    ("tiles", "数字"),
    ("charts", "图表"),
    ("phone", "手机宽度"),
)


@dataclass(frozen=True, slots=True)
class SpecimenPage:
    next: str | None


class SpecimenForm(forms.Form):
    name = forms.CharField(label="单位名称", help_text="与机构编制批文一致，例如：市城市管理局。")
    code = forms.CharField(label="统一社会信用代码", help_text="18 位，字母不含 I、O、Z、S、V。")
    decided_on = forms.DateField(label="决定日期")
    kind = forms.ChoiceField(
        label="处罚类别", choices=[("", "请选择"), ("fine", "罚款"), ("warning", "警告")]
    )
    channel = forms.ChoiceField(
        label="送达方式",
        widget=forms.RadioSelect,
        choices=[("direct", "直接送达"), ("post", "邮寄送达"), ("online", "电子送达")],
    )
    lines = forms.MultipleChoiceField(
        label="涉及条线",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", "工程建设"), ("b", "物业管理"), ("c", "住房保障")],
    )
    reason = forms.CharField(
        label="更正理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明依据，不写个人信息。",
    )
    paper = forms.FileField(label="决定书", required=False, help_text="PDF，不超过 20 MB。")
    confirmed = forms.BooleanField(label="我已核对决定书原件，对所填内容负责")


class SpecimenFilters(forms.Form):
    q = forms.CharField(label="文号或单位", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("open", "办理中"), ("done", "已办结")]
    )
    since = forms.DateField(label="决定日期起", required=False)


def context() -> dict[str, Any]:
    wrong = SpecimenForm({"name": "", "code": "9132", "channel": "fax", "decided_on": "昨天"})
    wrong.is_valid()
    return {
        "contents": CONTENTS,
        "tones": TONES,
        "tokens": TOKENS,
        "form": SpecimenForm(prefix="blank"),
        "wrong": wrong,
        "filters": SpecimenFilters(prefix="find"),
        "rows": _rows(),
        "deadlines": _deadlines(),
        "steps": _steps(),
        "stopped": _stopped(),
        "events": _events(),
        "facts": _facts(),
        "tabs": [
            {"label": "全部", "url": "#tabs", "current": True, "count": 128},
            {"label": "待补正", "url": "#tabs", "count": 3},
            {"label": "已办结", "url": "#tabs"},
        ],
        "middle": SpecimenPage("Wzk5XQ"),
        "charts": _charts(),
        "sparkline": charts.sparkline([4, 6, 5, 9, 8, 12, 11], "近七个月报送量，由 4 升至 11"),
    }


def _rows() -> list[dict[str, object]]:
    return [
        {
            "no": "锡澄环罚决〔2026〕31号",
            "unit": "无锡市江阴生态环境局",
            "amount": "120,000.00",
            "severity": "general",
            "state": ("公示中", "ok"),
            "due_on": date(2026, 4, 24),
            "left": 6,
        },
        {
            "no": "(澄)应急罚〔2026〕12号",
            "unit": "江阴市应急管理局",
            "amount": "35,000.00",
            "severity": "serious",
            "state": ("异议中", "dispute"),
            "due_on": date(2026, 4, 17),
            "left": 1,
        },
        {
            "no": "澄市监处罚〔2026〕00213号",
            "unit": "江阴市市场监督管理局",
            "amount": "—",
            "severity": "minor",
            "state": ("待补正", "warn"),
            "due_on": date(2026, 4, 13),
            "left": -3,
            "attention": True,
        },
    ]


def _deadlines() -> list[dict[str, object]]:
    return [
        {"due_on": date(2026, 12, 2), "left": 8},
        {"due_on": date(2026, 11, 24), "left": 2},
        {"due_on": date(2026, 11, 20), "left": 0},
        {"due_on": date(2026, 11, 16), "left": -4},
        {"due_on": None, "left": None},
        {"due_on": date(2026, 11, 18), "left": -2, "done": True},
    ]


def _steps() -> list[dict[str, str]]:
    return [
        {"name": "提出申请", "state": "done", "note": "7 月 16 日"},
        {"name": "受理", "state": "done", "note": "7 月 20 日"},
        {"name": "核实", "state": "current", "note": "7 月 30 日前答复"},
        {"name": "决定", "state": "future", "note": ""},
        {"name": "同步终止公示", "state": "future", "note": ""},
    ]


def _stopped() -> list[dict[str, str]]:
    return [
        {"name": "提出申请", "state": "done", "note": "7 月 15 日"},
        {"name": "受理", "state": "stopped", "note": "未满最短公示期"},
        {"name": "决定", "state": "future", "note": ""},
    ]


def _events() -> list[dict[str, object]]:
    return [
        {
            "title": "作出行政处罚决定",
            "at": date(2026, 4, 15),
            "by": "无锡市江阴生态环境局",
            "body": "罚款 12 万元，锡澄环罚决〔2026〕31号。",
        },
        {
            "title": "公示",
            "at": datetime(2026, 4, 22, 9, 30, tzinfo=SHANGHAI),
            "by": "信用办",
            "body": "公示至 2027 年 4 月 15 日；2026 年 7 月 16 日起可以申请修复。",
        },
        {"title": "核实履行情况", "at": date(2026, 7, 21), "by": "经办人", "state": "current"},
        {"title": "修复决定", "state": "future"},
    ]


def _facts() -> list[tuple[str, object]]:
    return [
        ("决定文书号", "锡澄环罚决〔2026〕31号"),
        ("作出决定的单位", "无锡市江阴生态环境局"),
        ("依据", "《中华人民共和国大气污染防治法》第九十九条"),
        ("罚款金额", "120,000.00 元"),
        ("送达回证", None),
    ]


def _charts() -> list[charts.Chart]:
    return [
        charts.bar(
            "bar",
            "各单位本月报送量",
            "2026 年 10 月，按报送条数由多到少。",
            [
                ("市场监督管理局", 1284),
                ("住房和城乡建设局", 431),
                ("城市管理局", 260),
                ("文体广电和旅游局", 7),
            ],
            unit=" 条",
        ),
        charts.stacked(
            "stacked",
            "各镇街失信程度构成",
            "2026 年 10 月末在公示的信息，每条满宽为 100%。",
            ["轻微", "一般", "严重"],
            [("澄江街道", [120, 64, 12]), ("华士镇", [48, 50, 3]), ("徐霞客镇", [9, 4, 0])],
            shares=True,
        ),
        charts.line(
            "line",
            "七个工作日内报送率",
            "近 12 个月，全市与本单位。",
            [f"{m} 月" for m in (11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)],
            [
                ("全市", [88, 89, 91, 90, 92, 93, 93, 94, 95, 95, 96, 97]),
                ("本单位", [70, 74, None, None, 82, 85, 84, 90, 93, 92, 98, 99]),
            ],
            unit="%",
            top=100,
        ),
        charts.line(
            "step",
            "某组织的环保信用得分",
            "得分在下一次变动前保持不变。",
            ["1 月", "3 月", "4 月", "8 月", "10 月"],
            [("得分", [9, 10, 7, 8, 8])],
            unit=" 分",
            steps=True,
        ),
        charts.spans(
            "specimen-spans",
            "何时有效",
            "横条为存续期间，圆点为某一天，空框为不成立的期间，竖线为今天。",
            [
                (
                    "行政许可（2）",
                    [
                        charts.Span(date(2024, 3, 1), date(2026, 3, 1), "排污许可"),
                        charts.Span(date(2026, 3, 1), None, "排污许可（延续）", "s2"),
                    ],
                ),
                (
                    "行政处罚（2）",
                    [
                        charts.Span(date(2025, 5, 9), date(2025, 5, 10), "罚款", "s6", is_day=True),
                        charts.Span(
                            date(2026, 4, 15), date(2026, 4, 16), "警告", "s6", is_day=True
                        ),
                    ],
                ),
                ("暂不公示", [charts.Span(date(2026, 5, 1), date(2026, 8, 1), "中止", "off")]),
            ],
            first=date(2024, 1, 1),
            before=date(2027, 1, 1),
            today=date(2026, 11, 20),
        ),
        charts.movement_matrix(
            "movement",
            "等级变动矩阵",
            "2026 年 9 月末至 10 月末；行为原等级，列为新等级，加框的是等级不变。",
            ["A", "B", "C", "D", "未评"],
            [
                [410, 22, 3, 0, 0],
                [35, 1260, 41, 2, 0],
                [1, 38, 222, 9, 0],
                [0, 2, 14, 61, 0],
                [12, 40, 6, 1, 0],
            ],
            unordered=frozenset({"未评"}),
        ),
    ]
