"""Codes of the county's organisations: right in both check characters, in the block MAY….

No register has come near this block: what is issued today begins with MA and a letter well before
Y. Every organisation of the county has a number of its own, which is its place in the block.
"""

from records import uscc

# The worked examples, those of the sample files and of the stories; the drawn ones follow.
FIRST_DRAWN = 1001
PREFIX = "MAY"
_DIGITS = 5
_LETTERS = uscc.ALPHABET[10:]
_SIZE = len(uscc.ALPHABET)


def code(number: int, kind: str = "91") -> str:
    """The code of the organisation with this number; `kind` says who registers what."""
    body = PREFIX + _place(number)
    start = f"{kind}320281{body}{uscc.organisation_check_character(body)}"
    return start + uscc.check_character(start)


def _place(number: int) -> str:
    """Five characters: decimal as long as they suffice, then with a letter in front."""
    if number < 10**_DIGITS:
        return f"{number:0{_DIGITS}d}"
    rest = number - 10**_DIGITS
    characters = []
    for _ in range(_DIGITS - 1):
        rest, place = divmod(rest, _SIZE)
        characters.append(uscc.ALPHABET[place])
    return _LETTERS[rest] + "".join(reversed(characters))
