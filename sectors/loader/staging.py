"""From folders to checked rows: everything that can be known without the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from sectors.loader import reader, registry
from sectors.loader.folders import HEADER, PackFile, PackFolder
from sectors.loader.problems import Problem, Unreadable
from sectors.loader.schema import Checking, Row


@dataclass(frozen=True, slots=True)
class StagedFile:
    pack: str
    section: str
    version: int
    row: Row


def stage(folder: PackFolder, problems: list[Problem]) -> list[StagedFile]:
    """The folder's files, each checked against its section's schema."""
    staged = []
    for file in folder.files:
        try:
            found = _stage(folder, file, problems)
        except Unreadable as unreadable:
            problems.extend(unreadable.problems)
        else:
            if found:
                staged.append(found)
    return staged


def version_of(staged: Sequence[StagedFile]) -> int:
    """A pack's version is that of its pack.yaml."""
    return next(file.version for file in staged if file.section == "pack")


def _stage(folder: PackFolder, file: PackFile, problems: list[Problem]) -> StagedFile | None:
    node = reader.read(file.label, file.raw)
    name = node.entries.get("section")
    line = name.line if name else 1
    if not isinstance(name, reader.Scalar) or not isinstance(name.value, str):
        _refuse(file, line, "没有写明 section", "第一项请写 section: 和小节名称。")
    section = registry.section(name.value)
    if section is None:
        known = "、".join(registry.names())
        _refuse(file, line, f"没有“{name.value}”这种小节", f"可用的有：{known}。")
    is_header = file.label == f"{folder.code}/{HEADER}"
    if is_header != (section.name == "pack"):
        _refuse(file, line, "section: pack 与 pack.yaml 必须对应", "每个配置包只有一个 pack.yaml。")
    checking = Checking(file.label)
    row = section.full_schema().take(node, section.name, checking)
    problems.extend(checking.problems)
    if row is None:
        return None
    own = "code" if is_header else "pack"
    if row[own] != folder.code:
        problem = row.problem(own, f"“{own}”与文件夹名 {folder.code} 不一致", "请改成一致。")
        problems.append(problem)
    return StagedFile(folder.code, section.name, row["version"], row)


def _refuse(file: PackFile, line: int, reason: str, remedy: str) -> NoReturn:
    raise Unreadable(Problem(file.label, line, reason, remedy))
