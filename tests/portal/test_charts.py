"""Charts are bytes: the same figures give the same picture, and nothing given can break out."""

from datetime import date

import pytest

from portal import charts
from portal.charts.lines import nice_ceiling
from portal.charts.picture import number, percent

FRAME = (
    '<svg class="chart" role="img" aria-labelledby="chart-k-title chart-k-desc" width="100%"'
    ' height="{}"><title id="chart-k-title">题</title><desc id="chart-k-desc">说明</desc>'
)
GRID = (
    '<line class="axis" x1="0" x2="100%" y1="202" y2="202"/>'
    '<line class="grid" x1="0" x2="100%" y1="157" y2="157"/>'
    '<line class="grid" x1="0" x2="100%" y1="112" y2="112"/>'
    '<line class="grid" x1="0" x2="100%" y1="67" y2="67"/>'
    '<line class="grid" x1="0" x2="100%" y1="22" y2="22"/>'
    '<svg x="0" y="22" width="100%" height="180" viewBox="0 0 1000 180"'
    ' preserveAspectRatio="none" overflow="visible">'
)


def test_bars_are_drawn_to_the_longest_and_text_is_escaped() -> None:
    chart = charts.bar("k", "题", "说明", [("甲&乙", 3), ("<b>", 1)], unit=" 条")
    assert chart.picture == (
        FRAME.format(92) + '<text x="0" y="15">甲&amp;乙</text>'
        '<text class="end strong" x="100%" y="15">3 条</text>'
        '<rect class="track" x="0" y="21" width="100%" height="18"/>'
        '<rect class="s1" x="0" y="21" width="100.00%" height="18"/>'
        '<text x="0" y="61">&lt;b&gt;</text>'
        '<text class="end strong" x="100%" y="61">1 条</text>'
        '<rect class="track" x="0" y="67" width="100%" height="18"/>'
        '<rect class="s1" x="0" y="67" width="33.33%" height="18"/></svg>'
    )
    assert chart.head == ("项目", "数值（条）")
    assert chart.rows == (("甲&乙", "3"), ("<b>", "1"))


def test_bars_of_nothing_stay_empty() -> None:
    assert charts.bar("k", "题", "说明", []).picture == FRAME.format(0) + "</svg>"
    empty = charts.bar("k", "题", "说明", [("甲", 0)]).picture
    assert '<rect class="s1" x="0" y="21" width="0.00%" height="18"/>' in empty


def test_stacked_shares_fill_the_width_and_write_figures_where_they_fit() -> None:
    chart = charts.stacked(
        "k", "题", "说明", ["轻微", "严重"], [("甲", [1, 2]), ("乙", [99, 1])], shares=True
    )
    assert chart.picture == (
        '<ul class="legend">'
        '<li><svg width="14" height="14" aria-hidden="true">'
        '<rect class="s1" width="14" height="14"/></svg>轻微</li>'
        '<li><svg width="14" height="14" aria-hidden="true">'
        '<rect class="s2" width="14" height="14"/></svg>严重</li></ul>'
        + FRAME.format(92)
        + '<text x="0" y="15">甲</text><text class="end strong" x="100%" y="15">3</text>'
        '<rect class="track" x="0" y="21" width="100%" height="18"/>'
        '<rect class="s1" x="0.00%" y="21" width="33.33%" height="18"/>'
        '<text class="on-bar middle" x="16.66%" y="35">1</text>'
        '<rect class="s2" x="33.33%" y="21" width="66.66%" height="18"/>'
        '<rect class="gap" x="33.33%" y="21" width="2" height="18"/>'
        '<text class="on-bar middle" x="66.66%" y="35">2</text>'
        '<text x="0" y="61">乙</text><text class="end strong" x="100%" y="61">100</text>'
        '<rect class="track" x="0" y="67" width="100%" height="18"/>'
        '<rect class="s1" x="0.00%" y="67" width="99.00%" height="18"/>'
        '<text class="on-bar middle" x="49.50%" y="81">99</text>'
        '<rect class="s2" x="99.00%" y="67" width="1.00%" height="18"/>'
        '<rect class="gap" x="99.00%" y="67" width="2" height="18"/></svg>'
    )
    assert chart.head == ("项目", "轻微", "严重", "合计")
    assert chart.rows == (("甲", "1", "2", "3"), ("乙", "99", "1", "100"))


