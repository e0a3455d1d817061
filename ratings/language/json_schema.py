"""The JSON Schema of rulebooks, for editors; made from the definitions that read them."""

from typing import Any

from ratings.language.rulebook import Rulebook
from ratings.language.terms import Of


def json_schema() -> dict[str, Any]:
    defs: dict[str, Any] = {}
    root = Of(Rulebook).schema(defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "信用评价规则",
        **root,
        "$defs": defs,
    }
