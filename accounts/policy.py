"""The numbers of signing in, in one place: what is enforced and what people are told are filled
from here. GB/T 22239-2019, level three, asks for each of them."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    wrong_tries: int = 5
    wrong_tries_within: timedelta = timedelta(minutes=15)
    locked_for: timedelta = timedelta(minutes=15)
    tries_per_address: int = 60
    tries_per_address_seconds: int = 300
    activations_per_address: int = 20
    activations_per_address_seconds: int = 900
    steps_within: timedelta = timedelta(minutes=10)
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)
    seen_every: timedelta = timedelta(seconds=60)
    password_length: int = 10
    password_classes: int = 3
    passwords_remembered: int = 5
    password_days: int = 90
    initial_password_days: int = 7
    recovery_codes: int = 10
    activation_days: int = 30
    guards_kept: timedelta = timedelta(days=1)
    sessions_kept: timedelta = timedelta(days=180)


POLICY = Policy()


def policy() -> Policy:
    return POLICY


def minutes(span: timedelta) -> int:
    """As people are told it."""
    return int(span.total_seconds() // 60)
