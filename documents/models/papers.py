"""Papers: drafts on their way to a signature, and what was issued."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Person
from core.actors import Actor
from documents.decisions.codes import PATTERN
from sectors.models import OrgUnit


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def visible_to(self, actor: Actor) -> "IssuedDocumentQuerySet":
        return self.filter(unit_id__in=actor.units())


class IssuedDocument(models.Model):
    """文书: a paper as it went out, with its number and verification code. Nothing of that ever
    changes; it can only end, once, revoked with a reason or replaced by a newer one. A number stays
    with its paper for good."""

    class State(models.TextChoices):
        VALID = "valid", "有效"
        REVOKED = "revoked", "已作废"
        SUPERSEDED = "superseded", "已被代替"

    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    number_text = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=16)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)
    issued_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    subject_id = models.BigIntegerField(null=True)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    template_version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    # What the paper was made from, kept like its bytes: enough to make it again.
    data_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.VALID)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=200, blank=True)
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="documents_issueddocument_number", fields=["unit", "kind", "year", "number"]
            ),
            models.UniqueConstraint(
                name="documents_issueddocument_number_text", fields=["unit", "number_text"]
            ),
            models.UniqueConstraint(name="documents_issueddocument_code", fields=["code"]),
            models.CheckConstraint(
                name="documents_issueddocument_code_form", condition=Q(code__regex=PATTERN)
            ),
            models.CheckConstraint(
                name="documents_issueddocument_hashes",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$", data_sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="documents_issueddocument_size", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="documents_issueddocument_validity",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="documents_issueddocument_target_whole",
                condition=Q(target_kind="", target_id="") | ~Q(target_kind="") & ~Q(target_id=""),
            ),
            models.CheckConstraint(
                name="documents_issueddocument_two_persons",
                condition=Q(drafted_by__isnull=True)
                | Q(issued_by__isnull=False) & ~Q(drafted_by=F("issued_by")),
            ),
            models.CheckConstraint(
                name="documents_issueddocument_end",
                condition=Q(
                    state="valid",
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    end_reason="",
                    superseded_by__isnull=True,
                )
                | Q(state="revoked", ended_at__isnull=False, superseded_by__isnull=True)
                & ~Q(end_reason="")
                | Q(state="superseded", ended_at__isnull=False, superseded_by__isnull=False)
                & ~Q(end_reason="")
                & ~Q(superseded_by=F("id")),
            ),
        ]
        indexes = [
            models.Index(name="documents_issued_unit", fields=["unit", "-id"]),
            models.Index(name="documents_issued_sha256", fields=["sha256"]),
            models.Index(name="documents_issued_data", fields=["data_sha256"]),
            models.Index(name="documents_issued_target", fields=["target_kind", "target_id"]),
            models.Index(
                name="documents_issued_subject",
                fields=["subject_id", "-id"],
                condition=Q(subject_id__isnull=False),
            ),
        ]


class PaperDraftQuerySet(models.QuerySet["PaperDraft"]):
    def visible_to(self, actor: Actor) -> "PaperDraftQuerySet":
        """A draft is its drafter's own until submitted; then those who may decide see it too."""
        shown = ~Q(state__in=[PaperDraft.State.DRAFT, PaperDraft.State.DISCARDED])
        if actor.person_id is not None:
            shown |= Q(drafted_by_id=actor.person_id)
        return self.filter(shown, unit_id__in=actor.units())


class PaperDraft(models.Model):
    """文书草稿: written by one person, issued by another. Once issued, its text lives in the paper
    and is cleared here."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        SUBMITTED = "submitted", "待签发"
        RETURNED = "returned", "已退回"
        ISSUED = "issued", "已签发"
        DISCARDED = "discarded", "已放弃"

    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    data = models.JSONField()
    subject_id = models.BigIntegerField(null=True)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=200, blank=True)
    document = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, null=True, related_name="draft"
    )

    objects = PaperDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="documents_paperdraft_two_persons",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="documents_paperdraft_decided",
                condition=Q(state__in=["draft", "submitted", "discarded"], document__isnull=True)
                | Q(state="returned", decided_by__isnull=False, document__isnull=True)
                & ~Q(return_reason="")
                | Q(state="issued", decided_by__isnull=False, document__isnull=False),
            ),
            models.CheckConstraint(
                name="documents_paperdraft_target_whole",
                condition=Q(target_kind="", target_id="") | ~Q(target_kind="") & ~Q(target_id=""),
            ),
        ]
        indexes = [
            models.Index(name="documents_draft_unit", fields=["unit", "-id"]),
        ]
