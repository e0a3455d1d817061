"""The menu as data. Sections follow the three phases of supervision (R272).

A line names a page, nothing more: whether an actor sees it is read from the page's own grants
(core.access.allow), so that the menu cannot promise what the page refuses. A page this installation
does not have, or one without grants, is not shown to anyone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, resolve, reverse

from core.access import Grant
from core.actors import Actor


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url_name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[Item, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    note: str
    links: tuple[Link, ...]


STAFF: tuple[Section, ...] = (
    Section(
        "工作台",
        (
            Item("首页", "portal:staff_home"),
            Item("我的待办", "desk:my_work"),
            Item("本单位待办", "desk:unit_work"),
            Item("本单位期限", "desk:deadlines"),
            Item("消息", "desk:inbox"),
            Item("代岗", "sectors:hand_overs"),
            Item("办理单位", "sectors:acting_unit"),
        ),
    ),
    # Each floor that brings pages adds its lines to the phase they belong to.
    Section(
        "事前",
        (Item("经办授权", "accounts:representations", "谁为哪个主体办理业务、激活码"),),
        note="承诺与核查",
    ),
    Section(
        "事中",
        (
            Item("检索主体", "portal:subjects", "名称、代码、文号；信用档案"),
            Item("报送", "records:submissions", "上传、逐条填报、批次和待办"),
            Item("文本审查", "records:texts", "公示前由人读过的文字"),
            Item("报送期限", "quality:due", "七个工作日将满或已过仍未入库的"),
            Item("报送日历", "quality:calendar", "应报、已报、零报告和逾期"),
            Item("数据质量", "quality:overview", "规范性、准确性、完整性、时效性"),
        ),
        note="归集、评价与检查",
    ),
    Section(
        "事后",
        (
            Item("信用修复告知书", "records:new_repair_notice", "随处罚决定一并送达（两书同达）"),
            Item("更正说明", "records:notes", "撤回后三个工作日内向社会说明"),
            Item("擦除申请", "records:erasures", "由两名工作人员办理"),
        ),
        note="名单、修复与异议",
    ),
    Section(
        "统计",
        (
            Item("月度数据", "quality:monthly", "每月结转，此后不变"),
            Item("归集数量", "quality:volumes", "累计、新增，按单位和条目"),
            Item("归集覆盖", "quality:coverage", "有信息的主体、应公开与已公开"),
        ),
    ),
    Section(
        "文书",
        (
            Item("已签发文书", "documents:issued"),
            Item("文书草稿", "documents:drafts"),
            Item("材料", "documents:files"),
            Item("文号规则", "documents:numbering"),
        ),
    ),
    Section(
        "系统",
        (
            Item("人员和账号", "accounts:people", "建立账号、发放初始密码"),
            Item("待确认账号和密钥", "accounts:confirmations", "他人建立的，由您确认后生效"),
            Item("待确认任职", "sectors:proposals", "谁在哪个单位任什么岗位"),
            Item("接口客户端", "accounts:clients", "部门系统的密钥、权限和限额"),
            Item("签名密钥", "accounts:signing_keys", "回执和报告的签名"),
            Item("变更与共享", "exchange:overview", "各消费方读到哪里、有无停顿"),
            Item("审计日志", "core:audit_events", "谁办理、查阅或被拒绝"),
            Item("封印", "core:audit_seals", "日志有没有被改动"),
            Item("导出审计日志", "core:audit_export", "可离线校验的导出包"),
            Item("查阅异常", "core:audit_anomalies", "查阅突然增多、接连被拒"),
            Item("后台任务", "core:jobs"),
        ),
    ),
    Section(
        "基础资料",
        (
            Item("机构", "sectors:units", "名称沿革、承继、内设机构"),
            Item("行业领域和条线", "sectors:sectors"),
            Item("区划", "sectors:regions"),
            Item("国民经济行业", "sectors:industries"),
            Item("信用信息目录", "records:editions", "归集什么、由谁报送、是否公开"),
            Item("公示规则", "public:disclosure", "三级失信程度和公示期"),
            Item("配置包", "sectors:packs", "装载了哪些版本、改了什么"),
            Item("工作日历", "core:calendar", "放假与调休，期限由此计算"),
            Item("错误代码", "core:errors"),
        ),
    ),
)

PUBLIC: tuple[Item, ...] = (
    Item("首页", "portal:home"),
    Item("查询", "public:search"),
    Item("文书核验", "documents:verify"),
    Item("公示规则", "public:disclosure"),
)
FOOT: tuple[Item, ...] = (
    Item("信用信息目录", "public:catalogue"),
    Item("失信行为清单", "public:behaviours"),
    Item("更正说明", "public:corrections"),
    Item("信息公开说明", "portal:about"),
    Item("无障碍声明", "portal:accessibility"),
    Item("接口说明", "portal:interface"),
    Item("工作人员登录", "accounts:sign_in"),
)


def groups(actor: Actor, path: str, sections: Sequence[Section] = STAFF) -> list[Group]:
    """The menu as this actor sees it, the line of the page at `path` marked; no empty group."""
    found = [(section, links(actor, path, section.items)) for section in sections]
    here = max(
        (link.url for _, shown in found for link in shown if _within(path, link.url)),
        key=len,
        default="",
    )
    return [
        Group(
            section.title,
            section.note,
            tuple(Link(link.label, link.url, link.url == here, link.hint) for link in shown),
        )
        for section, shown in found
        if shown
    ]


def pages(actor: Actor, path: str) -> list[Link]:
    """Every page of the menu this actor may open, but for the one at `path`."""
    return [link for group in groups(actor, path) for link in group.links if link.url != path]


def links(actor: Actor, path: str, items: Sequence[Item]) -> list[Link]:
    """The lines this actor may follow; `current` is the page at exactly `path`."""
    shown: list[Link] = []
    for item in items:
        target = _target(get_urlconf() or settings.ROOT_URLCONF, item.url_name)
        if target is None:
            continue
        url, grants = target
        if any(grant.admits(actor) for grant in grants):
            shown.append(Link(item.label, url, url == path, item.hint))
    return shown


def _within(path: str, url: str) -> bool:
    return path == url or path.startswith(url if url.endswith("/") else f"{url}/")


@cache
def _target(urlconf: str, url_name: str) -> tuple[str, tuple[Grant, ...]] | None:
    """Where a name leads and whom that page admits; the same for the life of the process."""
    try:
        url = reverse(url_name, urlconf=urlconf)
    except NoReverseMatch:
        return None
    view = resolve(url, urlconf=urlconf).func
    return url, tuple(getattr(view, "grants", ()))
