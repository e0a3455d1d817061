"""What lies in docs/samples/: files as they come in, with every mistake clerks were seen to make.

`python -m tests.records.intake.samples` writes them anew. Every organisation is invented, its code
lies in a block no register issues, and the demonstration knows it (portal.demo.stories). The old
.xls was written once by a spreadsheet library.
"""

import csv
import json
from collections.abc import Sequence
from datetime import date
from io import StringIO
from pathlib import Path

from records import uscc
from tests.records.intake.books import Cell, Sheet, book

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "samples"
HEADINGS = (
    "行政相对人名称",
    "行政相对人类别",
    "统一社会信用代码",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "罚款金额（万元）",
    "处罚决定日期",
    "处罚机关",
    "处罚机关统一社会信用代码",
    "数据来源单位",
    "数据来源单位统一社会信用代码",
    "处罚程序",
)
CODES = (
    "CF_XDR_MC",
    "CF_XDR_LB",
    "CF_XDR_SHXYM",
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_JDRQ",
    "CF_CFJG",
    "CF_CFJGDM",
    "CF_SJLY",
    "CF_SJLYDM",
    "X_CXLX",
)
BUREAU = "无锡市江阴生态环境局"
BUREAU_CODE = "11320281MAY9000017"


NAMES = {
    1: "江阴市澄江演示毛纺有限公司",
    2: "江阴市周庄演示线材有限公司",
    3: "江阴市申港演示化工仓储有限公司",
    4: "江阴市华士演示餐饮有限公司",
    5: "江阴市新桥演示物业有限公司",
    6: "江阴市璜土演示葡萄专业合作社",
}


def code(number: int) -> str:
    """Right in both check characters, in the block MAY#####."""
    kind = "93" if "合作社" in NAMES.get(number, "") else "91"
    body = f"MAY{number:05d}"
    start = f"{kind}320281{body}{uscc.organisation_check_character(body)}"
    return start + uscc.check_character(start)


def wsh(number: int) -> str:
    return f"锡澄环罚决〔2026〕{number}号"


def row(number: int = 1, **changes: Cell) -> list[Cell]:
    """A penalty as it should be; `changes` by code of the field."""
    given: dict[str, Cell] = {
        "CF_XDR_MC": NAMES.get(number, NAMES[1]),
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": code(number),
        "CF_WSH": wsh(30 + number),
        "CF_WFXW": "超标排放大气污染物",
        "CF_SY": "经监测，当事人排放口颗粒物浓度超过排放标准。",
        "CF_YJ": "《中华人民共和国大气污染防治法》第九十九条第二项",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款人民币壹拾贰万元整。",
        "CF_NR_FK": "12",
        "CF_JDRQ": "2026/04/15",
        "CF_CFJG": BUREAU,
        "CF_CFJGDM": BUREAU_CODE,
        "CF_SJLY": BUREAU,
        "CF_SJLYDM": BUREAU_CODE,
        "X_CXLX": "普通程序",
    }
    return [*(given | changes).values()]


# One row for each mistake: what it is, and the row.
MISTAKES: tuple[tuple[str, list[Cell]], ...] = (
    (
        "原名称，代码正确",
        row(1, CF_XDR_MC="江阴市澄江演示呢绒厂", CF_WSH=wsh(101)),
    ),
    ("代码成了科学计数法", row(1, CF_XDR_SHXYM="9.13203E+17", CF_WSH=wsh(102))),
    (
        "代码中 0 写成 O",
        row(2, CF_XDR_SHXYM=code(2).replace("0", "O"), CF_WSH=wsh(103)),
    ),
    (
        "代码中 1 写成 I",
        row(3, CF_XDR_SHXYM=code(3).replace("1", "I"), CF_WSH=wsh(104)),
    ),
    ("代码小写", row(4, CF_XDR_SHXYM=code(4).lower(), CF_WSH=wsh(105))),
    (
        "代码中有不间断空格",
        row(5, CF_XDR_SHXYM=f"\u00a0{code(5)}\u00a0", CF_WSH=wsh(106)),
    ),
    ("代码前有引号", row(1, CF_XDR_SHXYM=f"'{code(1)}", CF_WSH=wsh(107))),
    ("万元列填了元", row(2, CF_NR_FK="120000", CF_WSH=wsh(108))),
    ("方括号文号", row(3, CF_WSH="锡澄环罚决[2026]109号")),
    ("圆括号文号", row(4, CF_WSH="锡澄环罚决(2026)110号")),
    ("全角括号、缺号字", row(5, CF_WSH="锡澄环罚决（2026）111")),
    ("日期序号", row(1, CF_JDRQ="46127", CF_WSH=wsh(112))),
    ("点分日期", row(2, CF_JDRQ="2026.4.15", CF_WSH=wsh(113))),
    ("中文日期", row(3, CF_JDRQ="2026年4月15日", CF_WSH=wsh(114))),
    ("2月31日", row(4, CF_JDRQ="2026/02/31", CF_WSH=wsh(115))),
    ("决定日期填成长期", row(5, CF_JDRQ="2099/12/31", CF_WSH=wsh(116))),
    ("送达日期填在决定日期列", row(1, CF_JDRQ="2026/01/05", CF_WSH="锡澄环罚决〔2025〕117号")),
    ("罚款没有金额", row(2, CF_NR_FK="", CF_WSH=wsh(118))),
    ("类别分隔符有误", row(3, CF_CFLB="罚款,警告", CF_WSH=wsh(119))),
    ("旧机构名称", row(4, CF_CFJG="江阴市行政审批局", CF_WSH=wsh(120))),
    (
        "市局报送乡镇的决定",
        row(5, CF_CFJG="江阴市徐霞客镇综合行政执法局", CF_WSH="澄徐综执罚决字〔2026〕第7号"),
    ),
    ("不予处罚", row(1, CF_CFLB="不予处罚", CF_NR_FK="", CF_WSH="锡澄环不罚〔2026〕122号")),
    ("当场处罚", row(2, X_CXLX="简易程序", CF_WSH="锡澄环当罚〔2026〕123号")),
    (
        "违法事实中有身份证号、手机号和车牌",
        row(
            3,
            CF_SY="驾驶人（身份证11010119900307371X，电话13800138000）驾驶苏B12345货车超限运输。",
            CF_WSH=wsh(124),
        ),
    ),
    (
        "自然人",
        row(
            4,
            CF_XDR_MC="张三",
            CF_XDR_LB="自然人",
            CF_XDR_SHXYM="",
            CF_WSH=wsh(125),
        ),
    ),
    (
        "无代码个体工商户",
        row(
            5,
            CF_XDR_LB="个体工商户",
            CF_XDR_SHXYM="00000000000000000X",
            CF_WSH=wsh(126),
        ),
    ),
    ("代码位数不足", row(1, CF_XDR_SHXYM=code(1)[:17], CF_WSH=wsh(127))),
    ("15 位注册号", row(2, CF_XDR_SHXYM="320281000123456", CF_WSH=wsh(128))),
)


