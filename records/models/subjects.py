"""Organisations: who the ledger is about. Never a natural person."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from core.actors import ActorKind
from records.models.catalogue import CatalogueVersion
from records.models.known import CURRENT, ordered, written
from sectors.models import OrgUnit

if TYPE_CHECKING:
    from core.actors import Actor

CODE_SHAPE = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
REGION_SHAPE = r"^[0-9]{6}([0-9]{3}){0,2}$"
INDUSTRY_SHAPE = r"^([A-T]|[0-9]{2,4})$"


class Subjects(models.QuerySet["Subject"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Staff on duty and systems see every organisation, agents also their own before it is
        confirmed, everybody else the confirmed ones."""
        if actor.kind in {ActorKind.SYSTEM, ActorKind.CLIENT} or actor.units():
            return self
        confirmed = Q(confirmed_at__isnull=False)
        if actor.kind is ActorKind.AGENT:
            return self.filter(confirmed | Q(id__in=actor.subject_ids))
        return self.filter(confirmed)


class Subject(models.Model):
    """信用主体. `ledger_at` is the ledger clock: the known time of the last write about it. Every
    ledger write locks the subject and moves the clock forward, so an answer that cites it can be
    given again. Provisional until the register has confirmed it: not public, not graded."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    ledger_at = models.DateTimeField()
    # The transaction that moved the clock: rows are only taken from that very transaction.
    ledger_txid = models.BigIntegerField()
    confirmed_at = models.DateTimeField(null=True)

    objects = Subjects.as_manager()

    class Meta:
        constraints = [
            # Not the placeholder of households without a code; `records_subject_no_person`
            # (migration 0002) keeps out numbers of identity cards.
            models.CheckConstraint(
                name="records_subject_uscc",
                condition=Q(uscc__regex=CODE_SHAPE) & ~Q(uscc="00000000000000000X"),
            ),
            models.CheckConstraint(
                name="records_subject_confirmed",
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__lte=F("ledger_at")),
            ),
        ]


class SubjectVersion(models.Model):
    """主体信息版本: what the register says of a subject from a day on, and when we knew it. It says
    so until the next version's day."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "企业"
        HOUSEHOLD = "household", "个体工商户"
        COOPERATIVE = "cooperative", "农民专业合作社"
        SOCIAL = "social", "社会组织"
        INSTITUTION = "institution", "事业单位"
        ORGAN = "organ", "机关"
        OTHER = "other", "其他"

    class Status(models.TextChoices):
        ACTIVE = "active", "存续"
        REVOKED = "revoked", "吊销"
        CANCELLED = "cancelled", "注销"
        MOVED = "moved", "迁出"

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_index=False, related_name="versions"
    )
    valid_from = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    recorded_on = models.DateField()
    name = models.CharField("名称", max_length=200)
    sign = models.CharField("字号", max_length=100, blank=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    status = models.CharField("状态", max_length=10, choices=Status.choices)
    region_code = models.CharField("行政区划", max_length=12, blank=True)
    industry_code = models.CharField("行业", max_length=4, blank=True)
    established_on = models.DateField("成立日期", null=True)
    address = models.CharField("住所", max_length=300, blank=True)
    oddities = ArrayField(models.CharField(max_length=12), default=list)
    # What the clerk who made a provisional subject knew has no catalogue item behind it.
    catalogue_version = models.ForeignKey(
        CatalogueVersion, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    content_hash = models.BinaryField(max_length=32)
    # What brought it (`records_subjectversion_of_batch`); none for what a clerk entered.
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_subjectversion_key", fields=["subject", "id"]),
            models.UniqueConstraint(
                name="records_subjectversion_current",
                fields=["subject", "valid_from"],
                condition=CURRENT,
            ),
            models.CheckConstraint(name="records_subjectversion_known", condition=ordered()),
            models.CheckConstraint(name="records_subjectversion_name", condition=written("name")),
            models.CheckConstraint(
                name="records_subjectversion_kind",
                condition=Q(
                    kind__in=[
                        "enterprise",
                        "household",
                        "cooperative",
                        "social",
                        "institution",
                        "organ",
                        "other",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="records_subjectversion_status",
                condition=Q(status__in=["active", "revoked", "cancelled", "moved"]),
            ),
            models.CheckConstraint(
                name="records_subjectversion_codes",
                condition=(Q(region_code="") | Q(region_code__regex=REGION_SHAPE))
                & (Q(industry_code="") | Q(industry_code__regex=INDUSTRY_SHAPE)),
            ),
        ]
        indexes = [
            # What the batch opened, for its undoing.
            models.Index(
                name="records_subjectversion_batch",
                fields=["batch_id", "id"],
                condition=Q(batch_id__isnull=False),
            ),
        ]


class SubjectName(models.Model):
    """主体名称检索: what a subject is found by, made from its current versions and made again with
    every change of them. A household without a sign has no row: it is found by its code only.

    Two-character fragments make no trigram, so neighbouring characters are kept in a column; an
    index on a function of the name would call it for every row it looks at.
    """

    class Kind(models.TextChoices):
        LEGAL = "legal", "名称"
        SIGN = "sign", "字号"
        FORMER = "former", "曾用名"

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_index=False, related_name="names"
    )
    kind = models.CharField(max_length=6, choices=Kind.choices)
    term = models.CharField(max_length=200)
    bigrams = ArrayField(models.CharField(max_length=2))
    # First letters of the pronunciation: of the whole, and without the area it begins with.
    initials = models.CharField(max_length=200, blank=True)
    short_initials = models.CharField(max_length=200, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    is_confirmed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_subjectname_once", fields=["subject", "kind", "term"]
            ),
        ]
        indexes = [
            GinIndex(name="records_subjectname_bigrams", fields=["bigrams"], fastupdate=False),
            # The name itself, or the beginning of it, comes first however many names contain it.
            models.Index(
                name="records_subjectname_term", fields=["term"], opclasses=["varchar_pattern_ops"]
            ),
            models.Index(
                name="records_subjectname_region",
                fields=["region_code"],
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(
                name="records_subjectname_initials",
                fields=["initials"],
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(
                name="records_subjectname_short",
                fields=["short_initials"],
                opclasses=["varchar_pattern_ops"],
            ),
        ]


class Succession(models.Model):
    """主体承继: a merger, split or conversion, with its basis. Facts stay where they were said."""

    class Kind(models.TextChoices):
        MERGER = "merger", "合并"
        SPLIT = "split", "分立"
        CONVERSION = "conversion", "改制"

    predecessor = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="predecessions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    effective_on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=300)
    recorded_at = models.DateTimeField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_succession_two_subjects",
                condition=~Q(predecessor=F("successor")),
            ),
            models.CheckConstraint(
                name="records_succession_kind",
                condition=Q(kind__in=["merger", "split", "conversion"]),
            ),
            models.CheckConstraint(name="records_succession_basis", condition=written("basis")),
            models.UniqueConstraint(
                name="records_succession_once", fields=["predecessor", "successor", "effective_on"]
            ),
        ]
