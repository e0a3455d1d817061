from ratings.queries.rulebooks import InForce, rulebooks_in_force
from ratings.queries.vocabulary import load_codes, load_vocabulary

__all__ = ["InForce", "load_codes", "load_vocabulary", "rulebooks_in_force"]
