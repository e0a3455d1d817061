"""Money as it is written, into 分. Never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from records.intake import notes
from records.intake.notes import Note
from records.intake.values.text import folded

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
FEN_PER_YI = 10_000_000_000
LARGEST = 10**17
# A fine of a hundred million and more typed into a column of 万元 is nearly always in yuan.
PROBABLY_YUAN = Decimal(10_000)
_AMOUNT = re.compile(
    r"(-?)[¥￥]?(-?)(\d{1,30}(?:,\d{3})*(?:\.\d{1,20})?)(亿元?|万元?|元整?|圆整?)?整?"
)
_UNITS = {"亿": FEN_PER_YI, "万": FEN_PER_WAN, "元": FEN_PER_YUAN, "圆": FEN_PER_YUAN}


@dataclass(frozen=True, slots=True)
class Amount:
    """`fen` is None when nothing is said or nothing could be read."""

    fen: int | None
    notes: tuple[Note, ...] = ()


@lru_cache(maxsize=20_000)
def read_amount(raw: str, *, in_wan: bool) -> Amount:
    """`in_wan`: the column is in 万元, as the official templates have it; else in 元."""
    unit = "万元" if in_wan else "元"
    plain = folded(raw)
    found = _AMOUNT.fullmatch(plain)
    if not found:
        return _refused(notes.AMOUNT_FORMAT, shown=plain[:20], unit=unit)
    if found[1] or found[2]:
        return _refused(notes.AMOUNT_NEGATIVE)
    number = Decimal(found[3].replace(",", ""))
    written = (found[4] or "")[:1]
    factor = _UNITS.get(written) or (FEN_PER_WAN if in_wan else FEN_PER_YUAN)
    exact = number * factor
    if exact != exact.to_integral_value():
        return _refused(notes.AMOUNT_FINE, unit=unit)
    fen = int(exact)
    if fen > LARGEST:
        return _refused(notes.AMOUNT_HUGE, unit=unit)
    if written:
        return Amount(fen, (Note(notes.AMOUNT_UNIT, values={"yuan": in_yuan(fen)}),))
    if in_wan and number >= PROBABLY_YUAN:
        values = {
            "shown": _plain(number),
            "yuan": in_yuan(fen),
            "ten_thousand": _plain(number / 10_000),
        }
        return Amount(fen, (Note(notes.AMOUNT_YUAN, values=values),))
    return Amount(fen)


def in_yuan(fen: int) -> str:
    return _plain(Decimal(fen) / FEN_PER_YUAN)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _refused(kind: notes.Kind, **values: object) -> Amount:
    return Amount(None, (Note(kind, values=values),))
