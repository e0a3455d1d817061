"""What systems may be allowed about facts."""

from accounts import scopes

FACTS_WRITE = "facts:write"
FACTS_READ = "facts:read"
SNAPSHOTS_READ = "snapshots:read"
TITLES = {
    FACTS_WRITE: "报送信用信息",
    FACTS_READ: "查询信用主体和信用信息",
    SNAPSHOTS_READ: "下载信用信息全量快照",
}


def register() -> None:
    for code, title in TITLES.items():
        scopes.define(code, title)
