"""How a number is written: 澄信核〔2026〕31号."""

import re

# The database holds the same rule (documents_numberpattern_form).
YEAR = "{year}"
NUMBER = re.compile(r"\{number(?::0([2-9]))?\}")
LONGEST = 40
FIRST_YEAR, LAST_YEAR = 2000, 2199


def is_pattern(pattern: str) -> bool:
    """One {year} and one {number} (or {number:05} for 00031), no other braces."""
    rest = NUMBER.sub("", pattern.replace(YEAR, "", 1), count=1)
    return (
        0 < len(pattern) <= LONGEST
        and pattern.count(YEAR) == 1
        and len(NUMBER.findall(pattern)) == 1
        and not set(rest) & set("{}")
        and pattern == pattern.strip()
        and pattern.isprintable()
    )


def render_number(pattern: str, year: int, number: int) -> str:
    if not is_pattern(pattern):
        raise ValueError(f"not a number pattern: {pattern!r}")

    def written(found: re.Match[str]) -> str:
        return f"{number:0{found.group(1)}d}" if found.group(1) else str(number)

    return NUMBER.sub(written, pattern).replace(YEAR, str(year))


def as_written(typed: str) -> str:
    """A number as people type it, with the brackets papers use: (2026), [2026] → 〔2026〕."""
    return re.sub(r"[(\[（［【](\d{4})[)\]）］】]", r"〔\1〕", typed.strip())