def test_stacked_amounts_share_one_scale() -> None:
    picture = charts.stacked("k", "题", "说明", ["量"], [("甲", [50]), ("乙", [200])]).picture
    assert '<rect class="s1" x="0.00%" y="21" width="25.00%" height="18"/>' in picture
    assert '<rect class="s1" x="0.00%" y="67" width="100.00%" height="18"/>' in picture


def test_a_line_breaks_where_a_value_is_unknown() -> None:
    chart = charts.line("k", "题", "说明", ["1月", "2月", "3月"], [("甲", [1, None, 4])])
    assert chart.picture == (
        FRAME.format(230) + GRID + '<polyline class="line s1" points="0,135 1,135"'
        ' vector-effect="non-scaling-stroke"/>'
        '<polyline class="line s1" points="1000,0 999,0" vector-effect="non-scaling-stroke"/></svg>'
        '<circle class="dot s1" cx="0.00%" cy="157" r="4"/>'
        '<circle class="dot s1" cx="100.00%" cy="22" r="4"/>'
        '<text class="axis-text" x="0" y="198">0</text>'
        '<text class="axis-text" x="0" y="153">1</text>'
        '<text class="axis-text" x="0" y="108">2</text>'
        '<text class="axis-text" x="0" y="63">3</text>'
        '<text class="axis-text" x="0" y="18">4</text>'
        '<text class="axis-text" x="0.00%" y="222">1月</text>'
        '<text class="axis-text middle" x="50.00%" y="222">2月</text>'
        '<text class="axis-text end" x="100.00%" y="222">3月</text></svg>'
    )
    assert chart.rows == (("1月", "1"), ("2月", "—"), ("3月", "4"))


def test_steps_hold_a_value_until_the_next() -> None:
    chart = charts.line(
        "k", "题", "说明", ["1月", "2月", "3月"], [("分", [900, 1000, 700])], decimals=2, steps=True
    )
    assert (
        '<polyline class="line s1" points="0,18 500,18 500,0 1000,0 1000,54"'
        ' vector-effect="non-scaling-stroke"/>'
    ) in chart.picture
    assert '<text class="axis-text" x="0" y="153">2.50</text>' in chart.picture
    assert chart.rows == (("1月", "9.00"), ("2月", "10.00"), ("3月", "7.00"))


def test_lines_of_several_series_have_a_legend_by_dash_and_a_fixed_top() -> None:
    chart = charts.line(
        "k", "题", "说明", ["1月"], [("全市", [99]), ("本单位", [50])], unit="%", top=100
    )
    assert chart.picture.startswith(
        '<ul class="legend"><li><svg width="30" height="14" aria-hidden="true">'
        '<path class="line s1" d="M1 7h28"/></svg>全市</li><li><svg width="30" height="14"'
        ' aria-hidden="true"><path class="line s2" d="M1 7h28"/></svg>本单位</li></ul><svg'
    )
    assert '<text class="axis-text" x="0" y="18">100%</text>' in chart.picture


def test_only_four_labels_of_a_year_are_written() -> None:
    months = [f"{month}月" for month in range(1, 13)]
    picture = charts.line("k", "题", "说明", months, [("甲", [1] * 12)]).picture
    assert [month for month in months if f">{month}</text>" in picture] == [
        "1月",
        "5月",
        "9月",
        "12月",
    ]


def test_sparkline() -> None:
    assert charts.sparkline([0, 2, 1], "先升后降") == (
        '<svg class="spark" role="img" aria-label="先升后降" viewBox="0 0 96 24" width="96"'
        ' height="24"><polyline class="line" points="2,21 47,3 92,12"/>'
        '<circle class="dot" cx="92" cy="12" r="2.5"/></svg>'
    )


