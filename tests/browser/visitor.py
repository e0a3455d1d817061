"""A person at a browser, who notices whatever the page gets wrong by itself."""

import itertools
import re
from dataclasses import dataclass

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    StorageState,
    ViewportSize,
    expect,
)

from tests.browser.site import Site

DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
WIDTHS = {"desktop": DESKTOP, "phone": PHONE}

_hosts = itertools.count(1)


@dataclass
class Visitor:
    """Use `page`; afterwards `complaints` holds every script error, refused resource and broken
    rule of the content security policy."""

    site: Site
    context: BrowserContext
    page: Page
    complaints: list[str]

    @classmethod
    def arrives(
        cls,
        browser: Browser,
        site: Site,
        *,
        size: ViewportSize = DESKTOP,
        state: StorageState | None = None,
        scripts: bool = True,
        dark: bool = False,
    ) -> "Visitor":
        context = browser.new_context(
            base_url=site.address,
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            storage_state=state,
            # Each from an address of their own: tries are counted by address.
            extra_http_headers={"X-Forwarded-For": f"10.20.{next(_hosts) % 250}.7"},
        )
        context.set_default_timeout(15_000)
        visitor = cls(site, context, context.new_page(), [])
        visitor.page.on("console", visitor._heard)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on("response", visitor._received)
        return visitor

    def _heard(self, message: ConsoleMessage) -> None:
        # A page that answers with a refusal is reported as a resource that did not load.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _received(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status} {response.url}")

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def press(self, name: str) -> None:
        self.button(name).click()

    def button(self, name: str) -> Locator:
        """By its whole name, which may have words that are only read aloud: 领取：这一件."""
        letters = r"\s*".join(re.escape(letter) for letter in name if letter != " ")
        return self.page.get_by_role("button", name=re.compile(f"^{letters}$"))

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """The first choice with these words in it."""
        field = self.field(label)
        chosen = field.locator("option").filter(has_text=option).first
        field.select_option(chosen.get_attribute("value"))

    def agree(self) -> None:
        """Yes to the question the next button asks."""
        self.page.once("dialog", lambda dialog: dialog.accept())

    def told(self, message: str) -> None:
        """What the platform says of the deed just done."""
        expect(self.page.locator("#messages")).to_have_text(f"成功：{message}")

    def field(self, label: str) -> Locator:
        """The control with this label in the page itself, whether or not it must be filled."""
        return self.page.locator("#main").get_by_label(re.compile(f"^{re.escape(label)}(必填)?$"))

    def tab_to(self, label: str) -> None:
        """By keyboard from where the page begins."""
        for _ in range(20):
            self.page.keyboard.press("Tab")
            if self.field(label).evaluate("field => field === document.activeElement"):
                return
        raise AssertionError(f"{label} is not reached within 20 stops")

    def sees(self, heading: str) -> None:
        """The page's own title."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def reads(self, text: str) -> None:
        """The words stand in the page, in view."""
        expect(self.page.locator("#main").get_by_text(text).first).to_be_visible()

    def sign_in(self, username: str, password: str | None = None) -> None:
        """Password and the code of the authenticator; ends wherever that leads."""
        self.go("/sign-in")
        self.give_password(username, password or self.site.passwords[username])
        self.sees("请输入验证码")
        self.fill("验证码", self.site.authenticators[username].code())
        self.press("登录")

    def arrives_at_home(self) -> None:
        """Signed in: the frame says so. An agent has no staff home."""
        expect(self.page.get_by_role("button", name="退出", exact=True)).to_be_visible()

    def give_password(self, username: str, password: str) -> None:
        self.fill("用户名", username)
        self.fill("密码", password)
        self.press("下一步")

    def leaves(self) -> None:
        self.context.close()
