"""Numbers both evaluators share: the unit they count in, and what takes a fact out."""

from ratings.language import Rulebook, words

# Hundred-thousandths of a point in a hundredth.
SCALE = 1_000
UNCOUNTED = frozenset(kind.value for kind in words.EffectKind) - {words.EffectKind.DISPUTED.value}


def round_half_away(value: int, unit: int) -> int:
    """To the nearest multiple of `unit`; halves go away from zero."""
    size = (abs(value) * 2 + unit) // (2 * unit) * unit
    return size if value >= 0 else -size


def uncounted(rulebook: Rulebook) -> frozenset[str]:
    """The effects that take a fact out."""
    if rulebook.disputed is words.Disputed.NOT_COUNTED:
        return UNCOUNTED | {words.EffectKind.DISPUTED.value}
    return UNCOUNTED
