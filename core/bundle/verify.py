"""校验导出的审计日志：python3 verify.py [库外根文件]。只需 Python 3.11 及以上，不需联网。

Checks the bundle it lies in, by the rules of chain.py beside it. Exit code 0 when all holds, 1 when
something is wrong (the first thing is named), 2 when the bundle cannot be read.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import chain  # type: ignore[import-not-found]  # lies beside this file in the bundle

HERE = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    try:
        found, walk = verify(HERE, Path(arguments[0]) if arguments else HERE / "roots.jsonl")
    except (OSError, ValueError, KeyError, TypeError) as error:
        say(f"无法校验：文件缺失或损坏（{type(error).__name__}: {error}）")
        return 2
    if found is None:
        say(f"完好：止于第 {walk.number} 号封印、位置 {walk.position}，根 {walk.link.hex()}")
        return 0
    where = f"事件编号 {found.event_id}，位置 {found.position}，封印 {found.seal}"
    say(f"有误（{where}）：{found.detail}")
    return 1


def verify(folder: Path, roots: Path) -> tuple[Any, Any]:
    """The first thing wrong, or None; and how far the check came."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    walk = start(manifest["start"])
    outside = {line["number"]: line for line in lines(roots)}
    events = (event(line) for line in lines(folder / "events.ndjson"))
    following = next(events, None)
    for line in lines(folder / "seals.ndjson"):
        seal = chain.seal_from_json(line)
        within = []
        while following is not None and following.position <= seal.last_position:
            within.append(following)
            following = next(events, None)
        found = walk.check(seal, within)
        if found is None and seal.number in outside:
            found = chain.compare(seal, chain.seal_from_json(outside[seal.number]))
        if found is not None:
            return found, walk
    if walk.number != manifest["end"]["number"]:
        number = manifest["end"]["number"]
        detail = f"说明中记有第 {number} 号封印，包内没有"
        return chain.Finding("missing", detail, None, walk.position + 1, number), walk
    if following is not None:
        detail = "位于最后一个封印之后，系插入"
        position = following.position
        return chain.Finding("inserted", detail, following.values["id"], position), walk
    return None, walk


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def start(given: dict[str, Any]) -> Any:
    drained = given["drained_at"]
    return chain.Walk(
        number=given["number"],
        position=given["position"],
        link=bytes.fromhex(given["link"]),
        drained_at=datetime.fromisoformat(drained) if drained else None,
    )


def event(line: dict[str, Any]) -> Any:
    return chain.Event(line["position"], bytes.fromhex(line["link"]), line["event"])


def lines(file: Path) -> Iterator[Any]:
    with file.open(encoding="utf-8") as opened:
        for line in opened:
            yield json.loads(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
