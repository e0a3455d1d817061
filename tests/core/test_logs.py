"""Logs say what happened and to which request, and nothing about anybody."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from celery import shared_task
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from core import logs
from core.access import allow, anyone
from core.actors import Actor, ActorKind
from core.middleware import AccessLog, RequestContext
from core.views.problems import failed

NAME = "张三"
NUMBER = "320281199001010011"


@contextmanager
def captured() -> Iterator[list[dict[str, Any]]]:
    """What our formatter writes, line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    lines: list[dict[str, Any]] = []
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        lines.extend(json.loads(line) for line in stream.getvalue().splitlines())


@allow(anyone())
def look(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(status=204)


@allow(anyone())
def fall(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"{NAME} {NUMBER}")


urlpatterns = [
    path("people/<str:code>", look, name="person"),
    path("fall", fall, name="fall"),
    path("", include("creditplatform.urls")),
]
handler500 = failed


@pytest.mark.django_db
@pytest.mark.urls("tests.core.test_logs")
def test_a_request_is_one_line_with_names_and_numbers_only(client: Client) -> None:
    with captured() as lines:
        client.get(
            f"/people/{NUMBER}?q={NAME}",
            headers={"X-Request-Id": "request-0001", "Referer": f"http://x/{NAME}"},
        )
    (line,) = [line for line in lines if line["logger"] == "core.requests"]
    ms = line.pop("ms")
    assert 0 <= ms < 60_000
    line.pop("at")
    assert line == {
        "level": "INFO",
        "logger": "core.requests",
        "message": "request",
        "request_id": "request-0001",
        "method": "GET",
        "view": "person",
        "status": 204,
        "actor": "public",
    }


def test_the_line_tells_who_by_kind_and_number() -> None:
    request = RequestFactory().generic("BREW", "/")
    request.actor = Actor(kind=ActorKind.STAFF, id=7, name=NAME)  # type: ignore[attr-defined]
    with captured() as lines:
        RequestContext(AccessLog(lambda _: HttpResponse()))(request)
    assert (lines[0]["actor"], lines[0]["method"], lines[0]["view"]) == ("staff:7", "other", "-")
    assert NAME not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.urls("tests.core.test_logs")
def test_a_failure_leaves_its_place_but_not_its_text(client: Client) -> None:
    client.raise_request_exception = False
    with captured() as lines:
        response = client.get(f"/fall?q={NAME}")
    assert response.status_code == 500
    assert NUMBER not in response.content.decode()
    (failure,) = [line for line in lines if line["logger"] == "core.views.problems"]
    assert failure["trace"][0] == "ValueError"
    assert "test_logs.py" in failure["trace"][-1]
    text = json.dumps(lines, ensure_ascii=False)
    assert NAME not in text
    assert NUMBER not in text


@shared_task(name="tests.fall")
def fall_in_a_task(who: str) -> None:
    raise ValueError(f"{who} {NUMBER}")


@shared_task(name="tests.answer")
def answer_in_a_task(who: str) -> str:
    return f"{who} {NUMBER}"


def test_a_task_leaves_no_text_arguments_or_answer() -> None:
    with captured() as lines:
        fall_in_a_task.apply(args=(NAME,))
        answer_in_a_task.apply(args=(NAME,))
    found = [
        (line["message"], line["task"]) for line in lines if line["logger"] == "celery.app.trace"
    ]
    assert found == [
        ("task raised unexpected", "tests.fall"),
        ("task succeeded", "tests.answer"),
    ]
    text = json.dumps(lines, ensure_ascii=False)
    assert NAME not in text
    assert NUMBER not in text


def test_extras_are_written_plainly_or_only_by_their_kind() -> None:
    class Person:
        def __str__(self) -> str:
            return NAME

    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "seen"})
    record.person = Person()
    record.day = date(2026, 11, 20)
    record.count = 3
    line = json.loads(logs.JsonLines().format(record))
    assert (line["person"], line["day"], line["count"]) == ("Person", "2026-11-20", 3)


def test_an_exception_is_its_kind_and_frames() -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    line = json.loads(logs.JsonLines().format(record))
    assert line["trace"][0] == "ValueError"
    assert line["message"] == "failed"
    assert NAME not in json.dumps(line, ensure_ascii=False)
