"""What an API client may be allowed. Each floor names its own scopes where it uses them:

FACTS_WRITE = scopes.define("facts:write", "写入事实")
"""

import re

FORM = re.compile(r"[a-z_]{2,20}:[a-z_]{2,19}")
_titles: dict[str, str] = {}


def define(code: str, title: str) -> str:
    if not FORM.fullmatch(code):
        raise ValueError(f"{code!r} is not a scope such as facts:write")
    if code in _titles:
        raise ValueError(f"scope {code} is defined twice")
    _titles[code] = title
    return code


def known() -> dict[str, str]:
    """Code and title of every scope, in the order of codes."""
    return dict(sorted(_titles.items()))


def titles(codes: list[str]) -> list[str]:
    return [_titles.get(code, code) for code in codes]


JOBS_READ = define("jobs:read", "查看后台任务进度")
CHANGES_READ = define("changes:read", "读取变更")
