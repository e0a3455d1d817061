"""Structured logs: one JSON object a line, with the request id and without personal data."""

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date
from pathlib import PurePath
from uuid import UUID

from core import clock

request_id: ContextVar[str] = ContextVar("request_id", default="")

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Django's request, Celery's arguments.
_LEFT_OUT = _STANDARD | {"request", "data"}


class JsonLines(logging.Formatter):
    """Writes the message, the named extras and, for errors, the trace; never request content."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if record.name == "celery.app.trace" and isinstance(record.args, Mapping):
            line.update(_task(record.args))
        else:
            line["message"] = record.getMessage()
        if request_id.get():
            line["request_id"] = request_id.get()
        line.update((key, value) for key, value in vars(record).items() if key not in _LEFT_OUT)
        if record.exc_info and record.exc_info[0]:
            line["trace"] = _frames(record)
        return json.dumps(line, ensure_ascii=False, default=_plain)


class ServerLines(JsonLines):
    """The web server's own lines: of an address never the query, of a request never its text.

    What kept it from starting is said whole: no request had been read."""

    NOT_STARTED = "Exception in worker process"

    def format(self, record: logging.LogRecord) -> str:
        copy = logging.makeLogRecord(vars(record))
        if isinstance(record.msg, str):
            copy.msg = _without_request(record.msg)
        else:
            copy.msg = _plain(record.msg)
        if isinstance(record.args, tuple):
            copy.args = tuple(_cleaned(value) for value in record.args)
        if record.msg == self.NOT_STARTED and record.exc_info:
            copy.error = str(record.exc_info[1])
        return super().format(copy)


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return value.split("?", 1)[0]
    return _plain(value) if isinstance(value, BaseException) else value


def _without_request(text: str) -> str:
    """gunicorn quotes a request it could not read."""
    if text.startswith("Invalid request"):
        return text.partition(":")[0]
    return text.split("?", 1)[0]


def _task(about: Mapping[str, object]) -> dict[str, object]:
    """Celery would write the exception's text, the arguments or the answer of a task."""
    return {
        "message": f"task {about.get('description', 'succeeded')}",
        "task": about.get("name"),
        "task_id": about.get("id"),
        "seconds": about.get("runtime"),
    }


def _plain(value: object) -> str:
    """Dates and the like are written; of anything else its kind: its text may quote data."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | PurePath):
        return str(value)
    return type(value).__name__


def _frames(record: logging.LogRecord) -> list[str]:
    """Where it went wrong and its type; not the exception's text, which may quote data."""
    assert record.exc_info
    kind, _, trace = record.exc_info
    frames = [kind.__name__] if kind else []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames
