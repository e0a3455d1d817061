"""docs/rulebooks.md: what it shows is legal and its examples come out."""

import re
from pathlib import Path

import pytest

from ratings.checking import check_rulebook
from ratings.language import read_rulebook
from tests.ratings.texts import TODAY, VOCABULARY

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "rulebooks.md"
SHOWN = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)


def test_the_guide_shows_rulebooks() -> None:
    assert len(SHOWN) == 3


@pytest.mark.req("R042")
@pytest.mark.parametrize("text", SHOWN)
def test_what_it_shows_passes_every_check(text: str) -> None:
    assert check_rulebook(read_rulebook("guide.yaml", text.encode()), VOCABULARY, TODAY) == []
