"""The ledger. Facts are said by units about organisations; nothing said is ever lost.

Foreign keys without a constraint of their own are covered by a composite one (records.sql.ties),
which also proves that what is copied agrees with its origin.
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Person
from core.actors import ActorKind, Role
from documents.models import EvidenceFile
from records.models.behaviours import Behaviour, DisclosureRule, Severity
from records.models.catalogue import CatalogueItem, CatalogueVersion, ItemKind, Polarity
from records.models.known import CURRENT, days_ordered, ordered, written
from records.models.objects import SupervisedObject
from records.models.subjects import Subject
from records.models.texts import FactText
from sectors.models import OrgUnit

if TYPE_CHECKING:
    from core.actors import Actor

EARLIEST = "1949-10-01"


class Attestation(models.Model):
    """送达声明: a named officer states, once for a batch, that the decisions of an item made within
    a period were notified and served. Stands in where the official template has no column for it.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    wording = models.CharField("声明", max_length=500)
    decided_from = models.DateField("决定日期自")
    decided_to = models.DateField("决定日期至（含）")
    attested_at = models.DateTimeField()

    class Meta:
        constraints = [
            # What a version of a fact points at: one unit's word holds for its own decisions only.
            models.UniqueConstraint(name="records_attestation_for", fields=["id", "unit", "item"]),
            models.CheckConstraint(
                name="records_attestation_wording", condition=written("wording")
            ),
            models.CheckConstraint(
                name="records_attestation_days", condition=Q(decided_to__gte=F("decided_from"))
            ),
        ]


class Fact(models.Model):
    """事实（谱系）: one decision or event of one organisation, through all its versions."""

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_index=False, related_name="facts"
    )
    # Its versions prove the item: their keys hold both of this row and of the catalogue.
    item = models.ForeignKey(
        CatalogueItem,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="facts",
    )
    supervised_object = models.ForeignKey(
        SupervisedObject,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="facts",
    )
    opened_at = models.DateTimeField()
    # The fact of another organisation this one was moved from; its history stays there.
    moved_from_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_fact_key", fields=["subject", "id", "item"]),
        ]
        indexes = [
            models.Index(
                name="records_fact_object",
                fields=["supervised_object"],
                condition=Q(supervised_object__isnull=False),
            ),
        ]


