"""How far a sign-in has come. Kept in the browser's session until it is complete."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    FACTOR = "factor"
    ENROL = "enrol"
    PASSWORD = "password"  # noqa: S105  # the name of a step


@dataclass(frozen=True, slots=True)
class Pending:
    """Whoever holds this has proved all before `step` for the account, while `stamp` still is the
    stamp of its credentials."""

    user_id: int
    step: Step
    stamp: str
    began_at: datetime
    # The second factor being enrolled, sealed and in base64.
    secret: str = ""

    def is_over(self, now: datetime, within: timedelta) -> bool:
        return now - self.began_at >= within

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "began_at": self.began_at.isoformat()}


def pending_from(stored: object) -> Pending | None:
    if not isinstance(stored, dict):
        return None
    return Pending(
        user_id=stored["user_id"],
        step=Step(stored["step"]),
        stamp=stored["stamp"],
        began_at=datetime.fromisoformat(stored["began_at"]),
        secret=stored["secret"],
    )
