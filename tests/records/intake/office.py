"""A bureau that sends in penalties by the official template, and the register."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import yaml

from core import doors, runner
from core.actors import Actor, ActorKind, Role
from documents.store import Incoming
from records.intake import batches
from records.models import Batch, CatalogueVersion, PenaltyKind, PenaltySeverity, StagedRow
from sectors.models import UnitName
from tests.records.build import World, item, people
from tests.records.intake.books import Cell
from tests.records.intake.samples import BUREAU, HEADINGS, NAMES, code, comma, row
from tests.records.intake.test_reading import PACK


def raw_schema(template: str) -> list[dict[str, object]]:
    templates = yaml.safe_load(PACK.read_text())["templates"]
    return [
        {("verify" if name == "verify" else name): value for name, value in each.items()}
        for each in next(t["fields"] for t in templates if t["code"] == template)
    ]


@dataclass
class Office:
    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        world = self.world
        world.bureau.name = BUREAU
        world.bureau.save(update_fields=["name"])
        UnitName.objects.filter(unit=world.bureau).update(name=BUREAU)
        self.penalty = item("penalty", "adverse", world.bureau, fields=raw_schema("penalty"))
        self.register = item(
            "registration", "neutral", world.register, fields=raw_schema("register")
        )
        for place, (key, name, amount) in enumerate(
            (("fine", "罚款", True), ("warning", "警告", False))
        ):
            PenaltyKind.objects.create(
                code=key, name=name, template_name=name, needs_amount=amount, sort_order=place
            )
        for key, amount_from, severity in (("fine", 0, 1), ("fine", 500_000, 2), ("warning", 0, 1)):
            PenaltySeverity.objects.create(
                code=f"{key}-{amount_from}",
                penalty_kind_id=key,
                amount_from=amount_from,
                severity=severity,
                basis="信用修复管理办法",
                valid_from=date(2000, 1, 1),
            )
        self.clerk = people(world.bureau, Role.CLERK)
        self.second = people(world.bureau, Role.REVIEWER)

    def checked_penalty(self) -> CatalogueVersion:
        """The same item where a second person has to look at what is sent."""
        fields = raw_schema("penalty")
        return item("penalty", "adverse", self.world.bureau, fields=fields, needs_check=True)

    def enrol(self, *numbers: int) -> None:
        for number in numbers or NAMES:
            self.world.subject(NAMES[number], uscc=code(number))

    def send(
        self,
        content: bytes,
        name: str = "行政处罚.csv",
        *,
        mode: str = "partial",
        attests: bool = True,
        actor: Actor | None = None,
        item_code: str = "",
    ) -> Batch:
        """Up to where the batch rests by itself: checked."""
        return self.work(
            self.arrive(content, name, mode=mode, attests=attests, actor=actor, item_code=item_code)
        )

    def arrive(
        self,
        content: bytes,
        name: str = "行政处罚.csv",
        *,
        mode: str = "partial",
        attests: bool = True,
        actor: Actor | None = None,
        item_code: str = "",
    ) -> Batch:
        actor = actor or self.clerk
        with Incoming() as incoming:
            incoming.write(content)
            incoming.finish()
            return doors.run(
                batches.receive_and_start,
                actor=actor,
                incoming=incoming,
                file_name=name,
                unit_id=self.world.bureau.id,
                item_code=item_code or self.penalty.item.code,
                mode=mode,
                channel="upload",
                attests=attests and actor.kind is ActorKind.STAFF,
            )

    def rows(self, *rows: Sequence[Cell], **given: object) -> Batch:
        content = comma([HEADINGS, *rows]).encode("utf-8-sig")
        return self.send(content, **given)  # type: ignore[arg-type]  # passed on as they are

    def work(self, batch: Batch) -> Batch:
        batch.refresh_from_db()
        assert batch.job_id is not None
        runner.run(batch.job_id)
        return Batch.objects.get(id=batch.id)

    def confirm(self, batch: Batch, mode: str = "partial") -> Batch:
        doors.run(batches.confirm, actor=self.clerk, batch_id=batch.id, mode=mode)
        return self.work(batch)

    def take_in(self, *rows: Sequence[Cell], **given: object) -> Batch:
        """Sent, checked, and in."""
        return self.confirm(self.rows(*rows, mode="check", **given))


def outcomes(batch: Batch) -> list[str]:
    return list(
        StagedRow.objects.filter(batch_id=batch.id).order_by("n").values_list("outcome", flat=True)
    )


def good(*numbers: int, **changes: Cell) -> list[list[Cell]]:
    return [row(number, **changes) for number in numbers]
