from documents.models.files import EvidenceFile
from documents.models.numbers import NumberPattern, NumberSeries
from documents.models.papers import IssuedDocument, PaperDraft

__all__ = ["EvidenceFile", "IssuedDocument", "NumberPattern", "NumberSeries", "PaperDraft"]
