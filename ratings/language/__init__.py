"""The language of rulebooks. Text becomes frozen dataclasses and nothing else; what they mean is
said by ratings.reference and ratings.compiler."""

from ratings.language.canonical import canonical_text, content_hash
from ratings.language.json_schema import json_schema
from ratings.language.problems import Lines, Problem, Unacceptable
from ratings.language.reading import Written, read_rulebook
from ratings.language.rulebook import Rulebook

__all__ = [
    "Lines",
    "Problem",
    "Rulebook",
    "Unacceptable",
    "Written",
    "canonical_text",
    "content_hash",
    "json_schema",
    "read_rulebook",
]
