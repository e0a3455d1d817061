"""Grades: derived, never edited. They can be thrown away and computed again, for any past day."""

from django.db import models
from django.db.models import Q

from ratings.models.rulebooks import RulebookVersion
from records.models import Subject
from sectors.models import Line


class Grade(models.Model):
    """等级: of an organisation in a line, as it is now. A row lasts until the next evaluation; the
    past is in GradeChange and can be computed. Outside the scope there is no grade, only the day
    on which that may change."""

    pk = models.CompositePrimaryKey("subject_id", "line_id")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_index=False, related_name="grades"
    )
    line = models.ForeignKey(Line, on_delete=models.PROTECT, db_index=False, related_name="+")
    version = models.ForeignKey(
        RulebookVersion, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    in_scope = models.BooleanField()
    grade = models.CharField("等级", max_length=20, blank=True)
    # In hundredths of a point.
    score = models.BigIntegerField("得分", null=True)
    next_boundary_on = models.DateField(null=True)
    day = models.DateField()
    # The reading of the ledger clock it was reckoned at.
    known_at = models.DateTimeField()
    engine = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ratings_grade_scope",
                condition=Q(in_scope=True) & ~Q(grade="")
                | Q(in_scope=False, grade="", score__isnull=True),
            ),
        ]
        indexes = [
            # What becomes due by the passing of time.
            models.Index(
                name="ratings_grade_due",
                fields=["next_boundary_on", "line", "subject"],
                condition=Q(next_boundary_on__isnull=False),
            ),
            models.Index(
                name="ratings_grade_by_grade",
                fields=["line", "grade", "subject"],
                condition=Q(in_scope=True),
            ),
        ]


class GradeChange(models.Model):
    """等级变动: what a grade became, on which day, by what was known. Only added to."""

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    line = models.ForeignKey(
        Line, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    version = models.ForeignKey(
        RulebookVersion,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    in_scope = models.BooleanField()
    grade = models.CharField("等级", max_length=20, blank=True)
    score = models.BigIntegerField("得分", null=True)
    was_grade = models.CharField("原等级", max_length=20, blank=True)
    day = models.DateField()
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="ratings_gradechange_history", fields=["subject", "line", "id"]),
        ]
