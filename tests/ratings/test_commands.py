"""The command that checks files on disk."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.ratings.build import Ratings


def test_files_are_checked_against_what_stands(ratings: Ratings, tmp_path: Path) -> None:
    file = tmp_path / "demo.yaml"
    text = ratings.text(date(2026, 6, 1))
    file.write_text(text, encoding="utf-8")
    said = StringIO()
    call_command("check_rulebook", file, stdout=said)
    assert said.getvalue() == "1 个规则文件没有问题。\n"
    file.write_text(text.replace("from: 60", "from: 61"), encoding="utf-8")
    said = StringIO()
    with pytest.raises(CommandError, match="共 1 处问题"):
        call_command("check_rulebook", file, stdout=said)
    line = text[: text.index("grade: C")].count("\n") + 1
    assert said.getvalue().startswith(f"demo.yaml:{line}: [rulebook.threshold_gap] ")
