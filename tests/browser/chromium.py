"""The Chromium of these tests: named by bin/test, with a Chinese font where there is none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=zh-CN",
)


def required() -> str:
    """The program, or the end of the test: skipped where that is allowed, failed where it is not.

    pytest prints the reason of each skip at the end of its report (-ra).
    """
    if program := os.environ.get("CREDIT_CHROMIUM"):
        return program
    words = "NO CHROMIUM: nothing was tried in a browser. Set CREDIT_CHROMIUM."
    if os.environ.get("CREDIT_BROWSER_REQUIRED") == "1":
        pytest.fail(words, pytrace=False)
    pytest.skip(words)


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    environment = {**os.environ, "LANGUAGE": "zh_CN"}
    if fonts := os.environ.get("CREDIT_BROWSER_XDG"):
        environment["XDG_DATA_HOME"] = fonts
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=list(FLAGS),
            env={**environment},
        )
        try:
            yield browser
        finally:
            browser.close()
