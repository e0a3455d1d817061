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
from records.models.effects import FactEffect
from records.models.facts import Attestation, Fact, FactVersion
from records.models.intake import Batch, FactDocument, NilReport, QueuedRow, StagedRow
from records.models.known import CURRENT, known_at
from records.models.notes import CorrectionNote
from records.models.objects import ObjectHolding, ObjectRecord, SupervisedObject
from records.models.persons import ResponsiblePerson
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
    "DisclosureRule",
    "Erasure",
    "Fact",
    "FactDocument",
    "FactEffect",
    "FactText",
    "FactVersion",
    "InfoClass",
    "ItemKind",
    "NilReport",
    "ObjectHolding",
    "ObjectRecord",
    "PenaltyKind",
    "PenaltySeverity",
    "Polarity",
    "QueuedRow",
    "ResponsiblePerson",
    "Severity",
    "StagedRow",
    "Subject",
    "SubjectName",
    "SubjectVersion",
    "Succession",
    "SupervisedObject",
    "TextReview",
    "known_at",
]
