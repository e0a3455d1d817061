"""What a row on its way in is: new, a change of what stands, or something a person has to
settle."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    OPEN = "open"
    REVISE = "revise"
    CONFLICT = "conflict"


class Conflict(StrEnum):
    """Why a row waits in the conflict queue."""

    OTHER_SUBJECT = "来源键已用于另一主体"
    TWO_FACTS = "来源键与文书号指向两条不同信息"
    SECOND_SOURCE = "同一决定已由其他单位报送"
    RETRACTED = "相同信息曾作误传更正"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands that a row may be about (records.sql.matching.Match)."""

    source_fact_id: int | None
    source_subject_id: int | None
    decision_fact_id: int | None
    decision_unit_id: int | None
    was_retracted: bool


@dataclass(frozen=True, slots=True)
class Matched:
    way: Way
    fact_id: int | None = None
    conflict: Conflict | None = None


def match(standing: Standing, *, subject_id: int, unit_id: int) -> Matched:
    """A source's own key stands before the number of the decision, which may be corrected. What is
    another organisation's or another unit's is never changed by a row; nor does a row bring back
    what was retracted, unless a person says it is right this time."""
    if standing.source_subject_id is not None and standing.source_subject_id != subject_id:
        return Matched(Way.CONFLICT, standing.source_fact_id, Conflict.OTHER_SUBJECT)
    by_source, by_decision = standing.source_fact_id, standing.decision_fact_id
    if by_source is not None:
        if by_decision is not None and by_decision != by_source:
            return Matched(Way.CONFLICT, by_decision, Conflict.TWO_FACTS)
        return Matched(Way.REVISE, by_source)
    if by_decision is not None:
        if standing.decision_unit_id != unit_id:
            return Matched(Way.CONFLICT, by_decision, Conflict.SECOND_SOURCE)
        return Matched(Way.REVISE, by_decision)
    if standing.was_retracted:
        return Matched(Way.CONFLICT, None, Conflict.RETRACTED)
    return Matched(Way.OPEN)
