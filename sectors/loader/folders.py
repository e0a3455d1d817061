"""Finding packs on disk: plain folders under one root, read without following a way out of it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sectors.loader.problems import Problem
from sectors.loader.reader import LARGEST

SHIPPED = Path(__file__).resolve().parent.parent / "packs"
HEADER = "pack.yaml"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
MOST_FILES = 500
IGNORED = frozenset({".md", ".txt"})


@dataclass(frozen=True, slots=True)
class PackFile:
    label: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class PackFolder:
    code: str
    files: tuple[PackFile, ...]

    def content_hash(self) -> bytes:
        """Changes with any byte of any file, and with a file's name."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{file.label}\n{len(file.raw)}\n".encode())
            digest.update(file.raw)
        return digest.digest()


def find(root: Path, names: Sequence[str], problems: list[Problem]) -> list[PackFolder]:
    """The named packs under the root, or all of them. What is wrong goes to `problems`."""
    root = root.resolve()
    if not root.is_dir():
        problems.append(Problem(root.name, 1, "没有这个文件夹", "请用 --root 指明配置包所在处。"))
        return []
    chosen = names or sorted(entry.name for entry in root.iterdir() if entry.is_dir())
    found = []
    for name in dict.fromkeys(chosen):
        folder = root / name
        if not NAME.fullmatch(name):
            problems.append(
                Problem(
                    name.replace("\n", " ")[:60],
                    1,
                    "不是配置包的名称",
                    "只写文件夹名，如 hb；只能用小写字母、数字和 -，不能含路径。",
                )
            )
        elif folder.is_symlink() or not folder.is_dir():
            problems.append(Problem(name, 1, "没有这个配置包", "请核对文件夹名。"))
        else:
            found.append(PackFolder(name, tuple(_files(folder, name, problems))))
    return found


def _files(folder: Path, name: str, problems: list[Problem]) -> list[PackFile]:
    paths = sorted(folder.rglob("*"))
    if len(paths) > MOST_FILES:
        problems.append(Problem(name, 1, f"文件超过 {MOST_FILES} 个", "请拆成几个配置包。"))
        return []
    files = []
    for path in paths:
        label = f"{name}/{path.relative_to(folder).as_posix()}"
        if path.is_symlink():
            problems.append(Problem(label, 1, "是链接，不是文件", "请放入文件本身。"))
        elif path.is_dir() or path.suffix in IGNORED:
            continue
        elif path.suffix != ".yaml":
            problems.append(Problem(label, 1, "不是 .yaml 文件", "请改名为 .yaml，或移出配置包。"))
        elif path.stat().st_size > LARGEST:
            problems.append(Problem(label, 1, "文件超过 1 MB", "请拆成几个文件。"))
        else:
            files.append(PackFile(label, path.read_bytes()))
    if not (folder / HEADER).is_file():
        problems.append(
            Problem(f"{name}/{HEADER}", 1, "配置包没有 pack.yaml", "请补上，写明代码、类别和名称。")
        )
    return files
