from records.models.catalogue import (
    Behaviour,
    CatalogueItem,
    CatalogueVersion,
    DisclosureRule,
    Polarity,
    Severity,
)
from records.models.cases import Case, CaseFact
from records.models.facts import Attestation, Fact, FactEffect, FactText, FactVersion
from records.models.subjects import Subject, SubjectVersion, Succession, SupervisedObject

__all__ = [
    "Attestation",
    "Behaviour",
    "Case",
    "CaseFact",
    "CatalogueItem",
    "CatalogueVersion",
    "DisclosureRule",
    "Fact",
    "FactEffect",
    "FactText",
    "FactVersion",
    "Polarity",
    "Severity",
    "Subject",
    "SubjectVersion",
    "Succession",
    "SupervisedObject",
]
