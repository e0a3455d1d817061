"""Rulebooks as law: drafted by one person, simulated, approved by another, published for a day
that lies ahead. Nothing of it is ever changed; a changed draft is another version."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Person
from sectors.models import Line


class Purpose(models.TextChoices):
    OFFICIAL = "official", "正式评价"
    SIMULATION = "simulation", "模拟，不作为等级"


class Rulebook(models.Model):
    """评价规则: a rating method of a line through all its versions."""

    code = models.CharField("代号", max_length=40, unique=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="rulebooks")
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ratings_rulebook_key", fields=["id", "line", "purpose"]),
            models.CheckConstraint(
                name="ratings_rulebook_purpose", condition=Q(purpose__in=Purpose.values)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RulebookVersion(models.Model):
    """规则版本: canonical text and its SHA-256. What is simulated, approved and published is this
    very text: their keys hold the hash."""

    rulebook = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="versions")
    # Tied to the rulebook's (ratings.sql.rules).
    line = models.ForeignKey(
        Line, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    number = models.PositiveSmallIntegerField("版本")
    name = models.CharField("名称", max_length=120)
    from_date = models.DateField("施行日期")
    text = models.TextField("规则文本")
    content_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ratings_rulebookversion_text", fields=["rulebook", "content_hash"]
            ),
            # What simulations, approvals and publications point at.
            models.UniqueConstraint(
                name="ratings_rulebookversion_hash", fields=["id", "content_hash", "person"]
            ),
            models.UniqueConstraint(
                name="ratings_rulebookversion_key",
                fields=["id", "content_hash", "line", "purpose", "from_date"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.number}版）"


class Simulation(models.Model):
    """规则模拟: what a version would do to every organisation, on a day, by what was known."""

    version = models.ForeignKey(
        RulebookVersion, on_delete=models.PROTECT, db_constraint=False, related_name="simulations"
    )
    content_hash = models.BinaryField(max_length=32)
    # The drafter, as the version has it; needed to tie the hash.
    drafter = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    day = models.DateField("日期")
    known = models.DateTimeField("截至")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    is_finished = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ratings_simulation_key",
                fields=["id", "version", "content_hash", "is_finished"],
            ),
            models.CheckConstraint(
                name="ratings_simulation_finished",
                condition=Q(is_finished=False, finished_at__isnull=True)
                | Q(is_finished=True, finished_at__gte=F("started_at")),
            ),
        ]


class SimulationCount(models.Model):
    """模拟变动: how many organisations of an area go from one grade to another. Empty: no grade."""

    simulation = models.ForeignKey(Simulation, on_delete=models.PROTECT, related_name="counts")
    region_code = models.CharField(max_length=12, blank=True)
    before = models.CharField("现等级", max_length=20, blank=True)
    after = models.CharField("模拟等级", max_length=20, blank=True)
    organisations = models.PositiveIntegerField("家数")
    # Each step of the job adds rows of its own.
    step = models.PositiveIntegerField()


class RulebookApproval(models.Model):
    """规则审批: another person agrees to a text whose simulation is finished."""

    version = models.ForeignKey(
        RulebookVersion, on_delete=models.PROTECT, db_constraint=False, related_name="approvals"
    )
    content_hash = models.BinaryField(max_length=32)
    simulation = models.ForeignKey(
        Simulation, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    simulation_is_finished = models.BooleanField(default=True)
    drafter = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opinion = models.CharField("意见", max_length=300)
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ratings_rulebookapproval_key", fields=["id", "version", "content_hash"]
            ),
            models.CheckConstraint(
                name="ratings_rulebookapproval_other_person",
                condition=~Q(person=F("drafter")),
            ),
            models.CheckConstraint(
                name="ratings_rulebookapproval_simulated",
                condition=Q(simulation_is_finished=True),
            ),
        ]


class Publication(models.Model):
    """规则发布: from its day the version is the line's rulebook, until the next one's day."""

    version = models.OneToOneField(
        RulebookVersion, on_delete=models.PROTECT, db_constraint=False, related_name="publication"
    )
    content_hash = models.BinaryField(max_length=32)
    line = models.ForeignKey(
        Line, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    from_date = models.DateField("施行日期")
    approval = models.ForeignKey(
        RulebookApproval, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_on = models.DateField()
    published_at = models.DateTimeField()
    # When every organisation had been graded by it for the first time.
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ratings_publication_day", fields=["line", "purpose", "from_date"]
            ),
            models.CheckConstraint(
                name="ratings_publication_ahead", condition=Q(from_date__gt=F("published_on"))
            ),
        ]
