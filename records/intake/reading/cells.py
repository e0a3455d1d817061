"""A cell as text, whatever the file held: the same content reads the same from every kind of file.

Imported by the unpacking process, which knows nothing of the rest of the platform.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

# Beyond this a double no longer holds every whole number; what is written so has lost its digits.
EXACT = 10**15


def text_of(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "是" if value else "否"
        case int():
            return str(value)
        case float():
            return _number(value)
        case Decimal():
            return str(value)
        case datetime():
            return _moment(value)
        case date() | time() | timedelta():
            return str(value)
    return str(value)


def _number(value: float) -> str:
    if value != value or value in {float("inf"), float("-inf")}:
        return ""
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return repr(value).upper()


def _moment(value: datetime) -> str:
    whole_day = value.time() == time()
    return value.date().isoformat() if whole_day else value.isoformat(sep=" ")
