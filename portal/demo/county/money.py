"""Amounts as decisions write them: 罚款人民币壹拾贰万元整。"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def in_words(fen: int) -> str:
    """Whole 元 only, which is what fines are."""
    yuan, rest = divmod(fen, 100)
    if rest:
        raise ValueError("not a whole number of 元")
    return f"人民币{_whole(yuan)}元整"


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    parts: list[str] = []
    group, gap = 0, False
    while number:
        number, four = divmod(number, 10_000)
        if four:
            zero = _DIGITS[0] if gap else ""
            parts.append(_four(four) + _GROUPS[group] + (zero if parts else ""))
            gap = four < 1000
        elif parts:
            gap = True
        group += 1
    return "".join(reversed(parts))


def _four(number: int) -> str:
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (_DIGITS[0] if zero and text else "") + _DIGITS[digit] + _PLACES[place]
            zero = False
        else:
            zero = True
    return text
