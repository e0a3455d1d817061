"""A ledger with a line, a rulebook in force, and ways to get there."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import time_machine

from core import clock, doors, runner
from core.actors import SYSTEM, Actor, Role
from core.models import Job
from ratings.models import Grade, GradeChange, Publication, RulebookVersion, Simulation
from ratings.services import grading, rulebooks
from records.models import Subject
from sectors.models import Line, OrgUnit
from tests.records.build import World, people
from tests.sectors import build

TEXT = """\
rulebook: CODE
version: 1
line: LINE
name: 演示评价规则（示例）
determined_by: local
from_date: FROM
documents:
  - {code: method, title: 演示办法}
visible_to: public
scale:
  grades: [{code: A, name: 甲}, {code: B, name: 乙}, {code: C, name: 丙}]
  start: 100
  least: 0
  thresholds:
    - {grade: A, from: 90}
    - {grade: B, from: 60, to: "89.99"}
    - {grade: C, to: "59.99"}
indicators:
  - code: acts
    name: 违法行为
    rules:
      - code: penalties
        name: 行政处罚
        cites: {document: method, mark: illustrative}
        select: {items: [PENALTY]}
        window: {months: 12}
        points:
          by: severity
          cases:
            - {in: [minor], points: -5}
            - {in: [general], points: -20}
            - {in: [serious], points: -45}
        weight: {steps: [{from_month: 0, weight: 1}, {from_month: 6, weight: "0.5"}]}
ceilings:
  - code: abnormal
    name: 经营异常
    grade: C
    when: {has: {select: {items: [ABNORMAL]}, window: {from: started, until_end: true}}}
    cites: {document: method, mark: illustrative}
"""
COMBINED = """\
rulebook: CODE
version: 1
line: LINE
name: 综合监管类别（示例）
determined_by: local
from_date: FROM
documents:
  - {code: method, title: 演示办法}
visible_to: authorities
monotone: false
not_monotone: {document: method, mark: illustrative}
scale:
  grades: [{code: I, name: 一类}, {code: II, name: 二类}]
  base: I
ceilings:
  - code: poor
    name: 条线等级为丙
    grade: II
    when: {has: {select: {lines: [OTHER], outcomes: [C]}}}
    cites: {document: method, mark: illustrative}
"""


@dataclass
class Ratings:
    """A world whose line has a rulebook from the day after it was published."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.owner: OrgUnit = build.unit()
        self.line: Line = build.line(self.owner)
        self.drafter = people(self.owner, Role.CLERK)
        self.approver = people(self.owner, Role.APPROVER)

    def text(self, begins: date, text: str = TEXT, **replaced: str) -> str:
        words = {
            "CODE": "demo",
            "LINE": self.line.code,
            "FROM": begins.isoformat(),
            "PENALTY": self.world.penalty.item.code,
            "ABNORMAL": self.world.abnormal.item.code,
            **replaced,
        }
        for name, word in words.items():
            text = text.replace(name, word)
        return text

    def draft(self, begins: date, text: str = TEXT, **replaced: str) -> RulebookVersion:
        return doors.run(
            rulebooks.draft_version,
            actor=self.drafter,
            file="demo.yaml",
            raw=self.text(begins, text, **replaced).encode(),
        )

    def simulated(self, version: RulebookVersion, actor: Actor | None = None) -> Simulation:
        simulation = doors.run(
            rulebooks.start_simulation, actor=actor or self.drafter, version_id=version.id
        )
        work_off()
        simulation.refresh_from_db()
        return simulation

    def published(self, begins: date, text: str = TEXT, **replaced: str) -> Publication:
        """Walked the whole way, on the day before it begins."""
        version = self.draft(begins, text, **replaced)
        simulation = self.simulated(version)
        doors.run(
            rulebooks.approve_version,
            actor=self.approver,
            version_id=version.id,
            simulation_id=simulation.id,
            opinion="同意。",
        )
        return doors.run(rulebooks.publish_version, actor=self.approver, version_id=version.id)

    def in_force(self, text: str = TEXT, **replaced: str) -> Publication:
        """As if it had been published yesterday."""
        today = clock.today()
        with time_machine.travel(clock.now() - timedelta(days=1), tick=False):
            return self.published(today, text, **replaced)

    def grade(self, *subjects: Subject, day: date | None = None) -> int:
        return doors.run(
            grading.grade_subjects,
            actor=SYSTEM,
            subject_ids=[each.id for each in subjects],
            day=day or clock.today(),
        )


def work_off() -> None:
    """Take every step of every job that waits."""
    for job_id in Job.objects.filter(state="queued").values_list("id", flat=True):
        runner.run(job_id)


def standing(subject: Subject, line: Line) -> tuple[bool, str, int | None, date | None]:
    row = Grade.objects.get(subject=subject, line=line)
    return row.in_scope, row.grade, row.score, row.next_boundary_on


def history(subject: Subject, line: Line) -> list[tuple[str, str, int | None]]:
    rows = GradeChange.objects.filter(subject=subject, line=line).order_by("id")
    return [(row.was_grade, row.grade, row.score) for row in rows]
