"""Cases tie facts that belong together."""

from django.db import models
from django.db.models import F, Q

from records.models.facts import Fact
from records.models.known import CURRENT, ordered, written
from records.models.subjects import Subject
from sectors.models import OrgUnit


class Case(models.Model):
    """案件: inspection result, order to correct, penalty, list entry and broken promise of one
    matter of one organisation."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField("案号", max_length=128, blank=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_case_key", fields=["subject", "id"]),
        ]


class CaseFact(models.Model):
    """案件事实: a fact belongs to a case; with `rests_on`, it would not stand without that other
    one. When all it rests on is repaired, it ends too; leaving a list is the listing unit's own
    decision, so what is on a list rests on nothing."""

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, db_constraint=False, related_name="members"
    )
    fact = models.ForeignKey(
        Fact,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="case_places",
    )
    item_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    rests_on = models.ForeignKey(
        Fact,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="supported_places",
    )
    rests_on_item_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_casefact_current",
                fields=["subject", "fact", "case", "rests_on"],
                condition=CURRENT,
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="records_casefact_known", condition=ordered()),
            models.CheckConstraint(name="records_casefact_reason", condition=written("reason")),
            models.CheckConstraint(
                name="records_casefact_another",
                condition=Q(rests_on__isnull=True, rests_on_item_id__isnull=True)
                | Q(rests_on__isnull=False, rests_on_item_id__isnull=False)
                & ~Q(rests_on=F("fact")),
            ),
            models.CheckConstraint(
                name="records_casefact_list_stands_alone",
                condition=~Q(kind__in=["penalty", "abnormal", "list"]) | Q(rests_on__isnull=True),
            ),
        ]
