"""What follows from a row as a whole, once its cells are read."""

import re
from collections.abc import Mapping, Sequence

from django.db import models

from records.decisions.fields import Field, Required
from records.decisions.numbers import authority_key
from records.decisions.severity import grade
from records.intake import notes
from records.intake.known import Act, Interpreted, Known
from records.intake.notes import Weight
from records.intake.values.penalties import PenaltyWord, excluded, read_penalties
from records.intake.values.text import folded
from records.models import FactVersion, SubjectVersion
from records.models.subjects import INDUSTRY_SHAPE, REGION_SHAPE

_REGION, _INDUSTRY = re.compile(REGION_SHAPE), re.compile(INDUSTRY_SHAPE)


def _limits(model: type[models.Model]) -> dict[str, int]:
    return {
        field.name: field.max_length
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.max_length
    }


_NORMALISED = {"document_key": "document_no", "authority_key": "authority"}
FACT_LIMITS, SUBJECT_LIMITS = _limits(FactVersion), _limits(SubjectVersion)


def judge(row: Interpreted, known: Known, *, given: Mapping[str, str], said: Sequence[str]) -> None:
    """`given`: the cells as text; `said`: those by which a row tells what it is."""
    if known.kind == "penalty":
        _judge_penalty(row, given, said, known)
    judge_days(row, known)
    if known.kind == "registration":
        _judge_register(row, known)
    else:
        judge_authority(row, known)
    _judge_lengths(row, known)
    if known.kind != "registration":
        judge_adverse(row, known)


def _judge_penalty(
    row: Interpreted, given: Mapping[str, str], said: Sequence[str], known: Known
) -> None:
    second = given.get("CF_CFLB2")
    if second:
        more = read_penalties(second, known.penalty_words)
        row.fact["penalties"] = (*row.fact.get("penalties", ()), *more.words)
    exclusion = excluded(said)
    if exclusion:
        row.remarks.append(exclusion)
    day, year = row.fact.get("decided_on"), row.fact.get("number_year")
    if day and year and day.year != year:
        row.say(notes.DATE_YEAR_DIFFERS, year=day.year, number_year=year)


def judge_days(row: Interpreted, known: Known) -> None:
    """A fact begins on some day; what ends does so after it began."""
    start = row.fact.get("starts_on") or row.fact.get("decided_on")
    end = row.fact.get("last_day")
    if start and end and end < start:
        row.say(notes.DATE_ORDER, end=end, start=start)
    if start is None and known.kind != "registration" and row.weight < Weight.REJECT:
        field = next((each for each in known.fields if each.into == "decided_on"), None)
        row.say(notes.MISSING, field, **({} if field else {"label": "决定日期"}))


def judge_authority(row: Interpreted, known: Known) -> None:
    """Who decided: a unit under any of its names has one key; where a file has no column for it,
    the sender did."""
    asked = next((each for each in known.fields if each.into == "authority"), None)
    said = str(row.fact.get("authority", ""))
    code = str(row.fact.pop("authority_code", ""))
    if not said:
        row.fact["authority_key"] = authority_key("", code)
        if asked is None:
            row.fact |= {"authority": known.unit_name, "authority_key": known.unit_key}
        elif not row.fact["authority_key"] and not known.is_adverse:
            # A number is one of somebody's; the sender's, while nobody else is named.
            row.fact["authority_key"] = known.unit_key
            if asked.required is not Required.NEVER:
                row.say(notes.MISSING_SOFT, asked)
        return
    found = known.authorities.get(folded(said))
    row.fact["authority_key"] = found.key if found else authority_key(said, code)
    if found and found.is_former:
        row.say(notes.AUTHORITY_FORMER, asked, shown=said, name=found.name)
    if row.fact["authority_key"] != known.unit_key:
        row.say(notes.AUTHORITY_OTHER, asked, name=found.name if found else said)


