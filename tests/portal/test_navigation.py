"""The menu shows each actor what the pages behind it admit them to, and nothing else."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from core.access import administrator, allow, anyone, staff
from core.actors import PUBLIC, Actor, ActorKind, AdminRole, Duty, Role
from portal import navigation
from portal.navigation import Group, Item, Link, Section


@allow(anyone())
def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@allow(staff(Role.CLERK, Role.REVIEWER))
def case_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@allow(administrator(AdminRole.SYSTEM))
def system_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def unguarded_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


menu_patterns = (
    [
        path("home/", open_page, name="home"),
        path("home/cases", case_page, name="cases"),
        path("system", system_page, name="system"),
        path("unguarded", unguarded_page, name="unguarded"),
    ],
    "menu",
)
urlpatterns = [path("", include(menu_patterns))]

SECTIONS = (
    Section("工作台", (Item("首页", "menu:home"),)),
    Section("事中", (Item("案件", "menu:cases", "全部案件"),), note="检查"),
    Section("事后", (Item("未来", "menu:not_built"), Item("无门", "menu:unguarded"))),
    Section("系统", (Item("单位", "menu:system"),)),
)
CLERK = Actor(ActorKind.STAFF, id=1, unit_id=3, duties=(Duty(unit_id=3, role=Role.CLERK),))
READER = Actor(ActorKind.STAFF, id=2, unit_id=3, duties=(Duty(unit_id=3, role=Role.READER),))
SYSTEM = Actor(ActorKind.STAFF, id=4, admin_role=AdminRole.SYSTEM)
SECURITY = Actor(ActorKind.STAFF, id=5, admin_role=AdminRole.SECURITY)

HOME = Group("工作台", "", (Link("首页", "/home/", False),))
CASES = Group("事中", "检查", (Link("案件", "/home/cases", False, "全部案件"),))
UNITS = Group("系统", "", (Link("单位", "/system", False),))


@pytest.mark.req("R272")
@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (CLERK, [HOME, CASES]),
        (READER, [HOME]),
        (SYSTEM, [HOME, UNITS]),
        (SECURITY, [HOME]),
        (PUBLIC, [HOME]),
    ],
    ids=["clerk", "reader", "system", "security", "public"],
)
@override_settings(ROOT_URLCONF=__name__)
def test_each_role_sees_its_pages(actor: Actor, expected: list[Group]) -> None:
    assert navigation.groups(actor, "/elsewhere", SECTIONS) == expected


@pytest.mark.parametrize(
    ("here", "current"),
    [
        ("/home/", ["/home/"]),
        ("/home/cases", ["/home/cases"]),
        ("/home/cases/17", ["/home/cases"]),
        ("/home/other", ["/home/"]),
        ("/homestead", []),
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_one_line_at_most_is_the_current_one(here: str, current: list[str]) -> None:
    shown = [link for group in navigation.groups(CLERK, here, SECTIONS) for link in group.links]
    assert [link.url for link in shown if link.current] == current


@pytest.mark.req("R272")
def test_the_staff_menu_follows_the_three_phases() -> None:
    titles = [section.title for section in navigation.STAFF]
    assert titles == ["工作台", "事前", "事中", "事后", "统计", "文书", "系统", "基础资料"]


def test_the_public_is_offered_reference_tables_only() -> None:
    shown = [link.url for group in navigation.groups(CLERK, "/") for link in group.links]
    assert "/staff/" in shown
    reference = navigation.groups(PUBLIC, "/")
    assert [group.title for group in reference] == ["基础资料"]