class FactVersions(models.QuerySet["FactVersion"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Who may read a fact beyond what the public is shown: the unit that said it and the credit
        office all, other staff on duty and systems what is public or shared among authorities,
        agents the same of their own organisations. Administrators see none."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        shared = ~Q(catalogue_version__disclosure=CatalogueVersion.Disclosure.INTERNAL)
        if actor.kind is ActorKind.AGENT:
            return self.filter(shared, subject_id__in=actor.subject_ids)
        if actor.kind is ActorKind.CLIENT and actor.unit_id is not None:
            return self.filter(shared | Q(unit_id=actor.unit_id))
        if actor.kind is not ActorKind.STAFF or not actor.units():
            return self.none()
        if actor.holds([Role.CREDIT_OFFICE]):
            return self
        return self.filter(shared | Q(unit_id__in=actor.units()))


class FactVersion(models.Model):
    """事实版本: the content as its source said it, and when we knew it so. A change closes one
    version and opens the next in one statement, so a fact's versions follow each other without a
    gap; one whose last version is closed was retracted or moved and is never opened again.

    Of one decision only one fact stands: the number as normalised, the authority, the kind and the
    subject name it. Dates are half-open: a licence valid through 31 May ends on 1 June.
    """

    class NoticeBasis(models.TextChoices):
        DOCUMENT = "document", "送达证明"
        ATTESTED = "attested", "单位声明"

    class Intent(models.TextChoices):
        WILFUL = "wilful", "故意"
        NEGLIGENT = "negligent", "过失"
        UNINTENDED = "unintended", "非主观"

    subject = models.ForeignKey(
        Subject,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="fact_versions",
    )
    fact = models.ForeignKey(
        Fact,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="versions",
    )
    item = models.ForeignKey(
        CatalogueItem,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="fact_versions",
    )
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    polarity = models.CharField(max_length=8, choices=Polarity.choices)
    catalogue_version = models.ForeignKey(
        CatalogueVersion,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="fact_versions"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    recorded_on = models.DateField()
    decided_on = models.DateField("决定日期", null=True)
    starts_on = models.DateField("生效日期")
    ends_on = models.DateField("失效日期", null=True)
    document_no = models.CharField("决定文书号", max_length=128, blank=True)
    document_key = models.CharField(max_length=128, blank=True)
    authority = models.CharField("认定机关", max_length=200, blank=True)
    authority_key = models.CharField(max_length=200, blank=True)
    source_key = models.CharField("来源键", max_length=128, blank=True)
    basis = models.CharField("依据", max_length=2000, blank=True)
    behaviour = models.ForeignKey(
        Behaviour, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    severity = models.PositiveSmallIntegerField("失信程度", choices=Severity.choices, null=True)
    intent = models.CharField("主观因素", max_length=10, choices=Intent.choices, blank=True)
    outcome = models.CharField("结果", max_length=40, blank=True)
    amount = models.BigIntegerField("罚款（分）", null=True)
    confiscated = models.BigIntegerField("没收（分）", null=True)
    clock_starts_on = models.DateField("公示起算日", null=True)
    disclosure_rule = models.ForeignKey(
        DisclosureRule,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    performed_on = models.DateField("履行完毕日期", null=True)
    notice_basis = models.CharField(max_length=8, choices=NoticeBasis.choices, blank=True)
    notice_evidence = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    attestation = models.ForeignKey(
        Attestation,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    fields = models.JSONField(default=dict)
    text = models.ForeignKey(
        FactText,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="versions",
    )
    # Of the text as it was sent, with a salt that goes when the text is erased.
    text_hash = models.BinaryField(max_length=32, null=True)
    # Of everything else the source said: an equal hash is the same content sent again.
    content_hash = models.BinaryField(max_length=32)
    # What brought it, of the same unit (`records_factversion_of_batch`); none for a procedure's.
    batch_id = models.BigIntegerField(null=True)

    objects = FactVersions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_factversion_key", fields=["subject", "fact", "id"]
            ),
            models.UniqueConstraint(
                name="records_factversion_decision",
                fields=["document_key", "subject", "authority_key", "kind"],
                condition=CURRENT & ~Q(document_key=""),
            ),
            models.UniqueConstraint(
                name="records_factversion_source",
                fields=["source_key", "unit", "item", "subject"],
                condition=CURRENT & ~Q(source_key=""),
            ),
            models.CheckConstraint(name="records_factversion_known", condition=ordered()),
            models.CheckConstraint(name="records_factversion_days", condition=days_ordered()),
            models.CheckConstraint(
                name="records_factversion_past",
                condition=(
                    Q(decided_on__isnull=True)
                    | Q(decided_on__lte=F("recorded_on"), decided_on__gte=EARLIEST)
                )
                & (Q(performed_on__isnull=True) | Q(performed_on__lte=F("recorded_on"))),
            ),
            models.CheckConstraint(
                name="records_factversion_decision_whole",
                condition=Q(document_no="", document_key="")
                | written("document_no") & written("document_key") & written("authority_key"),
            ),
            models.CheckConstraint(
                name="records_factversion_adverse_is_complete",
                condition=Q(polarity__in=["positive", "neutral"])
                | written("basis")
                & written("document_no")
                & written("authority")
                & ~Q(notice_basis="")
                & Q(
                    decided_on__isnull=False,
                    severity__isnull=False,
                    clock_starts_on__isnull=False,
                    disclosure_rule__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="records_factversion_only_adverse",
                condition=Q(polarity="adverse")
                | Q(
                    severity__isnull=True,
                    clock_starts_on__isnull=True,
                    disclosure_rule__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="records_factversion_notice",
                condition=Q(notice_basis="", notice_evidence__isnull=True, attestation__isnull=True)
                | Q(
                    notice_basis="document",
                    notice_evidence__isnull=False,
                    attestation__isnull=True,
                )
                | Q(
                    notice_basis="attested",
                    attestation__isnull=False,
                    notice_evidence__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="records_factversion_amounts",
                condition=(Q(amount__isnull=True) | Q(amount__gte=0))
                & (Q(confiscated__isnull=True) | Q(confiscated__gte=0)),
            ),
            models.CheckConstraint(
                name="records_factversion_intent",
                condition=Q(intent__in=["", "wilful", "negligent", "unintended"]),
            ),
            models.CheckConstraint(
                name="records_factversion_text",
                condition=Q(text__isnull=True, text_hash__isnull=True)
                | Q(text__isnull=False, text_hash__isnull=False),
            ),
        ]
        indexes = [
            # What the batch opened, for its report and its undoing.
            models.Index(
                name="records_factversion_batch",
                fields=["batch_id", "id"],
                condition=Q(batch_id__isnull=False),
            ),
            # What a unit has reported of an item by day of decision: numbers missing, nil reports.
            models.Index(
                name="records_factversion_reported",
                fields=["unit", "item", "decided_on"],
                condition=CURRENT,
            ),
        ]