def test_the_matrix_shades_moves_and_says_their_direction() -> None:
    chart = charts.movement_matrix(
        "k",
        "题",
        "说明",
        ["A", "B", "未评"],
        [[500, 2, 0], [1, 7, 0], [4, 0, 0]],
        unordered=frozenset({"未评"}),
    )
    down = ' <span aria-hidden="true">↓</span><span class="visually-hidden">下降</span>'
    up = ' <span aria-hidden="true">↑</span><span class="visually-hidden">上升</span>'
    assert chart.picture == (
        '<div class="table-wrap" role="region" tabindex="0" aria-label="题">'
        '<table class="table heat" id="chart-k">'
        '<caption class="visually-hidden">题。说明</caption>'
        '<thead><tr><th scope="col">原＼新</th><th scope="col">A</th><th scope="col">B</th>'
        '<th scope="col">未评</th><th scope="col">合计</th></tr></thead><tbody>'
        f'<tr><th scope="row">A</th><td class="same">500</td><td class="h3">2{down}</td>'
        '<td class="h0">0</td><td>502</td></tr>'
        f'<tr><th scope="row">B</th><td class="h2">1{up}</td><td class="same">7</td>'
        '<td class="h0">0</td><td>8</td></tr>'
        '<tr><th scope="row">未评</th><td class="h5">4</td><td class="h0">0</td>'
        '<td class="same">0</td><td>4</td></tr></tbody>'
        '<tfoot><tr><th scope="row">合计</th><td>505</td><td>9</td><td>0</td><td>514</td></tr>'
        "</tfoot></table></div>"
    )


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: charts.bar("k", "", "", [("甲", -1)]), "negative"),
        (lambda: charts.stacked("k", "", "", ["a"], [("甲", [1, 2])]), "2 parts for 1 series"),
        (lambda: charts.stacked("k", "", "", list("abcdefg"), []), "at most 6 series"),
        (lambda: charts.line("k", "", "", ["1"], [("甲", [1, 2])]), "2 values for 1 labels"),
        (lambda: charts.line("k", "", "", ["1"], [("甲", [101])], top=100), "above the top"),
        (lambda: charts.line("k", "", "", [], [(c, []) for c in "abcde"]), "at most 4 lines"),
        (lambda: charts.movement_matrix("k", "", "", ["A", "B"], [[1, 2]]), "a row and a column"),
        (lambda: charts.sparkline([1, -1], ""), "negative"),
    ],
)
def test_figures_a_chart_cannot_show_are_refused(draw: object, words: str) -> None:
    assert callable(draw)
    with pytest.raises(ValueError, match=words):
        draw()


def test_numbers_and_shares_are_exact() -> None:
    assert [number(1234567), number(1234, 2), number(-5, 2), number(7, 1)] == [
        "1,234,567",
        "12.34",
        "-0.05",
        "0.7",
    ]
    assert [percent(1, 3), percent(2, 3), percent(3, 3), percent(1, 0)] == [
        "33.33%",
        "66.66%",
        "100.00%",
        "0.00%",
    ]
    assert [nice_ceiling(value) for value in (0, 5, 9, 13, 25, 33, 97, 101, 1284)] == [
        4,
        8,
        12,
        16,
        32,
        40,
        100,
        120,
        1600,
    ]
    assert [nice_ceiling(value, 2) for value in (0, 401, 1250)] == [400, 600, 1600]


def test_spans_stand_on_one_scale_of_time() -> None:
    licence = charts.Span(date(2025, 12, 1), None, "许可<1>")
    penalty = charts.Span(date(2026, 1, 11), date(2026, 1, 12), "处罚", "s6", is_day=True)
    outside = charts.Span(date(2020, 1, 1), date(2020, 2, 1), "早已结束", "off")
    chart = charts.spans(
        "k",
        "题",
        "说明",
        [("甲", [licence, penalty]), ("乙", [outside])],
        first=date(2025, 12, 12),
        before=date(2026, 3, 22),
        today=date(2026, 1, 31),
    )
    assert chart.picture == (
        FRAME.format(114) + '<line class="grid" x1="20.00%" x2="20.00%" y1="18" y2="110"/>'
        '<text class="axis-text middle" x="20.00%" y="12">2026</text>'
        '<text x="0" y="36">甲</text><line class="axis" x1="0" x2="100%" y1="56" y2="56"/>'
        '<rect class="s1" x="0.00%" y="42" width="100.00%" height="14">'
        "<title>许可&lt;1&gt;</title></rect>"
        '<circle class="dot s6" cx="30.00%" cy="49" r="5"><title>处罚</title></circle>'
        '<text x="0" y="80">乙</text><line class="axis" x1="0" x2="100%" y1="100" y2="100"/>'
        '<line class="now" x1="50.00%" x2="50.00%" y1="18" y2="110"/></svg>'
    )
    assert chart.rows == (
        ("甲", "许可<1>", "2025-12-01", "至今"),
        ("甲", "处罚", "2026-01-11", "当日"),
        ("乙", "早已结束", "2020-01-01", "2020-01-31"),
    )
    with pytest.raises(ValueError, match="no days"):
        charts.spans("k", "题", "说明", [], first=date(2026, 1, 1), before=date(2026, 1, 1))
