"""From text to rulebook."""

from dataclasses import dataclass
from typing import cast

from ratings.language.problems import Findings, Lines, Unacceptable
from ratings.language.rulebook import Rulebook
from ratings.language.shapes import WRONG
from ratings.language.terms import Of
from sectors.loader.problems import Unreadable
from sectors.loader.reader import ListNode, Node, Scalar, read

LARGEST = 512 * 1024
MOST_PARTS = 40_000


@dataclass(frozen=True, slots=True)
class Written:
    """A rulebook and where each of its parts stands."""

    rulebook: Rulebook
    lines: Lines


def read_rulebook(file: str, raw: bytes) -> Written:
    """The rulebook of a text. Raises Unacceptable with everything that is wrong with it.

    YAML without aliases, anchors, tags, repeated keys or floats (sectors.loader.reader), of limited
    size, depth and number of parts.
    """
    found = Findings(file)
    if len(raw) > LARGEST:
        found.add("rulebook.too_large", 1, "规则文件超过 512 KB", "请拆分规则或精简示例。")
        raise Unacceptable(found.problems)
    try:
        root = read(file, raw)
    except Unreadable as error:
        for each in error.problems:
            found.add("rulebook.unreadable", each.line, each.reason, each.remedy)
        raise Unacceptable(found.problems) from error
    if _count(root) > MOST_PARTS:
        found.add("rulebook.too_large", 1, f"内容超过 {MOST_PARTS} 项", "请拆分规则或精简示例。")
        raise Unacceptable(found.problems)
    made = Of(Rulebook).read(root, (), found)
    if made is WRONG:
        raise Unacceptable(found.problems)
    return Written(cast(Rulebook, made), Lines(file, found.lines))


def _count(root: Node) -> int:
    waiting, count = [root], 0
    while waiting:
        node = waiting.pop()
        count += 1
        if not isinstance(node, Scalar):
            waiting.extend(node.items if isinstance(node, ListNode) else node.entries.values())
    return count
