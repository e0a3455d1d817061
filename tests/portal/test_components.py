"""Each part of a page, to the letter."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from portal import charts


def render(source: str, **context: object) -> str:
    """The markup with the line breaks between its elements taken out."""
    made = Template("{% load credit_ui %}" + source).render(Context(context))
    return "".join(line.strip() for line in made.splitlines())


class Paper(forms.Form):
    number = forms.CharField(label="文号", help_text="含〔〕", max_length=4)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")])
    way = forms.ChoiceField(label="方式", widget=forms.RadioSelect, choices=[("p", "邮寄")])
    on = forms.DateField(label="日期", required=False)
    file = forms.FileField(label="附件")
    sure = forms.BooleanField(label="已核对")
    own = forms.CharField(label="说明", error_messages={"required": "说明一下。"})
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_badge() -> None:
    assert render('{% badge label "dispute" %}', label="<异议中>") == (
        '<span class="badge dispute"><span class="shape dispute" aria-hidden="true"></span>'
        "&lt;异议中&gt;</span>"
    )
    with pytest.raises(ValueError, match="unknown tone 'red'"):
        render('{% badge "x" "red" %}')


@pytest.mark.req("R031")
@pytest.mark.parametrize(
    ("value", "word", "tone", "bars"),
    [
        ("minor", "轻微", "neutral", '<i class="on"></i><i></i><i></i>'),
        ("general", "一般", "warn", '<i class="on"></i><i class="on"></i><i></i>'),
        ("serious", "严重", "danger", '<i class="on"></i><i class="on"></i><i class="on"></i>'),
    ],
)
def test_severity(value: str, word: str, tone: str, bars: str) -> None:
    assert render("{% severity value %}", value=value) == (
        f'<span class="badge {tone}"><span class="severity-bars" aria-hidden="true">{bars}</span>'
        f"{word}</span>"
    )


@pytest.mark.parametrize(
    ("due", "left", "done", "label", "tone"),
    [
        (date(2026, 11, 30), 3, False, "剩 3 个工作日", "neutral"),
        (date(2026, 11, 30), 2, False, "剩 2 个工作日", "warn"),
        (date(2026, 11, 30), 0, False, "今日到期", "warn"),
        (date(2026, 11, 30), -4, False, "已逾期 4 个工作日", "danger"),
        (date(2026, 11, 30), None, False, "剩余天数待日历", "unknown"),
        (None, None, False, "待日历", "unknown"),
        (date(2026, 11, 30), -4, True, "已办结", "ok"),
    ],
)
def test_deadline(due: date | None, left: int | None, done: bool, label: str, tone: str) -> None:
    day = '<time class="nowrap" datetime="2026-11-30">2026-11-30</time> ' if due else ""
    assert render("{% deadline due left done %}", due=due, left=left, done=done) == (
        f'<span class="row">{day}<span class="chip {tone}">'
        f'<span class="shape {tone}" aria-hidden="true"></span>{label}</span></span>'
    )


def test_alerts() -> None:
    head = '<p class="alert-title"><span class="shape warn" aria-hidden="true"></span>注意</p>'
    assert render('{% notice "warn" "注意" text %}', text="文&字") == (
        f'<div class="alert warn">{head}<p>文&amp;字</p></div>'
    )
    assert render('{% alert "warn" "注意" %}<p>{{ t }}</p>{% endalert %}', t="<b>") == (
        f'<div class="alert warn">{head}<p>&lt;b&gt;</p></div>'
    )


def test_a_field_ties_label_hint_and_control_together() -> None:
    assert render("{% field form.number 'code' %}", form=Paper()) == (
        '<div class="field field-code">'
        '<label for="id_number">文号<span class="required">必填</span></label>'
        '<p class="hint" id="id_number_helptext">含〔〕</p>'
        '<input type="text" name="number" maxlength="4" required'
        ' aria-describedby="id_number_helptext" id="id_number"></div>'
    )


def test_a_field_in_error_says_so_in_words_and_to_screen_readers() -> None:
    assert render("{% field form.number %}", form=Paper({})) == (
        '<div class="field has-error">'
        '<label for="id_number">文号<span class="required">必填</span></label>'
        '<p class="hint" id="id_number_helptext">含〔〕</p>'
        '<div id="id_number_error"><p class="error">错误：请填写文号。</p></div>'
        '<input type="text" name="number" maxlength="4" required aria-invalid="true"'
        ' aria-describedby="id_number_helptext id_number_error" id="id_number"></div>'
    )


def test_radio_buttons_are_a_group_with_a_legend() -> None:
    assert render("{% field form.way %}", form=Paper()) == (
        '<fieldset class="field"><legend>方式<span class="required">必填</span></legend>'
        '<ul class="choices"><li class="choice">'
        '<input type="radio" name="way" value="p" id="id_way_0" required>'
        '<label for="id_way_0">邮寄</label></li></ul></fieldset>'
    )


def test_a_single_box_stands_before_its_label() -> None:
    assert render("{% field form.sure %}", form=Paper()) == (
        '<div class="field"><div class="choice">'
        '<input type="checkbox" name="sure" required id="id_sure">'
        '<label for="id_sure">已核对<span class="required">必填</span></label></div></div>'
    )


def test_a_day_is_asked_for_with_the_browsers_own_calendar() -> None:
    assert render("{% field form.on %}", form=Paper(initial={"on": date(2026, 4, 15)})) == (
        '<div class="field"><label for="id_on">日期</label>'
        '<input type="date" name="on" value="2026-04-15" id="id_on"></div>'
    )


def test_a_hidden_field_is_only_its_control() -> None:
    assert render("{% field form.secret %}", form=Paper()) == (
        '<input type="hidden" name="secret" id="id_secret">'
    )


def test_the_error_summary_links_each_message_to_its_control() -> None:
    form = Paper({"number": "〔2026〕", "kind": "z"})
    form.add_error(None, "两处日期先后不符。")
    assert render("{% error_summary form %}", form=form) == (
        '<section class="error-summary" role="alert" tabindex="-1"'
        ' aria-labelledby="error-summary-title">'
        '<h2 id="error-summary-title">有 7 处需要更正</h2><ul>'
        '<li><span class="error">两处日期先后不符。</span></li>'
        '<li><a href="#id_number">文号：确保该变量包含不超过 4 字符 (目前字符数 6)。</a></li>'
        '<li><a href="#id_kind">类别：选择一个有效的选项。 z 不在可用的选项中。</a></li>'
        '<li><a href="#id_way_0">请选择方式。</a></li>'
        '<li><a href="#id_file">请上传附件。</a></li>'
        '<li><a href="#id_sure">请勾选：已核对。</a></li>'
        '<li><a href="#id_own">说明：说明一下。</a></li></ul></section>'
    )
    assert render("{% error_summary form %}", form=Paper()) == ""


FIRST = '<span class="off">已是第一页</span>'
LAST = '<span class="off">已是最后一页</span>'


@dataclass
class KeysetPage:
    next: str | None


@pytest.mark.parametrize(
    ("query", "following", "previous_link", "next_link"),
    [
        ({}, "B", "", "?cursor=B"),
        ({"q": "环", "cursor": "B"}, "C", "?q=%E7%8E%AF", "?q=%E7%8E%AF&amp;cursor=B&amp;cursor=C"),
        ({"cursor": ["B", "C"]}, None, "?cursor=B", ""),
    ],
)
def test_the_pager_knows_the_way_back(
    query: dict[str, str | list[str]], following: str | None, previous_link: str, next_link: str
) -> None:
    request = RequestFactory().get("/", query)
    shown = render("{% pager page %}", page=KeysetPage(following), request=request)
    back = f'<a class="button quiet" rel="prev" href="{previous_link}">上一页</a>'
    on = f'<a class="button quiet" rel="next" href="{next_link}">下一页</a>'
    assert shown == (
        '<nav class="pager" aria-label="翻页"><span class="muted"></span><ul>'
        f"<li>{back if previous_link else FIRST}</li>"
        f"<li>{on if next_link else LAST}</li></ul></nav>"
    )


def test_a_single_page_has_no_pager() -> None:
    request = RequestFactory().get("/")
    assert render("{% pager page %}", page=KeysetPage(None), request=request) == ""


@pytest.mark.parametrize(
    ("query", "head"),
    [
        ("", '<th scope="col"><a class="sort" href="?sort=no">文号</a></th>'),
        (
            "?sort=no&cursor=B",
            (
                '<th scope="col" aria-sort="ascending"><a class="sort" href="?sort=-no">文号'
                '<span class="visually-hidden">，已升序，改为降序</span></a></th>'
            ),
        ),
        (
            "?sort=-no",
            (
                '<th scope="col" aria-sort="descending"><a class="sort" href="?sort=no">文号'
                '<span class="visually-hidden">，已降序，改为升序</span></a></th>'
            ),
        ),
    ],
)
def test_a_column_sorts_both_ways_and_starts_again_from_the_first_page(
    query: str, head: str
) -> None:
    request = RequestFactory().get(f"/{query}")
    assert render('{% column "文号" sort="no" %}', request=request) == head
    assert render('{% column "金额" numeric=True %}') == '<th scope="col" class="number">金额</th>'


def test_empty_says_what_to_do_next() -> None:
    shown = render('{% empty "没有待办" "稍后再来。" "/x" "看已办" %}')
    assert shown.endswith(
        '<p class="empty-title">没有待办</p><p>稍后再来。</p>'
        '<p><a class="button quiet" href="/x">看已办</a></p></div>'
    )
    assert "<a " not in render('{% empty "没有待办" %}')


def test_crumbs_tabs_and_values() -> None:
    assert render('{% crumbs "单位" "/u" "城管局" %}') == (
        '<nav class="crumbs" aria-label="所在位置"><ol><li><a href="/u">单位</a></li>'
        '<li aria-current="page">城管局</li></ol></nav>'
    )
    items = [
        {"label": "全部", "url": "/a", "current": True, "count": 0},
        {"label": "已办", "url": "/b"},
    ]
    assert render('{% tabs "决定" items %}', items=items) == (
        '<nav class="tabs" aria-label="决定"><ul><li><a href="/a" aria-current="page">全部'
        '<span class="count">0</span></a></li><li><a href="/b">已办</a></li></ul></nav>'
    )
    assert render(
        "{% key_values pairs %}", pairs=[("文号", "<1>"), ("金额", 0), ("送达", None)]
    ) == (
        '<dl class="kv"><div><dt>文号</dt><dd>&lt;1&gt;</dd></div>'
        "<div><dt>金额</dt><dd>0</dd></div>"
        '<div><dt>送达</dt><dd><span class="muted">未登记</span></dd></div></dl>'
    )


def test_timeline_tells_the_state_in_words() -> None:
    events = [
        {"title": "作出决定", "at": date(2026, 4, 15), "by": "环境局", "body": "罚<款>"},
        {"title": "核实", "state": "current"},
    ]
    assert render("{% timeline events %}", events=events) == (
        '<ol class="timeline"><li class="done">'
        '<span class="timeline-mark" aria-hidden="true"></span>'
        '<p class="timeline-title">作出决定</p><p class="timeline-meta"><span>'
        '<time class="nowrap" datetime="2026-04-15">2026-04-15</time></span>'
        "<span>环境局</span></p>"
        '<div class="timeline-body">罚&lt;款&gt;</div></li>'
        '<li class="current" aria-current="step">'
        '<span class="timeline-mark" aria-hidden="true"></span>'
        '<p class="timeline-title">核实 <span class="badge info">进行中</span></p></li></ol>'
    )


def test_steps_tell_the_state_in_words() -> None:
    items = [
        {"name": "申请", "state": "done", "note": "7 月 16 日"},
        {"name": "受理", "state": "stopped"},
        {"name": "决定", "state": "future"},
    ]
    mark = '<span class="steps-mark" aria-hidden="true"></span>'
    assert render("{% steps items %}", items=items) == (
        '<ol class="steps" aria-label="办理步骤">'
        f'<li class="done">{mark}<span class="steps-name">申请'
        '<span class="visually-hidden">（已完成）</span></span>'
        '<span class="steps-note">7 月 16 日</span></li>'
        f'<li class="stopped">{mark}<span class="steps-name">受理'
        '<span class="visually-hidden">（已终止）</span></span></li>'
        f'<li class="future">{mark}<span class="steps-name">决定'
        '<span class="visually-hidden">（未开始）</span></span></li></ol>'
    )


@pytest.mark.parametrize(
    ("arguments", "line", "bar"),
    [
        ('"导入" 1200 4850 "进行中"', "进行中，1,200 / 4,850（24%）", ' value="1200" max="4850"'),
        ('"导入" 0 0', "0 / 0", ' value="0" max="1"'),
        ('"导入" 7', "已处理 7", ""),
    ],
)
def test_progress(arguments: str, line: str, bar: str) -> None:
    assert render("{% progress " + arguments + " %}") == (
        f'<div class="progress"><p class="progress-line"><span>导入</span><span>{line}</span></p>'
        f'<progress aria-label="导入"{bar}></progress></div>'
    )


def test_stat() -> None:
    assert render('{% stat "逾期" 1284 "件" "含转办" "/w" "danger" %}') == (
        '<li><a class="tile danger" href="/w"><span class="tile-label">逾期</span>'
        '<span class="tile-value">1,284<small>件</small></span>'
        '<span class="tile-hint">含转办</span></a></li>'
    )
    assert render('{% stat "及时率" None %}') == (
        '<li><div class="tile"><span class="tile-label">及时率</span>'
        '<span class="tile-value">—</span></div></li>'
    )


def test_a_chart_comes_with_its_figures() -> None:
    shown = render("{% chart c %}", c=charts.bar("k", "题", "", [("甲", 3)]))
    assert shown.startswith('<figure class="figure"><figcaption>题</figcaption><svg class="chart"')
    assert shown.endswith(
        '<details><summary>查看数据表</summary><div class="table-wrap"><table class="table">'
        '<caption class="visually-hidden">题：数据</caption><thead><tr>'
        '<th scope="col">项目</th><th scope="col" class="number">数值</th></tr></thead>'
        '<tbody><tr><th scope="row">甲</th><td class="number">3</td></tr></tbody>'
        "</table></div></details></figure>"
    )


def test_days_and_moments_are_those_of_shanghai() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert render("{{ at|moment }}", at=late) == (
        '<time class="nowrap" datetime="2026-11-21T07:30:00+08:00">2026-11-21 07:30</time>'
    )
    assert render("{{ at|day }}", at=late) == (
        '<time class="nowrap" datetime="2026-11-21">2026-11-21</time>'
    )
    assert render("{{ at|long_day }}", at=date(2026, 4, 5)) == (
        '<time datetime="2026-04-05">2026年4月5日</time>'
    )
    assert render("{{ at|day }}{{ at|moment }}{{ at|long_day }}", at=None) == "———"


def test_an_address_this_installation_lacks_is_nothing() -> None:
    assert render('{% url_if "nowhere:page" as u %}[{{ u }}]') == "[]"
    assert render('{% url_if "portal:about" as u %}[{{ u }}]') == "[/about]"