def comma(rows: Sequence[Sequence[Cell]]) -> str:
    target = StringIO()
    csv.writer(target, lineterminator="\r\n").writerows(rows)
    return target.getvalue()


def with_title() -> bytes:
    """A title over merged cells, days as real dates, a sum below, a hidden sheet."""
    title: list[Cell] = ["无锡市江阴生态环境局2026年行政处罚信息汇总表（演示数据）"]
    rows: list[Sequence[Cell]] = [
        title,
        ["填报单位：无锡市江阴生态环境局", None, None, "填报日期：2026年4月30日"],
        [],
        HEADINGS,
        row(1, CF_JDRQ=date(2026, 4, 15), CF_NR_FK=12),
        row(2, CF_JDRQ=date(2026, 4, 20), CF_NR_FK=3.5),
        HEADINGS,
        row(3, CF_JDRQ=date(2026, 4, 28), CF_NR_FK=0.8),
        ["合计", None, None, "3 件", None, None, None, None, None, 16.3],
        ["填表人：演示员", None, "审核人：演示员"],
    ]
    return book(
        Sheet("2026年处罚", rows, merged=["A1:P1", "A2:C2"]),
        Sheet("代码表", [["处罚类别"], ["罚款"], ["警告"]]),
        Sheet("上年数据", [HEADINGS, row(6)], hidden=True),
    )


def lines(rows: Sequence[Sequence[Cell]]) -> str:
    return "".join(
        json.dumps(dict(zip(CODES, each, strict=True)), ensure_ascii=False) + "\n" for each in rows
    )


def files() -> dict[str, bytes]:
    good = [row(number) for number in range(1, 6)]
    noted = [[*each, what] for what, each in MISTAKES]
    changed = [row(1), row(2, CF_NR_FK="8", CF_NR="罚款人民币捌万元整。"), *good[2:]]
    register = [
        [
            "统一社会信用代码",
            "名称",
            "登记状态",
            "行政区划代码",
            "行业代码",
            "成立日期",
            "核准日期",
        ],
        *(
            [code(number), name, "存续", "320281", "C", "2015-03-01", "2015-03-01"]
            for number, name in NAMES.items()
        ),
    ]
    return {
        "登记信息.csv": comma(register).encode("utf-8-sig"),
        "行政处罚-正确.csv": comma([HEADINGS, *good]).encode("utf-8-sig"),
        "行政处罚-正确-GB18030.csv": comma([HEADINGS, *good]).encode("gb18030"),
        "行政处罚-标准代码.csv": comma([CODES, *good]).encode(),
        "行政处罚-常见错误.csv": comma([[*HEADINGS, "说明"], *noted]).encode("utf-8-sig"),
        "行政处罚-编码错误.csv": comma([HEADINGS, *good]).encode("utf-16"),
        "行政处罚-标题与合计.xlsx": with_title(),
        "行政处罚-周报一.csv": comma([HEADINGS, *good]).encode("utf-8-sig"),
        "行政处罚-周报二.csv": comma([HEADINGS, *changed, row(6)]).encode("utf-8-sig"),
        "行政处罚.ndjson": lines(good).encode(),
    }


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
