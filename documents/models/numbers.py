"""Numbers of papers: how each unit writes them, and how far each series has come."""

from django.db import models
from django.db.models import Q

from accounts.models import Person
from sectors.models import OrgUnit


class NumberPattern(models.Model):
    """文号规则: how a unit writes the numbers of a kind of paper: 澄信核〔{year}〕{number}号."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    pattern = models.CharField("文号格式", max_length=40)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="documents_numberpattern_unit", fields=["unit", "kind"]),
            models.CheckConstraint(
                name="documents_numberpattern_form",
                condition=Q(
                    pattern__regex=r"^[^{}[:cntrl:]]*(\{year\}[^{}[:cntrl:]]*\{number(:0[2-9])?\}"
                    r"|\{number(:0[2-9])?\}[^{}[:cntrl:]]*\{year\})[^{}[:cntrl:]]*$"
                ),
            ),
        ]


class NumberSeries(models.Model):
    """编号序列: `next` is the number the next paper of this unit, kind and year will get. It goes
    up by one with each, in the transaction that issues the paper, so there are no gaps and no
    repeats (the database refuses any other step)."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    next = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="documents_numberseries_series", fields=["unit", "kind", "year"]
            ),
            models.CheckConstraint(
                name="documents_numberseries_range",
                condition=Q(next__gte=1, year__gte=2000, year__lt=2200),
            ),
        ]
