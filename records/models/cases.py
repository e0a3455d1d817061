"""Cases tie facts that belong together."""

from django.db import models

from records.models.facts import Fact


class Case(models.Model):
    """案件: inspection result, order to correct, penalty, list entry and broken promise of one
    matter. Repairing the penalty also ends what rests only on it."""

    subject_id = models.BigIntegerField()
    number = models.CharField("案号", max_length=128, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_case_key", fields=["subject_id", "id"]),
        ]


class CaseFact(models.Model):
    """案件事实. `rests_on` names the fact of the same case without which this one would not stand."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    subject_id = models.BigIntegerField()
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="case_places")
    rests_on = models.ForeignKey(
        Fact, on_delete=models.PROTECT, null=True, related_name="supported_places"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_casefact_once", fields=["subject_id", "case", "fact"]
            ),
        ]
