"""gunicorn's own lines: JSON, without the query of any address."""

import json
import logging
import re
import sys
from logging.config import dictConfig
from typing import Any

import pytest
from gunicorn.app.wsgiapp import WSGIApplication

from core import logs
from creditplatform import server
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import REPOSITORY
from creditplatform.local.programs import programs

SECRET = "name=张三&number=320281199001010011"


def line(message: object, *arguments: object, error: BaseException | None = None) -> dict[str, Any]:
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "x.py", 1, message, arguments, None)
    if error is not None:
        try:
            raise error
        except BaseException:  # noqa: BLE001 — whatever it is, as gunicorn's worker takes it
            record.exc_info = sys.exc_info()
    written = logs.ServerLines().format(record)
    assert "\n" not in written
    found: dict[str, Any] = json.loads(written)
    del found["at"]
    return found


def test_a_plain_line() -> None:
    assert line("Booting worker with pid: %s", 7) == {
        "level": "ERROR",
        "logger": "gunicorn.error",
        "message": "Booting worker with pid: 7",
    }


@pytest.mark.parametrize(
    ("message", "arguments", "said"),
    [
        ("Error handling request %s %s", ("GET", f"/sign-in?{SECRET}"), "GET /sign-in"),
        ("Error handling request %s", (f"/a?{SECRET}",), "/a"),
        (
            f"Invalid request from ip=10.0.0.1: Invalid HTTP request line: 'GET /x?{SECRET} y'",
            (),
            "ip",
        ),
        (f"Something of /a?{SECRET} and more", (), "Something of /a"),
        ("%s", (ValueError(SECRET),), "ValueError"),
    ],
)
def test_no_query_and_no_text_of_a_request(
    message: str, arguments: tuple[object, ...], said: str
) -> None:
    found = line(message, *arguments, error=ValueError(SECRET))
    assert said in found["message"]
    assert found["trace"][0] == "ValueError"
    text = json.dumps(found, ensure_ascii=False)
    assert "张三" not in text
    assert "320281199001010011" not in text


def test_an_exception_as_the_message_is_only_named() -> None:
    assert line(ValueError(SECRET))["message"] == "ValueError"


def test_what_keeps_it_from_starting_is_said_whole() -> None:
    found = line("Exception in worker process", error=ModuleNotFoundError("No module named 'x'"))
    assert (found["error"], found["trace"][0]) == ("No module named 'x'", "ModuleNotFoundError")


def test_gunicorn_accepts_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["gunicorn", "--config", "python:creditplatform.server", "creditplatform.wsgi"]
    monkeypatch.setattr(sys, "argv", arguments)
    settings = WSGIApplication().cfg
    assert settings.accesslog is None
    assert settings.logconfig_dict == server.logconfig_dict
    loggers = [logging.getLogger(name) for name in ("gunicorn.error", "gunicorn.access")]
    before = [(logger.handlers, logger.level, logger.propagate) for logger in loggers]
    root = logging.getLogger()
    kept = root.handlers, root.level
    try:
        dictConfig(settings.logconfig_dict)
        for logger in loggers:
            assert [type(one.formatter) for one in logger.handlers] == [logs.ServerLines]
            assert not logger.propagate
    finally:
        root.handlers, root.level = kept
        for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
            logger.handlers, logger.level, logger.propagate = handlers, level, propagate


def test_both_ways_of_starting_use_them(tmp_path: Any) -> None:
    web = programs(DataFolder(tmp_path), {}, "127.0.0.1", 8000)[0]
    assert "--config python:creditplatform.server" in " ".join(web.command)
    started = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r'CMD \["gunicorn".*"--config", "python:creditplatform.server"', started)