def judge_adverse(row: Interpreted, known: Known) -> None:
    """What an adverse fact has to have before it takes effect; without it the row is held."""
    if not known.is_adverse:
        row.fact.pop("severity", None)
        return
    if row.weight >= Weight.REJECT:
        # What is not taken in anyway needs nothing to take effect.
        return
    for name, kind in (("basis", notes.HELD_BASIS), ("authority", notes.HELD_AUTHORITY)):
        if not row.fact.get(name):
            field = _of(known, name)
            row.say(kind, field, label=field.name if field else name)
    if not row.fact.get("document_no"):
        row.say(notes.HELD_NUMBER)
    if not row.fact.get("decided_on"):
        row.say(notes.HELD_DAY)
    if row.fact.get("severity") is None:
        row.fact["severity"] = _severity(row, known)
    if row.fact["severity"] is None:
        row.say(notes.HELD_SEVERITY)
    elif not _is_ruled(row, known):
        row.say(notes.HELD_RULE)
    if not known.is_attested:
        row.say(notes.HELD_NOTICE)


def _is_ruled(row: Interpreted, known: Known) -> bool:
    """Whether some rule of disclosure holds for the day of decision (records.sql.facts)."""
    decided_on = row.fact.get("decided_on")
    if known.ruled_from is None or decided_on is None:
        return True
    scopes = ["ordinary"]
    if known.kind == "abnormal":
        scopes = ["state"]
    elif row.fact.get("is_safety"):
        scopes = ["ordinary", "safety"]
    starts = (known.ruled_from.get((scope, row.fact["severity"])) for scope in scopes)
    return any(start is not None and start <= decided_on for start in starts)


def _severity(row: Interpreted, known: Known) -> int | None:
    """By the table for penalties; else as the sectors' list of acts has it, and what is on a list
    by law is as grave as the list."""
    act: Act | None = row.fact.get("act")
    decided_on = row.fact.get("decided_on")
    if known.kind == "penalty" and decided_on:
        words: Sequence[PenaltyWord] = row.fact.get("penalties", ())
        kinds, amount = tuple(word.code for word in words), row.fact.get("amount")
        asked = (kinds, amount, decided_on)
        if asked not in known.graded:
            known.graded[asked] = grade(
                known.severities,
                kinds=kinds,
                amount=amount,
                sector=known.sector,
                decided_on=decided_on,
            ).severity
        severity = known.graded[asked]
        if severity is not None:
            return severity
    if act:
        return act.severity
    return {"list": 3, "abnormal": 2}.get(known.kind)


def _judge_register(row: Interpreted, known: Known) -> None:
    """Codes of areas and trades are left out when they are none: the rest of the row is good."""
    region = str(row.subject.get("region_code", ""))
    if region and not (_REGION.fullmatch(region) and _is_known(region[:6], known.regions)):
        row.say(notes.REGION, _of(known, "subject.region_code"), shown=region[:20])
        del row.subject["region_code"]
    trade = str(row.subject.get("industry_code", "")).upper()
    if trade and not (_INDUSTRY.fullmatch(trade) and _is_known(trade[:2], known.industries)):
        row.say(notes.INDUSTRY, _of(known, "subject.industry_code"), shown=trade[:20])
        del row.subject["industry_code"]
    elif trade:
        row.subject["industry_code"] = trade


def _is_known(code: str, codes: frozenset[str] | None) -> bool:
    return not codes or code in codes


def _judge_lengths(row: Interpreted, known: Known) -> None:
    """Nothing is cut: what the ledger has no room for is said. Normalising may lengthen a text."""
    for of, values, limits in (
        ("", row.fact, FACT_LIMITS),
        ("subject.", row.subject, SUBJECT_LIMITS),
    ):
        long = [
            (name, len(text), limit)
            for name, text in values.items()
            if (limit := limits.get(name)) and isinstance(text, str) and len(text) > limit
        ]
        for name, length, limit in long:
            field = _of(known, of + _NORMALISED.get(name, name))
            said = {} if field else {"label": name}
            row.say(notes.TOO_LONG, field, length=length, limit=limit, **said)


def _of(known: Known, into: str) -> Field | None:
    return next((each for each in known.fields if each.into == into), None)
