"""How long something lasts, as a notice says it."""

DIGITS = "零一二三四五六七八九"


def months_said(months: int) -> str:
    """3 is 三个月, 12 is 一年, 36 is 三年."""
    years, rest = divmod(months, 12)
    if years and not rest:
        return f"{numeral(years)}年"
    return f"{'两' if months == 2 else numeral(months)}个月"


def numeral(number: int) -> str:
    """A number from 0 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"
