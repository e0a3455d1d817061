"""What later happened to a fact."""

from django.db import models
from django.db.models import Q

from records.models.facts import Fact, FactVersion
from records.models.known import CURRENT, days_ordered, ordered, written
from records.models.subjects import Subject
from sectors.models import OrgUnit


class FactEffect(models.Model):
    """事实效力: repaired, revoked, disputed …, from a day to a day, and when we knew it. Written
    only by services, never by intake: a unit that sends its whole year again every week must not
    revive a repaired fact. It holds for the fact, whatever versions follow; `version` is the one
    seen."""

    class Kind(models.TextChoices):
        REPAIRED = "repaired", "已修复"
        REVOKED = "revoked", "已撤销"
        RETRACTED = "retracted", "误传更正"
        MOVED = "moved", "已转移"
        DISPUTED = "disputed", "异议中"
        NOT_COUNTED = "not_counted", "不计入"
        SUSPENDED = "suspended", "中止"
        SHIELDED = "shielded", "暂时屏蔽"
        DISPLAYED = "displayed", "确需公示"

    subject = models.ForeignKey(
        Subject,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="fact_effects",
    )
    fact = models.ForeignKey(
        Fact,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="effects",
    )
    version = models.ForeignKey(
        FactVersion,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="effects",
    )
    kind = models.CharField(max_length=11, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    recorded_on = models.DateField()
    reason = models.CharField(max_length=300)
    document_no = models.CharField(max_length=128, blank=True)
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    # The procedure that ended in this effect, on a higher floor.
    procedure_kind = models.CharField(max_length=40, blank=True)
    procedure_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_facteffect_key", fields=["subject", "fact", "id"]
            ),
            models.UniqueConstraint(
                name="records_facteffect_lasting",
                fields=["subject", "fact", "kind", "procedure_kind", "procedure_id"],
                condition=CURRENT & Q(ends_on__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="records_facteffect_kind",
                condition=Q(
                    kind__in=[
                        "repaired",
                        "revoked",
                        "retracted",
                        "moved",
                        "disputed",
                        "not_counted",
                        "suspended",
                        "shielded",
                        "displayed",
                    ]
                ),
            ),
            models.CheckConstraint(name="records_facteffect_known", condition=ordered()),
            models.CheckConstraint(name="records_facteffect_days", condition=days_ordered()),
            models.CheckConstraint(name="records_facteffect_reason", condition=written("reason")),
            # To show what is not shown as a rule is for a time.
            models.CheckConstraint(
                name="records_facteffect_displayed_ends",
                condition=~Q(kind="displayed") | Q(ends_on__isnull=False),
            ),
            # What never stood is not taken back: a right upload opens a fact of its own.
            models.CheckConstraint(
                name="records_facteffect_final",
                condition=~Q(kind__in=["retracted", "moved"])
                | Q(ends_on__isnull=True, closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="records_facteffect_procedure",
                condition=Q(procedure_kind="", procedure_id__isnull=True)
                | ~Q(procedure_kind="") & Q(procedure_id__isnull=False),
            ),
        ]
