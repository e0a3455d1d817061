"""When wrong tries lock: the rule itself, against an independent count."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies

from accounts import errors, policy
from accounts.decisions.lockout import Tries, after_wrong_try
from accounts.forms.sign_in import NewPasswordForm
from accounts.policy import Policy

RULES = Policy()
START = datetime(2026, 11, 20, tzinfo=UTC)


@given(strategies.lists(strategies.integers(min_value=0, max_value=600), max_size=40))
def test_the_fifth_wrong_try_within_a_quarter_of_an_hour_locks(gaps: list[int]) -> None:
    now, tries = START, Tries()
    counted: list[datetime] = []
    for gap in gaps:
        now += timedelta(seconds=gap)
        if tries.is_locked(now):
            continue
        counted.append(now)
        tries = after_wrong_try(tries.failed_at, now, RULES)
        recent = [at for at in counted if at > now - timedelta(minutes=15)]
        assert tries.is_locked(now) == (len(recent) == 5)
        if len(recent) == 5:
            assert tries.locked_until == now + timedelta(minutes=15)
            assert tries.seconds_left(now) == 900
            counted = []


def test_a_lock_ends_to_the_second() -> None:
    tries = Tries(locked_until=START)
    assert tries.is_locked(START - timedelta(microseconds=1))
    assert not tries.is_locked(START)
    assert tries.seconds_left(START) == 0


def test_people_are_told_the_numbers_that_are_enforced() -> None:
    rules = Policy()
    assert rules == policy.policy()
    locks = f"连续输错 {rules.wrong_tries} 次将暂停登录 {policy.minutes(rules.locked_for)} 分钟"
    assert locks in errors.WRONG_CREDENTIALS().detail
    assert locks in errors.WRONG_PASSWORD().detail
    assert NewPasswordForm().fields["password"].help_text == (
        f"至少 {rules.password_length} 个字符，包含大写字母、小写字母、数字、其他符号中的 "
        f"{rules.password_classes} 类；不能与用户名相近，不能与最近 {rules.passwords_remembered} "
        f"次用过的相同；{rules.password_days} 天后须更换。"
    )
