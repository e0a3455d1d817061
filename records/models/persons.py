"""Responsible persons: named only where a statute says so, on the fact that names them."""

from django.db import models
from django.db.models import Q

from records.models.facts import Fact
from records.models.known import agreed, ordered, untouched, written
from records.models.subjects import Subject
from records.models.texts import Erasure
from sectors.models import OrgUnit


class ResponsiblePerson(models.Model):
    """责任人员: a person a statute has named on the record of an organisation. Masked in public,
    never scored, never searched (there is no index on the name), without any number; the name can
    be erased for good."""

    class Role(models.TextChoices):
        LEGAL_REPRESENTATIVE = "legal_rep", "法定代表人"
        PRINCIPAL = "principal", "主要负责人"
        CONTROLLER = "controller", "实际控制人"
        RESPONSIBLE = "responsible", "直接责任人员"

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    fact = models.ForeignKey(
        Fact,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="responsible_persons",
    )
    item_id = models.BigIntegerField()
    role = models.CharField("身份", max_length=12, choices=Role.choices)
    name = models.CharField("姓名", max_length=60, blank=True)
    statute = models.CharField("法律依据", max_length=300)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    erasure = models.ForeignKey(
        Erasure,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    erasure_state = models.CharField(max_length=9, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_responsibleperson_key", fields=["subject", "fact", "id"]
            ),
            models.CheckConstraint(name="records_responsibleperson_known", condition=ordered()),
            # A citation names its article; "依法" is none.
            models.CheckConstraint(
                name="records_responsibleperson_statute",
                condition=Q(statute__regex=r"《.+》.*第.+条"),
            ),
            models.CheckConstraint(
                name="records_responsibleperson_role",
                condition=Q(role__in=["legal_rep", "principal", "controller", "responsible"]),
            ),
            models.CheckConstraint(
                name="records_responsibleperson_erased",
                condition=untouched() & written("name") | agreed() & Q(name=""),
            ),
        ]
