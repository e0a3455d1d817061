"""The oracle: what a rulebook means."""

from ratings.reference.evaluation import evaluate
from ratings.reference.numbers import SCALE, round_half_away, uncounted

__all__ = ["SCALE", "evaluate", "round_half_away", "uncounted"]
