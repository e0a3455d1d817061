"""The body of an API call as JSON, read strictly: what two readers could read differently is
refused rather than guessed at."""

import json
import re
from typing import Any

from django.http import HttpRequest

from core import errors
from core.errors import Refusal

JSON = "application/json"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Number(str):
    """A number as it was written: 0.10 stays 0.10, and a long one keeps all its digits."""

    __slots__ = ()


def read_json(request: HttpRequest) -> Any:
    """The body, its numbers as `Number`. 415 for another type, 413 for too much, 400 for what is no
    JSON, is nested without end, names a key twice, or holds halves of characters."""
    if request.content_type != JSON:
        raise errors.UNSUPPORTED()
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if charset.replace("_", "-") not in {"utf-8", "utf8"}:
        raise _unreadable("正文须用 UTF-8 编码")
    body = request.body
    try:
        said = json.loads(
            body.decode("utf-8-sig"),
            parse_int=Number,
            parse_float=Number,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
        if _SURROGATE.search(body):
            json.dumps(said, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise _unreadable("正文不是完整的 UTF-8 文字") from error
    except (ValueError, RecursionError) as error:
        raise _unreadable("无法按 JSON 读取正文") from error
    return said


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _unreadable("同一个对象中有重复的键")
    return found


def _no_number(word: str) -> Any:
    raise _unreadable(f"{word} 不是 JSON 的数字")


def _unreadable(reason: str) -> Refusal:
    return errors.BAD_REQUEST(reason=reason)
