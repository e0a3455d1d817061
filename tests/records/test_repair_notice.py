"""The notice of repair: its dates are those of worked example A, whoever asks and however."""

from datetime import date

import pytest

from core import clock
from records.decisions.repair_notice import Channel, Penalty, compose
from records.queries.rules import load_rules
from tests.records import build

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 11)


def penalty(severity: int, decided_on: date, channel: Channel = Channel.CREDIT_CHINA) -> Penalty:
    return Penalty(
        addressee="江阴某某毛纺有限公司",
        document_no="锡澄环罚决〔2026〕31号",
        decided_on=decided_on,
        outcome="罚款 12 万元",
        severity=severity,
        scope="ordinary",
        channel=channel,
        contact="法规科 0510-00000000",
    )


@pytest.mark.req("R162")
@pytest.mark.parametrize(
    ("severity", "decided_on", "rows"),
    [
        (
            1,
            date(2026, 9, 18),
            {
                "失信程度": "轻微",
                "公示": "原则上不公示",
                "最早可申请修复的日期": "履行完毕行政处罚决定规定的义务之日",
            },
        ),
        (
            2,
            date(2026, 4, 15),
            {
                "失信程度": "一般",
                "最短公示期": "3 个月",
                "最早可申请修复的日期": "2026年7月16日",
                "最长公示期": "12 个月，至 2027年4月15日",
            },
        ),
        (
            3,
            date(2026, 5, 8),
            {
                "失信程度": "严重",
                "最短公示期": "12 个月",
                "最早可申请修复的日期": "2027年5月9日",
                "最长公示期": "36 个月，至 2029年5月8日",
            },
        ),
    ],
)
def test_the_dates_of_the_notice(severity: int, decided_on: date, rows: dict[str, str]) -> None:
    build.rules()
    notice = compose(penalty(severity, decided_on), load_rules(), TODAY)
    assert notice is not None
    said = dict(notice.dates)
    assert rows.items() <= said.items()
    assert said["行政处罚决定书文号"] == "锡澄环罚决〔2026〕31号"


def test_where_no_rule_speaks_there_is_no_notice() -> None:
    build.rules()
    assert compose(penalty(2, date(2001, 1, 1)), load_rules(), clock.today()) is None


def test_the_channel_follows_the_unit() -> None:
    build.rules()
    notice = compose(penalty(2, date(2026, 4, 15), Channel.ENTERPRISE_SYSTEM), load_rules(), TODAY)
    assert notice is not None
    closing = "".join(notice.closing)
    assert "国家企业信用信息公示系统" in closing
    assert "不得要求参加培训" in closing
    assert "不收取任何费用" in closing
