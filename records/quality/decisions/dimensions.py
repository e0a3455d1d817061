"""The four dimensions of quality (R014), each a share of whole numbers.

- 规范性: of the rows that said something new, those not sent back for their form
  = (accepted + held + in conflict + of unknown organisations) ÷ (those + rejected).
- 完整性: of the rows whose form was right, those that lacked nothing, neither what an effect needs
  (held) nor a field the template only asks for (incomplete)
  = (accepted − incomplete) ÷ (accepted + held).
- 准确性: of the facts first known in the time, those whose decision has not had to be put right,
  retracted or moved since = (facts − mended) ÷ facts.
- 时效性: of what has a time to report, what was known by its last day
  = in time ÷ (in time + late + held beyond its day). What waits for the calendar is in neither.
  Where nothing has such a time: periods accounted for by their day ÷ periods that were due.

A row sent again each week without a change says nothing new and counts nowhere; rows about natural
persons and rows that are never taken in (不予归集) are no mistakes.
"""

from dataclasses import astuple, dataclass

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; of nothing there is no share."""

    part: int
    whole: int

    @property
    def hundredths(self) -> int | None:
        """Hundredths of a percent, rounded half up."""
        if self.whole == 0:
            return None
        return (2 * self.part * WHOLE + self.whole) // (2 * self.whole)

    @property
    def text(self) -> str:
        found = self.hundredths
        return "—" if found is None else f"{found // 100}.{found % 100:02d}%"


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of a unit, an item or a month."""

    # facts first known, as records.quality.sql.recount.Counts
    facts: int = 0
    in_time: int = 0
    late: int = 0
    waiting: int = 0
    mended: int = 0
    revised: int = 0
    gone: int = 0
    # rows of files and calls that were taken in
    accepted: int = 0
    incomplete: int = 0
    unchanged: int = 0
    held: int = 0
    conflict: int = 0
    unknown: int = 0
    rejected: int = 0
    excluded: int = 0
    batches: int = 0
    # rows that wait in queues now, and those among them beyond their day
    queued: int = 0
    overdue: int = 0
    # rows sent back, and those of them that came again and were taken in
    returned: int = 0
    accepted_again: int = 0
    # periods that were due, accounted for by their day, after it, not at all; nil among them
    owed: int = 0
    on_time: int = 0
    after: int = 0
    missing: int = 0
    nil: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def conformity(self) -> Share:
        formed = self.accepted + self.held + self.conflict + self.unknown
        return Share(formed, formed + self.rejected)

    @property
    def completeness(self) -> Share:
        return Share(self.accepted - self.incomplete, self.accepted + self.held)

    @property
    def accuracy(self) -> Share:
        return Share(self.facts - self.mended, self.facts)

    @property
    def timeliness(self) -> Share:
        timed = self.in_time + self.late + self.overdue
        return Share(self.in_time, timed) if timed else self.punctuality

    @property
    def punctuality(self) -> Share:
        return Share(self.on_time, self.owed)


@dataclass(frozen=True, slots=True)
class Dimension:
    name: str
    title: str
    formula: str


DIMENSIONS = (
    Dimension("conformity", "规范性", "有新内容的行中，未因格式退回的占比"),
    Dimension("accuracy", "准确性", "当月首次入库的信息中，其后未被更正、撤回或转移的占比"),
    Dimension("completeness", "完整性", "格式正确的行中，要素和各栏填写齐全的占比"),
    Dimension(
        "timeliness", "时效性", "有报送时限的信息中，在时限内入库的占比；无时限的按报送期计算"
    ),
)
