"""Evidence: files that units keep, as rows; their bytes lie in documents.store."""

from django.db import models
from django.db.models import Q

from accounts.models import Person
from core.actors import Actor
from sectors.models import OrgUnit

# Characters nobody sees, among them those that turn the direction of writing.
INVISIBLE = "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    def visible_to(self, actor: Actor) -> "EvidenceFileQuerySet":
        """What the units where the actor serves keep. Administrators serve in none."""
        return self.filter(unit_id__in=actor.units())


class EvidenceFile(models.Model):
    """材料: a file in the keeping of a unit. The content never changes; what is found out about it
    (the scan), what it belongs to (once) and that its bytes were erased is added."""

    class MediaType(models.TextChoices):
        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG 图片"
        JPEG = "image/jpeg", "JPEG 图片"
        DOCX = (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word 文档",
        )
        XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 工作簿"
        CSV = "text/csv", "CSV 表格"
        PLAIN = "text/plain", "纯文本"

    class Scan(models.TextChoices):
        WAITING = "waiting", "正在安全检查"
        CLEAN = "clean", "可以打开"
        QUARANTINED = "quarantined", "已隔离"

    class Retention(models.TextChoices):
        """Why the file is kept; how long follows from it (`keep_until`, where there is an end)."""

        CASE = "case", "案卷材料"
        LETTER = "letter", "往来公文"
        INTAKE = "intake", "报送原件"
        OTHER = "other", "其他材料"

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=80, choices=MediaType.choices)
    name = models.CharField(max_length=160)
    retention = models.CharField(max_length=12, choices=Retention.choices)
    keep_until = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    subject_id = models.BigIntegerField(null=True)
    scan_state = models.CharField(max_length=12, choices=Scan.choices, default=Scan.WAITING)
    scan_engine = models.CharField(max_length=40, blank=True)
    scan_version = models.CharField(max_length=120, blank=True)
    scan_finding = models.CharField(max_length=120, blank=True)
    scanned_at = models.DateTimeField(null=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="documents_evidencefile_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="documents_evidencefile_size", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="documents_evidencefile_name",
                condition=Q(name__regex=rf"^[^[:cntrl:]/\\{INVISIBLE}]+$"),
            ),
            models.CheckConstraint(
                name="documents_evidencefile_target_whole",
                condition=Q(target_kind="", target_id="") | ~Q(target_kind="") & ~Q(target_id=""),
            ),
            models.CheckConstraint(
                name="documents_evidencefile_scan",
                condition=Q(scan_state="waiting", scanned_at__isnull=True, scan_engine="")
                | Q(scan_state="clean", scanned_at__isnull=False, scan_finding="")
                & ~Q(scan_engine="")
                | Q(scan_state="quarantined", scanned_at__isnull=False)
                & ~Q(scan_engine="")
                & ~Q(scan_finding=""),
            ),
        ]
        indexes = [
            models.Index(name="documents_evidence_unit", fields=["unit", "-id"]),
            models.Index(name="documents_evidence_target", fields=["target_kind", "target_id"]),
            # Which stored bytes are still spoken for.
            models.Index(
                name="documents_evidence_bytes",
                fields=["sha256"],
                condition=Q(erased_at__isnull=True),
            ),
            models.Index(
                name="documents_evidence_unscanned",
                fields=["id"],
                condition=Q(scan_state="waiting"),
            ),
            models.Index(
                name="documents_evidence_ending",
                fields=["keep_until"],
                condition=Q(erased_at__isnull=True, keep_until__isnull=False),
            ),
        ]
