"""Small words of the public pages: amounts, days, lengths of time."""

from datetime import date, timedelta

from core.decisions import chinese

ONE_DAY = timedelta(days=1)
YUAN, WAN = 100, 1_000_000


def money(fen: int) -> str:
    """分 as people read them: 12万元, 3.5万元, 8000元, 123456.78元."""
    if fen >= WAN and fen % (WAN // 100) == 0:
        return f"{_plain(fen, WAN, 2)}万元"
    return f"{_plain(fen, YUAN, 2)}元"


def _plain(amount: int, unit: int, places: int) -> str:
    """The amount in the unit, without zeros at its end."""
    whole, rest = divmod(amount, unit)
    decimals = str(rest * 10**places // unit).zfill(places).rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def last_day(ends_on: date) -> str:
    """The last day of a half-open span, in words."""
    return chinese(ends_on - ONE_DAY)


def months(count: int) -> str:
    return f"{count // 12}年" if count and count % 12 == 0 else f"{count}个月"
