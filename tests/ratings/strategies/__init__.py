"""Rulebooks and facts nobody would write and that are legal all the same."""

from tests.ratings.strategies.facts import CODES, DAYS, givens
from tests.ratings.strategies.rulebooks import rulebooks

__all__ = ["CODES", "DAYS", "givens", "rulebooks"]
