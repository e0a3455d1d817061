"""What makes a password good enough."""

from difflib import SequenceMatcher
from functools import lru_cache

from django.contrib.auth.password_validation import CommonPasswordValidator

from accounts.policy import Policy

LONGEST = 128
ALIKE = 0.7


def faults(password: str, *, username: str, policy: Policy) -> list[str]:
    """What is wrong with a password, each in words that say what to do; empty when it will do."""
    found: list[str] = []
    if len(password) < policy.password_length:
        found.append(f"密码至少 {policy.password_length} 个字符。")
    if len(password) > LONGEST:
        found.append(f"密码最多 {LONGEST} 个字符。")
        return found
    if classes(password) < policy.password_classes:
        found.append(
            f"请在大写字母、小写字母、数字、其他符号中至少使用 {policy.password_classes} 类。"
        )
    if is_like(password, username):
        found.append("密码不能包含用户名或与用户名相近。")
    if password.lower().strip() in _common():
        found.append("此密码过于常见，容易被猜中，请换一个。")
    return found


def classes(password: str) -> int:
    """How many of: upper case, lower case, digits, anything else."""
    kinds = {
        "upper" if c.isupper() else "lower" if c.islower() else "digit" if c.isdigit() else "other"
        for c in password
    }
    return len(kinds)


def is_like(password: str, username: str) -> bool:
    """Whether it contains the username, forwards or backwards, or hardly differs from it."""
    plain, name = password.lower(), username.lower()
    if name in plain or name[::-1] in plain:
        return True
    return SequenceMatcher(a=plain, b=name).quick_ratio() >= ALIKE


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The twenty thousand passwords tried first, as they come with Django."""
    return frozenset(CommonPasswordValidator().passwords)
