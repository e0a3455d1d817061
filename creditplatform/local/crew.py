"""Processes that belong together: started in order, restarted when they die, stopped in reverse."""

import time
from dataclasses import dataclass
from types import TracebackType

from creditplatform.local.processes import Child, Program, start, tail
from creditplatform.local.signals import StopFlag
from creditplatform.local.trouble import Stopped, Trouble, note, say

QUICK = 10.0  # a process that lives shorter than this did not really start
QUICK_DEATHS_ALLOWED = 3
LONGEST_PAUSE = 8.0


@dataclass
class _Member:
    child: Child
    quick_deaths: int = 0
    restart_at: float | None = None


class Crew:
    def __init__(self, stop: StopFlag) -> None:
        self.stop_flag = stop
        self._members: list[_Member] = []

    def __enter__(self) -> "Crew":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is Stopped:
            note("Stopping …")
        for member in reversed(self._members):
            member.child.stop()
        self._members.clear()

    def start(self, program: Program) -> Child:
        child = start(program)
        self._members.append(_Member(child))
        return child

    def forget(self, child: Child) -> None:
        """A child that has ended and was meant to."""
        child.clear_group()
        self._members = [member for member in self._members if member.child is not child]

    def watch(self) -> None:
        """One look at everybody: notice deaths, restart those whose pause is over.

        Raises Trouble with the tail of the log when one dies three times before it really started.
        """
        for member in self._members:
            if member.restart_at is None and member.child.dead:
                self._note_death(member)
            elif member.restart_at is not None and time.monotonic() >= member.restart_at:
                member.child = start(member.child.program)
                member.restart_at = None

    def _note_death(self, member: _Member) -> None:
        child = member.child
        child.clear_group()
        name, code = child.program.name, child.process.returncode
        member.quick_deaths = member.quick_deaths + 1 if child.lived() < QUICK else 0
        if member.quick_deaths >= QUICK_DEATHS_ALLOWED:
            raise Trouble(
                f"{name} does not start (it ended {member.quick_deaths} times, last with "
                f"{_ending(code)}). The end of {child.program.log}:\n{tail(child.program.log, 40)}"
            )
        pause = min(LONGEST_PAUSE, 0.5 * 2**member.quick_deaths)
        member.restart_at = time.monotonic() + pause
        say(f"{name} ended with {_ending(code)}; starting it again in {pause:g} s.")


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
