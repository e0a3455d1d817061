"""The rows that explain a grade: one for each step that changed something."""

from ratings.compiler.meanings import Meanings, grade_codes
from ratings.compiler.parameters import Parameters
from ratings.inputs import EntryKind
from ratings.language import Rulebook

# Columns of every part: kind, place in the rulebook, code, fact, points, weight, value, days,
# grades before and after, and what the facts of a rule are ordered by.
COLUMNS = (
    "subject_id, kind, place, code, fact_id, points, weight, value, starts_on, ends_on, "
    "before, after, anchor"
)
KINDS = list(EntryKind)
LIST = """
SELECT step.subject_id, jsonb_agg(
    jsonb_build_array(step.kind, step.code, step.fact_id, step.points, step.weight, step.value,
        step.starts_on, step.ends_on, step.before, step.after)
    ORDER BY step.kind, step.place, step.anchor, step.fact_id
) AS list FROM ({parts}) AS step ({columns}) GROUP BY step.subject_id"""


def entries(to: Parameters, rulebook: Rulebook, meanings: Meanings) -> str:
    parts = [_facts(to, meanings), *_sums(to, rulebook), *_grades(to, rulebook, meanings)]
    return LIST.format(parts=" UNION ALL ".join(parts), columns=COLUMNS)


def _facts(to: Parameters, meanings: Meanings) -> str:
    codes = to.texts([each.rule.code if each.rule else "" for each in meanings.all])
    return (
        f"SELECT subject_id, {KINDS.index(EntryKind.FACT)}, number, ({codes})[number + 1], "
        "fact_id, points, weight, value, starts_at, ends_at, ''::text, ''::text, anchor "
        f"FROM chosen WHERE indicator IS NOT NULL AND {meanings.is_taken}"
    )


def _sums(to: Parameters, rulebook: Rulebook) -> list[str]:
    parts = [
        _changed(to, EntryKind.INDICATOR_CAP, place, each.code, f"i{place}", f"ci{place}")
        for place, each in enumerate(rulebook.indicators)
        if each.cap
    ]
    parts += [
        _changed(to, EntryKind.GROUP_CAP, place, each.code, f"g{place}", f"cg{place}")
        for place, each in enumerate(rulebook.groups)
    ]
    if rulebook.scale.has_score:
        parts.append(_row(to, EntryKind.START, 0, "", value="start"))
        parts.append(_changed(to, EntryKind.CLAMP, 0, "", "raw", "clamped"))
        parts.append(_changed(to, EntryKind.ROUNDING, 0, "", "clamped", "rounded"))
    return parts


def _grades(to: Parameters, rulebook: Rulebook, meanings: Meanings) -> list[str]:
    names = to.texts(grade_codes(rulebook))
    first = f"({names})[k0]"
    if rulebook.determination is not None:
        codes = to.texts([each.source.code if each.source else "" for each in meanings.all])
        part = (
            f"SELECT subject_id, {KINDS.index(EntryKind.GRADE)}, 0, "
            f"coalesce(({codes})[source + 1], ''), source_fact, NULL, NULL, NULL, source_starts, "
            f"source_ends, '', {first}, NULL FROM final"
        )
        return [part]
    parts = [_row(to, EntryKind.GRADE, 0, "", after=first)]
    steps = [(EntryKind.FLOOR, each.code) for each in rulebook.floors]
    steps += [(EntryKind.CEILING, each.code) for each in rulebook.ceilings]
    steps += [(EntryKind.REQUIRE, each.code) for each in rulebook.requires]
    at = 0
    for kind, code in steps:
        parts.append(_moved(to, kind, at, code, names))
        at += 1
    if rulebook.outside:
        parts.append(_outside(to, rulebook, at, names))
        at += 1
    for each in rulebook.vetoes:
        parts.append(_moved(to, EntryKind.VETO, at, each.code, names))
        at += 1
    return parts


def _outside(to: Parameters, rulebook: Rulebook, at: int, names: str) -> str:
    branches = ""
    for place, each in enumerate(rulebook.outside):
        test = f"is_o{place}"
        if each.score_from is not None:
            test += f" AND score >= {to.whole(each.score_from)}"
        branches += f" WHEN {test} THEN {to.text(each.code)}"
    return (
        f"SELECT subject_id, {KINDS.index(EntryKind.OUTSIDE)}, {at}, (CASE{branches} END), "
        f"NULL, NULL, NULL, NULL, NULL, NULL, ({names})[k{at}], ({names})[k{at + 1}], NULL "
        f"FROM final WHERE k{at} <> k{at + 1}"
    )


def _moved(to: Parameters, kind: EntryKind, at: int, code: str, names: str) -> str:
    before, after = f"({names})[k{at}]", f"({names})[k{at + 1}]"
    row = _row(to, kind, at, code, before=before, after=after)
    return f"{row} WHERE k{at} <> k{at + 1}"


def _changed(
    to: Parameters, kind: EntryKind, place: int, code: str, before: str, after: str
) -> str:
    row = _row(to, kind, place, code, value=f"{after} - {before}")
    return f"{row} WHERE {after} <> {before}"


def _row(
    to: Parameters,
    kind: EntryKind,
    place: int,
    code: str,
    *,
    value: str = "NULL",
    before: str = "''",
    after: str = "''",
) -> str:
    return (
        f"SELECT subject_id, {KINDS.index(kind)}, {place}, {to.text(code)}, NULL, NULL, NULL, "
        f"{value}, NULL, NULL, {before}, {after}, NULL FROM final"
    )
