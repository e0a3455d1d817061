from records.models.behaviours import (
    Behaviour,
    BehaviourVersion,
    DisclosureRule,
    PenaltyKind,
    PenaltySeverity,
    Severity,
)
from records.models.cases import Case, CaseFact
from records.models.catalogue import (
    CatalogueItem,
    CatalogueSource,
    CatalogueVersion,
    InfoClass,
    ItemKind,
    Polarity,
)
from records.models.drafts import DraftRow
from records.models.effects import FactEffect
from records.models.facts import Attestation, Fact, FactVersion
from records.models.intake import Batch, FactDocument, NilReport, QueuedRow, StagedRow
from records.models.known import CURRENT, known_at
from records.models.notes import CorrectionNote
from records.models.objects import ObjectHolding, ObjectRecord, SupervisedObject
from records.models.persons import ResponsiblePerson
from records.models.quality import (
    CoverageDay,
    FactReport,
    MonthlyClose,
    MonthlyFigure,
    ReportDeadline,
    ReportPeriod,
    ReturnedRow,
    VolumeDay,
)
from records.models.subjects import Subject, SubjectName, SubjectVersion, Succession
from records.models.texts import Erasure, FactText, TextReview

__all__ = [
    "CURRENT",
    "Attestation",
    "Batch",
    "Behaviour",
    "BehaviourVersion",
    "Case",
    "CaseFact",
    "CatalogueItem",
    "CatalogueSource",
    "CatalogueVersion",
    "CorrectionNote",
    "CoverageDay",
    "DisclosureRule",
    "DraftRow",
    "Erasure",
    "Fact",
    "FactDocument",
    "FactEffect",
    "FactReport",
    "FactText",
    "FactVersion",
    "InfoClass",
    "ItemKind",
    "MonthlyClose",
    "MonthlyFigure",
    "NilReport",
    "ObjectHolding",
    "ObjectRecord",
    "PenaltyKind",
    "PenaltySeverity",
    "Polarity",
    "QueuedRow",
    "ReportDeadline",
    "ReportPeriod",
    "ResponsiblePerson",
    "ReturnedRow",
    "Severity",
    "StagedRow",
    "Subject",
    "SubjectName",
    "SubjectVersion",
    "Succession",
    "SupervisedObject",
    "TextReview",
    "VolumeDay",
    "known_at",
]
