"""Static checks: what is wrong with a rulebook before anybody is graded by it. Codes are stable;
every finding names file, line, rule and remedy."""

from datetime import date

from ratings.checking.branches import check_branches
from ratings.checking.examples import check_examples
from ratings.checking.findings import Check
from ratings.checking.grades import check_grades
from ratings.checking.monotone import check_monotone
from ratings.checking.references import check_references
from ratings.checking.scales import check_scale
from ratings.checking.vocabulary import ItemWords, LineWords, Vocabulary
from ratings.language import Problem, Written

__all__ = ["ItemWords", "LineWords", "Vocabulary", "check_rulebook"]


def check_rulebook(written: Written, vocabulary: Vocabulary, today: date) -> list[Problem]:
    """Everything that is wrong, by line. Nothing found: the rulebook can be evaluated, by the
    oracle and compiled, for any organisation on any day."""
    check = Check(written, vocabulary)
    check_references(check)
    check_scale(check, today)
    check_grades(check)
    check_branches(check)
    check_monotone(check)
    if not check.problems:
        check_examples(check)
    return sorted(check.problems, key=lambda each: (each.line, each.code))
