"""The county's tables, beside this file as data."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "data"
Row = Mapping[str, Any]


@cache
def table(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def words(row: Row, name: str) -> tuple[str, ...]:
    return tuple(str(word) for word in row[name])
