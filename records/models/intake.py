"""Intake: what units send in, until it is in the ledger or has been answered otherwise."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Person
from core.actors import ActorKind, Role
from documents.models import EvidenceFile
from records.models.catalogue import CatalogueItem, CatalogueVersion, ItemKind
from records.models.facts import Attestation, Fact
from records.models.subjects import Subject
from sectors.models import OrgUnit

if TYPE_CHECKING:
    from core.actors import Actor


class Batches(models.QuerySet["Batch"]):
    def visible_to(self, actor: "Actor") -> Self:
        if actor.kind is ActorKind.SYSTEM or actor.holds([Role.CREDIT_OFFICE]):
            return self
        if actor.kind is ActorKind.CLIENT and actor.unit_id is not None:
            return self.filter(unit_id=actor.unit_id)
        return self.filter(unit_id__in=actor.units())


class QueuedRows(models.QuerySet["QueuedRow"]):
    def visible_to(self, actor: "Actor") -> Self:
        if actor.kind is ActorKind.SYSTEM or actor.holds([Role.CREDIT_OFFICE]):
            return self
        if actor.kind is ActorKind.CLIENT and actor.unit_id is not None:
            return self.filter(unit_id=actor.unit_id)
        return self.filter(unit_id__in=actor.units())


class Batch(models.Model):
    """报送批次: one file or one call of a unit, of one item of the catalogue. The file itself is
    kept encrypted and for a short time only; its hash stays."""

    class Channel(models.TextChoices):
        UPLOAD = "upload", "网页上传"
        FORM = "form", "逐条填报"
        API = "api", "接口推送"
        FOLDER = "folder", "前置文件夹"

    class Mode(models.TextChoices):
        CHECK = "check", "只校验"
        PARTIAL = "partial", "合格的先入库"
        WHOLE = "whole", "全部合格才入库"

    class State(models.TextChoices):
        RECEIVED = "received", "正在读取"
        CHECKED = "checked", "校验完成，待入库"
        WAITING = "waiting", "待复核"
        COMMITTING = "committing", "正在入库"
        DONE = "done", "已入库"
        REFUSED = "refused", "未接收"
        ABANDONED = "abandoned", "已放弃"
        UNDOING = "undoing", "正在撤回"
        UNDONE = "undone", "已撤回"

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="+")
    catalogue_version = models.ForeignKey(
        CatalogueVersion, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField("渠道", max_length=6, choices=Channel.choices)
    mode = models.CharField("方式", max_length=7, choices=Mode.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    file_name = models.CharField("文件名", max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField("大小")
    shelf = models.UUIDField(unique=True)
    layout = models.JSONField(default=dict)
    rows = models.PositiveIntegerField("行数", default=0)
    counts = models.JSONField(default=dict)
    # One of the unit's own people stands for it that the decisions were notified and served.
    attests = models.BooleanField("送达声明", default=False)
    attestation = models.ForeignKey(
        Attestation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.CharField(max_length=600, blank=True)
    job_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField("报送时间")
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Who sent it; empty for a system of the unit.
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    purged_at = models.DateTimeField(null=True)
    # When the answer was laid into the drop folder the file came from.
    answered_at = models.DateTimeField(null=True)
    undo_reason = models.CharField("撤回理由", max_length=300, blank=True)
    undo_counts = models.JSONField(default=dict)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = Batches.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_batch_state",
                condition=Q(
                    state__in=[
                        "received",
                        "checked",
                        "waiting",
                        "committing",
                        "done",
                        "refused",
                        "abandoned",
                        "undoing",
                        "undone",
                    ],
                    mode__in=["check", "partial", "whole"],
                    channel__in=["upload", "form", "api", "folder"],
                ),
            ),
            models.CheckConstraint(
                name="records_batch_two_persons",
                condition=Q(checked_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(checked_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="records_batch_refused",
                condition=~Q(state="refused") | ~Q(error_code=""),
            ),
            models.CheckConstraint(
                name="records_batch_undone",
                condition=(
                    Q(state__in=["undoing", "undone"], undo_reason__regex=r"\S")
                    | ~Q(state__in=["undoing", "undone"]) & Q(undo_reason="")
                ),
            ),
            # What a version points at: what a batch brought is said by the unit that sent it.
            models.UniqueConstraint(name="records_batch_of_unit", fields=["id", "unit"]),
        ]
        indexes = [
            models.Index(name="records_batch_unit", fields=["unit", "-id"]),
            models.Index(
                name="records_batch_unanswered",
                fields=["id"],
                condition=Q(channel="folder", answered_at=None),
            ),
            models.Index(
                name="records_batch_unpurged", fields=["ended_at"], condition=Q(purged_at=None)
            ),
        ]

    @property
    def is_register(self) -> bool:
        """Its rows are organisations, not facts about them."""
        return self.item.kind == ItemKind.REGISTRATION


class StagedRow(models.Model):
    """暂存行: a row of a batch, read and typed. The table is not logged: a crash of the database
    empties it, and the batch is read again from its file. Never a row about a person."""

    class Outcome(models.TextChoices):
        OPEN = "open", "未校验"
        NEW = "new", "新增"
        CHANGED = "changed", "更正"
        UNCHANGED = "unchanged", "无变化"
        HELD = "held", "待补正"
        CONFLICT = "conflict", "待核实"
        UNKNOWN = "unknown", "未知主体"
        REJECTED = "rejected", "退回更正"
        EXCLUDED = "excluded", "不予归集"

    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    n = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    uscc = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=400, blank=True)
    remarks = models.JSONField()
    row = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_stagedrow_n", fields=["batch", "n"]),
        ]


class QueuedRow(models.Model):
    """待办行: a row that is no fact yet. Held until what it lacks is supplied, in conflict until a
    person has decided, of an unknown subject until the register sends it. Neither shown nor
    counted; its time to report runs on. Its content goes when it is settled."""

    class Queue(models.TextChoices):
        HELD = "held", "待补正"
        CONFLICT = "conflict", "待核实"
        UNKNOWN = "unknown", "未知主体"
        # Complete, and of an item that asks for a second person.
        CHECK = "check", "待复核"

    class State(models.TextChoices):
        WAITING = "waiting", "等待处理"
        TAKEN = "taken", "已入库"
        DROPPED = "dropped", "不予入库"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="queued")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(
        CatalogueItem, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    queue = models.CharField(max_length=8, choices=Queue.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    # The row's identity while it waits: what is sent again every week waits once.
    waiting_key = models.CharField(max_length=64, null=True)
    uscc = models.CharField(max_length=18)
    name = models.CharField(max_length=200, blank=True)
    document_no = models.CharField(max_length=128, blank=True)
    decided_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    remarks = models.JSONField()
    row = models.JSONField()
    # What it became; while it is in conflict, the fact it collides with.
    fact_id = models.BigIntegerField(null=True)
    queued_at = models.DateTimeField()
    # Who has completed it or decided about it, and now waits for a second person.
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField("理由", max_length=300, blank=True)

    objects = QueuedRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_queuedrow_waiting", fields=["unit", "item", "waiting_key"]
            ),
            models.CheckConstraint(
                name="records_queuedrow_settled",
                condition=Q(state="waiting", settled_at__isnull=True, waiting_key__isnull=False)
                | Q(
                    state__in=["taken", "dropped"],
                    settled_at__isnull=False,
                    waiting_key__isnull=True,
                    row={},
                ),
            ),
            models.CheckConstraint(
                name="records_queuedrow_queue",
                condition=Q(queue__in=["held", "conflict", "unknown", "check"]),
            ),
            models.CheckConstraint(
                name="records_queuedrow_two_persons",
                condition=~Q(queue="check")
                | ~Q(state="taken")
                | Q(made_by__isnull=False, settled_by__isnull=False) & ~Q(made_by=F("settled_by")),
            ),
        ]
        indexes = [
            models.Index(
                name="records_queuedrow_unit",
                fields=["unit", "queue", "-id"],
                condition=Q(state="waiting"),
            ),
            models.Index(
                name="records_queuedrow_uscc",
                fields=["uscc"],
                condition=Q(state="waiting", queue="unknown"),
            ),
        ]


class NilReports(models.QuerySet["NilReport"]):
    def visible_to(self, actor: "Actor") -> Self:
        if actor.kind is ActorKind.SYSTEM or actor.holds([Role.CREDIT_OFFICE]):
            return self
        if actor.kind is ActorKind.CLIENT and actor.unit_id is not None:
            return self.filter(unit_id=actor.unit_id)
        return self.filter(unit_id__in=actor.units())

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True, contradicted_at__isnull=True)


class NilReport(models.Model):
    """零报告: a unit states that it decided nothing of an item in a month. It cannot be said of a
    month something has been sent of (`records_nilreport_not_nil`); when something comes later, the
    report is contradicted and says so."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(
        CatalogueItem, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Its first day.
    month = models.DateField("月份")
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    contradicted_at = models.DateTimeField(null=True)
    contradicted_by = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = NilReports.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_nilreport_once",
                fields=["unit", "item", "month"],
                condition=Q(withdrawn_at__isnull=True, contradicted_at__isnull=True),
            ),
            models.CheckConstraint(name="records_nilreport_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="records_nilreport_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="records_nilreport_contradicted",
                condition=Q(contradicted_at__isnull=True, contradicted_by__isnull=True)
                | Q(contradicted_at__isnull=False, contradicted_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="records_nilreport_unit", fields=["unit", "-month", "item"]),
        ]


class FactDocument(models.Model):
    """决定文书: the decision itself, as the file it was issued as, tied to the version of a fact it
    was attached to. Whoever may read the fact may read it. Removing it leaves the row."""

    # Both proved by one composite key (`records_factdocument_of_version`).
    subject = models.ForeignKey(
        Subject,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="documents",
    )
    fact = models.ForeignKey(
        Fact, on_delete=models.PROTECT, db_constraint=False, related_name="documents"
    )
    version_id = models.BigIntegerField()
    file = models.OneToOneField(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    attached_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    attached_at = models.DateTimeField()
    removed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_factdocument_key", fields=["subject", "id"]),
            # One document of a decision at a time: a better copy takes the place of the former.
            models.UniqueConstraint(
                name="records_factdocument_current",
                fields=["subject", "fact"],
                condition=Q(removed_at__isnull=True),
            ),
        ]
