"""Signing in as people do it: by hand, by keyboard, on a phone, without scripts, and wrongly."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.site import Authenticator
from tests.browser.visitor import DESKTOP, PHONE, Visitor

Arrive = Callable[..., Visitor]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_wrong_password_is_told_and_the_right_one_leads_to_the_second_factor(
    arrive: Arrive, size: object
) -> None:
    visitor = arrive(size=size)
    visitor.go("/sign-in")
    visitor.give_password("reviewer", "not the password")
    expect(visitor.page.locator(".error-summary")).to_contain_text("用户名或密码不正确。")
    expect(visitor.page.locator(".error-summary")).to_contain_text(
        "请核对后重试；连续输错 5 次将暂停登录 15 分钟。"
    )
    visitor.give_password("reviewer", visitor.site.passwords["reviewer"])
    visitor.sees("请输入验证码")
    visitor.fill("验证码", "000000")
    visitor.press("登录")
    expect(visitor.page.locator(".error-summary")).to_contain_text("验证码不正确或已过期。")
    visitor.fill("验证码", visitor.site.authenticators["reviewer"].code())
    visitor.press("登录")
    visitor.sees("工作台")


@pytest.mark.parametrize(
    ("username", "who", "offered", "withheld"),
    [
        ("clerk", "经办人", "我的待办", "人员和账号"),
        ("credit", "信用办", "我的待办", "人员和账号"),
        ("reader", "查阅人", "机构", "人员和账号"),
        ("system", "系统管理员", "人员和账号", "我的待办"),
    ],
)
def test_the_home_fits_the_role(
    arrive: Arrive, username: str, who: str, offered: str, withheld: str
) -> None:
    visitor = arrive(username)
    visitor.go("/staff/")
    visitor.sees("工作台")
    expect(visitor.page.locator(".account")).to_contain_text(who)
    menu = visitor.page.get_by_role("navigation", name="功能导航")
    expect(menu.get_by_role("link", name=offered, exact=True)).to_have_count(1)
    expect(menu.get_by_role("link", name=withheld, exact=True)).to_have_count(0)


def test_an_agent_lands_on_the_account_and_not_among_the_staff(arrive: Arrive) -> None:
    visitor = arrive("agent")
    visitor.go("/account")
    visitor.sees("我的账号")
    visitor.reads("主体经办人")
    visitor.go("/staff/")
    visitor.sees("无权办理")


def test_a_new_account_from_the_slip_to_the_home(arrive: Arrive) -> None:
    """Made by one administrator, confirmed by another, taken into use by its person."""
    system, security, person = arrive("system"), arrive("security"), arrive()
    system.go("/administration/people/new")
    system.fill("姓名", "新到子")
    system.fill("工号", "JY-0901")
    system.fill("用户名", "newcomer")
    system.press("开设账号")
    system.sees("初始密码交接单")
    initial = system.page.locator("#initial-password").inner_text()

    person.go("/sign-in")
    person.give_password("newcomer", initial)
    expect(person.page.locator(".error-summary")).to_contain_text("此账号尚未经安全管理员确认")

    security.go("/administration/confirmations")
    security.press("确认 newcomer")
    security.told("账号已确认，即时生效。")

    person.give_password("newcomer", initial)
    person.sees("绑定验证器")
    expect(person.page.get_by_role("img", name="验证器二维码")).to_be_visible()
    telephone = Authenticator.with_secret(person.page.locator("#secret").inner_text())
    person.fill("验证码", telephone.code())
    person.press("完成绑定")
    person.sees("请保存恢复码")
    expect(person.page.locator("#main li.code")).to_have_count(10)
    person.follow("我已保存，继续")
    person.sees("请设置新密码")
    person.fill("新密码", "short")
    person.fill("再次输入新密码", "short")
    person.press("保存并进入")
    expect(person.page.locator(".error-summary")).to_be_visible()
    person.fill("新密码", "Autumn-2026-leaves")
    person.fill("再次输入新密码", "Autumn-2026-leaves")
    person.press("保存并进入")
    person.sees("工作台")
    expect(person.page.locator(".account")).to_contain_text("新到子")


def test_five_wrong_tries_lock_and_the_security_administrator_unlocks(arrive: Arrive) -> None:
    visitor, security = arrive(), arrive("security")
    visitor.go("/sign-in")
    for _ in range(5):
        visitor.give_password("reader", "not the password")
    visitor.give_password("reader", visitor.site.passwords["reader"])
    expect(visitor.page.locator(".error-summary")).to_contain_text(
        "连续输错次数过多，此用户名已暂停登录。"
    )
    security.go("/administration/people?q=reader")
    security.follow("reader")
    security.reads("已锁定")
    security.press("解除锁定")
    security.told("已解除锁定。")
    visitor.give_password("reader", visitor.site.passwords["reader"])
    visitor.sees("请输入验证码")


def test_signing_out_ends_the_session(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.sign_in("colleague")
    visitor.sees("工作台")
    visitor.press("退出")
    visitor.go("/staff/")
    visitor.sees("登录")


def test_large_type_is_remembered(arrive: Arrive) -> None:
    visitor = arrive(size=PHONE)
    visitor.go("/")
    visitor.follow("大字版")
    expect(visitor.page.locator("html")).to_have_class("large-type")
    visitor.go("/sign-in")
    expect(visitor.page.locator("html")).to_have_class("large-type")
    visitor.follow("标准字号")
    expect(visitor.page.locator("html")).not_to_have_class("large-type")


def test_signing_in_with_the_keyboard_alone(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.go("/sign-in")
    keys = visitor.page.keyboard
    visitor.tab_to("用户名")
    keys.type("approver")
    keys.press("Tab")
    keys.type(visitor.site.passwords["approver"])
    keys.press("Enter")
    visitor.sees("请输入验证码")
    expect(visitor.field("验证码")).to_be_focused()
    keys.type(visitor.site.authenticators["approver"].code())
    keys.press("Enter")
    visitor.sees("工作台")
    keys.press("Tab")
    expect(visitor.page.get_by_role("link", name="跳到正文")).to_be_focused()


def test_everything_of_signing_in_works_without_scripts(arrive: Arrive) -> None:
    visitor = arrive(scripts=False)
    visitor.go("/sign-in")
    visitor.give_password("audit", "not the password")
    expect(visitor.page.locator(".error-summary")).to_contain_text("用户名或密码不正确。")
    visitor.sign_in("audit")
    visitor.sees("工作台")
    visitor.press("退出")
    expect(visitor.page.get_by_role("button", name="退出", exact=True)).to_have_count(0)
