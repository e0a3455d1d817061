"""What a person may decide about a row that is in conflict, by what the conflict is."""

from collections.abc import Collection

from django.db.models import TextChoices


class Choice(TextChoices):
    SAME = "same", "代码无误，按代码归入"
    AGAIN = "again", "此次报送无误，重新入库"
    REPLACE = "replace", "以本行更正已入库信息"
    SEPARATE = "separate", "是另一项决定，另行入库"
    MOVE = "move", "原信息归错主体，转移后更正"
    CONFIRM = "confirm", "与已入库信息一致，不重复入库"
    KEEP = "keep", "本行有误，不予入库"


# Somebody has put right what the row says: nobody has looked at it yet, whoever let its batch in.
SUPPLIED = "supplied"
# It says another decision than before: the word given for its batch was not given for it.
RESTATED = "restated"
# Nothing of the row goes in.
STAYING_OUT = frozenset({Choice.CONFIRM, Choice.KEEP})

OTHER_NAME = "subject.other_name"
OTHER_SUBJECT = "conflict.other_subject"
TWO_FACTS = "conflict.two_facts"
SECOND_SOURCE = "conflict.second_source"
RETRACTED = "conflict.retracted"


def choices_for(codes: Collection[str], *, has_number: bool) -> tuple[Choice, ...]:
    """Each conflict has its own ways out; the row may always stay out.

    A decision another unit has sent is that unit's: a second source confirms it or stays out.
    (Where that unit's duties have come to this one there is no conflict.) A source's key under
    another organisation: the fact was said of the wrong one and is moved, or the key was used again
    for another decision, which its number then has to tell apart.
    """
    found: list[Choice] = []
    if OTHER_SUBJECT in codes:
        found += [Choice.MOVE, *([Choice.SEPARATE] if has_number else [])]
    elif TWO_FACTS in codes:
        found.append(Choice.REPLACE)
    elif SECOND_SOURCE in codes:
        found.append(Choice.CONFIRM)
    elif RETRACTED in codes:
        found.append(Choice.AGAIN)
    elif OTHER_NAME in codes:
        found.append(Choice.SAME)
    return (*found, Choice.KEEP)
