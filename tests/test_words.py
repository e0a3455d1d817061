"""One word, one meaning: every model is in docs/words.md, and nothing that is no model."""

import re
from pathlib import Path

from django.apps import apps

WORDS = Path(__file__).resolve().parent.parent / "docs" / "words.md"


def test_every_model_has_its_word() -> None:
    models = WORDS.read_text(encoding="utf-8").split("## Verbs")[0]
    written = set(re.findall(r"`([A-Z]\w+)`", models))
    root = Path(__file__).resolve().parent.parent
    ours = {
        model.__name__
        for config in apps.get_app_configs()
        if Path(config.path).parent == root
        for model in config.get_models()
    }
    assert written == ours
