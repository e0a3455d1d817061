"""A pasted notice is read as published, and what does not agree with itself is said."""

import csv
from datetime import date

import pytest

from core.decisions import Day
from core.notices import read_notice
from tests.database import ROOT

pytestmark = pytest.mark.req("R017")

OF_2026 = """各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月
初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，遇有重大突发事件，要按规定及时报告。"""
# The first of January joined with days of the year before; a holiday of one day.
ACROSS_YEARS = """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、清明节：4月5日放假，共1天。"""
ACROSS_MONTHS = (
    "二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。"
    "1月26日（周日）、2月8日（周六）上班。"
)


def seeded(year: int) -> list[Day]:
    with (ROOT / "core/data/working_days.csv").open(encoding="utf-8") as opened:
        return [
            Day(date.fromisoformat(row["day"]), row["kind"] == "workday", row["label"])
            for row in csv.DictReader(opened)
            if row["day"].startswith(str(year))
        ]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_whole_notice_gives_exactly_the_seeded_days(ending: str) -> None:
    reading = read_notice(OF_2026.replace("\n", ending), 2026)
    assert reading.problems == []
    assert reading.neighbours == []
    assert reading.days == seeded(2026)


def test_days_of_the_year_before_are_set_aside() -> None:
    reading = read_notice(ACROSS_YEARS, 2023)
    assert reading.problems == []
    assert reading.neighbours == [Day(date(2022, 12, 31), False, "元旦")]
    assert reading.days == [
        Day(date(2023, 1, 1), False, "元旦"),
        Day(date(2023, 1, 2), False, "元旦"),
        Day(date(2023, 4, 5), False, "清明节"),
    ]


def test_a_span_may_cross_the_end_of_a_month() -> None:
    reading = read_notice(ACROSS_MONTHS, 2025)
    assert reading.problems == []
    assert [day for day in seeded(2025) if "春节" in day.label] == reading.days


def test_plain_lines_do_as_well() -> None:
    text = "2027-01-01 休 元旦\n2027/1/2，班，元旦调休上班\n2027.1.3 班"
    assert read_notice(text, 2027).days == [
        Day(date(2027, 1, 1), False, "元旦"),
        Day(date(2027, 1, 2), True, "元旦调休上班"),
        Day(date(2027, 1, 3), True, "调休上班"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "一、元旦：1月1日（周五）放假，共1天。",
            "2026年1月1日写的是周五，实际是周四，请核对年度。",
        ),
        ("一、元旦：1月1日至3日放假，共4天。", "元旦：写的是共 4 天，日期合计 3 天。"),
        ("一、元旦：2月30日放假。", "没有这一天：2月30日"),
        ("一、元旦：5日至3日放假。", "没有这一天：5日至3日"),
        ("一、元旦：3月5日至3日放假。", "起止日期不合理：3月5日至3日"),
        ("一、元旦：照常放假。", "元旦：没有认出放假日期。"),
        ("2026-02-30 休 春节", "没有这一天：2026-02-30 休 春节"),
        ("1月1日放假", "这一行没有节日名称，未能识别：1月1日放假"),
        ("", "没有找到放假或上班的日期，请粘贴通知中逐个节日的安排。"),
        ("你好", "没有找到放假或上班的日期，请粘贴通知中逐个节日的安排。"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, problem: str) -> None:
    assert problem in read_notice(text, 2026).problems
