"""Where repair is asked for: the national window, its counterpart for what market regulators
decided, or over the counter."""

from collections.abc import Sequence
from dataclasses import dataclass

from records.queries.files import PublicFact

MARKET = "市场监督管理"


@dataclass(frozen=True, slots=True)
class Channel:
    code: str
    name: str
    address: str
    url: str
    for_what: str


CHINA = Channel(
    "xyzg",
    "“信用中国”网站",
    "www.creditchina.gov.cn",
    "https://www.creditchina.gov.cn/",
    "除市场监督管理部门的决定以外的各类失信信息",
)
MARKET_SYSTEM = Channel(
    "gsxt",
    "国家企业信用信息公示系统",
    "www.gsxt.gov.cn",
    "https://www.gsxt.gov.cn/",
    "市场监督管理部门作出的行政处罚、列入的异常名录和严重违法失信名单",
)
WINDOW = Channel(
    "window",
    "政务服务大厅信用修复窗口",
    "就近的政务服务大厅，现场办理，也可以请工作人员帮助网上办理",
    "",
    "不便网上办理的",
)
ALL: Sequence[Channel] = (CHINA, MARKET_SYSTEM, WINDOW)


def channel_of(fact: PublicFact) -> Channel:
    """By who decided: market regulators have a system of their own."""
    return MARKET_SYSTEM if MARKET in fact.authority else CHINA
