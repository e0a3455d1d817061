"""Verification codes (核验码): printed on a paper, typed in by whoever wants to check it.

Fifteen random characters (74 bits) and one check character, in four groups of four. The alphabet
has no 0, O, 1, I or L. It has 31 characters, a prime, so that the weighted check finds every single
wrong character and every swap of two neighbours before the database is asked.
"""

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16
PATTERN = r"^[2-9A-HJKMNP-Z]{16}$"
LONGEST_INPUT = 64
SEPARATORS = re.compile(r"[\s\-‐‑‒–—―－_.·]+")


def new_code() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(body, start=1))
    # The check's own weight is LENGTH; -1/LENGTH is taken modulo the (prime) alphabet.
    inverse = pow(LENGTH, -1, len(ALPHABET))
    return ALPHABET[-total * inverse % len(ALPHABET)]


def read_code(typed: str) -> str | None:
    """The code someone meant: case, width, spaces and dashes do not matter; None if it is none."""
    if len(typed) > LONGEST_INPUT:
        return None
    plain = SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper()
    if not re.fullmatch(PATTERN, plain) or check_character(plain[:-1]) != plain[-1]:
        return None
    return plain


def grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
