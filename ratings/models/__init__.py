from ratings.models.grades import Grade, GradeChange
from ratings.models.rulebooks import (
    Publication,
    Purpose,
    Rulebook,
    RulebookApproval,
    RulebookVersion,
    Simulation,
    SimulationCount,
)

__all__ = [
    "Grade",
    "GradeChange",
    "Publication",
    "Purpose",
    "Rulebook",
    "RulebookApproval",
    "RulebookVersion",
    "Simulation",
    "SimulationCount",
]
