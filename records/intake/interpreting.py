"""From what a row says to what the ledger takes: typed, with remarks. Pure; whatever has to be
looked up was looked up before (`Known`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from records.decisions.fields import FIELDS, NOWHERE, TEXTS, Field, Required, Type
from records.decisions.numbers import authority_key
from records.decisions.severity import Step, grade
from records.intake import notes
from records.intake.notes import Note, Weight
from records.intake.reading.columns import ESSENTIAL
from records.intake.values.amounts import read_amount
from records.intake.values.codes import read_code
from records.intake.values.dates import read_day
from records.intake.values.numbers import read_number
from records.intake.values.penalties import PenaltyWord, excluded, read_penalties
from records.intake.values.text import clean, folded, has_invisible, is_nothing, personal

EARLIEST = date(1949, 10, 1)
SEVERITIES = {"轻微": 1, "一般": 2, "严重": 3}
INTENTS = {"故意": "wilful", "过失": "negligent", "非主观": "unintended"}
STATUSES = {"存续": "active", "吊销": "revoked", "注销": "cancelled", "迁出": "moved"}
PERSON = "自然人"
# Fields of the penalty template by which a row says that it is none, or was made on the spot.
SAYS_WHAT = ("CF_CFMC", "CF_CFLB", "CF_NR", "X_CXLX")
ONE_DAY = timedelta(days=1)
HINT_OF_PERSONAL = {
    "person_number": notes.TEXT_PERSON_NUMBER,
    "phone": notes.TEXT_PHONE,
    "plate": notes.TEXT_PLATE,
}


@dataclass(frozen=True, slots=True)
class Authority:
    """A unit by one of the names it has or had."""

    key: str
    name: str
    is_former: bool


@dataclass(frozen=True, slots=True)
class Act:
    """A behaviour of the sectors' lists, as it stands today."""

    id: int
    severity: int
    is_safety: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rows of one item, sent by one unit, are read with."""

    kind: str
    polarity: str
    fields: Sequence[Field]
    today: date
    unit_key: str
    unit_name: str
    sector: str | None = None
    penalty_words: Mapping[str, PenaltyWord] = field(default_factory=dict)
    severities: Sequence[Step] = ()
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    # The unit's own people stand for it that decisions were notified and served.
    is_attested: bool = False

    @property
    def is_adverse(self) -> bool:
        return self.polarity == "adverse"


@dataclass(slots=True)
class Interpreted:
    """A row as the ledger would take it, and everything there is to say about it. Of a row about a
    person nothing at all is kept."""

    is_person: bool = False
    remarks: list[Note] = field(default_factory=list)
    subject: dict[str, Any] = field(default_factory=dict)
    fact: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        return max((note.weight for note in self.remarks), default=Weight.HINT)

    @property
    def uscc(self) -> str:
        return str(self.subject.get("uscc", ""))

    def say(self, kind: notes.Kind, of: Field | None = None, **values: object) -> None:
        note = Note(kind, values=values)
        self.remarks.append(note.about(of.code, of.name) if of else note)


def interpret(values: Mapping[str, str], known: Known) -> Interpreted:
    """Read one row. Whatever is wrong is said at once, not one thing after the other."""
    row = Interpreted()
    given = {code: plain for code, raw in values.items() if not is_nothing(plain := clean(raw))}
    if _is_person(given, known.fields):
        return Interpreted(is_person=True)
    raw_texts = []
    for each in known.fields:
        plain = given.get(each.code, "")
        if each.into == NOWHERE:
            continue
        if not plain:
            _miss(row, each, given)
            continue
        if has_invisible(values[each.code]):
            row.say(notes.CONTROL, each)
        if each.code in SAYS_WHAT:
            raw_texts.append(plain)
        if _read(row, each, plain, known):
            return Interpreted(is_person=True)
    if known.kind == "penalty":
        _judge_penalty(row, given, raw_texts, known)
    _judge_days(row, known)
    if known.kind != "registration":
        _judge_authority(row, known)
        _judge_adverse(row, known)
    return row


def _is_person(given: Mapping[str, str], fields: Sequence[Field]) -> bool:
    return any(
        each.into == "subject.category" and folded(given.get(each.code, "")) == PERSON
        for each in fields
    )


def _miss(row: Interpreted, each: Field, given: Mapping[str, str]) -> None:
    if each.required is Required.WHEN:
        _miss_when(row, each, given)
    elif each.into in ESSENTIAL and each.required is not Required.NEVER:
        row.say(notes.MISSING, each)
    elif each.required is not Required.NEVER and each.into not in {"basis", "authority"}:
        # What an adverse fact cannot do without is said where it is held back.
        row.say(notes.MISSING_SOFT, each)


def _miss_when(row: Interpreted, each: Field, given: Mapping[str, str]) -> None:
    said = folded(given.get(each.when_field, ""))
    hit = next((word for word in each.when_has if word in said), "")
    if hit and each.type in {Type.TEN_THOUSAND_YUAN, Type.YUAN}:
        row.say(notes.PENALTY_AMOUNT, each, penalty=hit)
    elif hit:
        row.say(notes.MISSING_SOFT, each)


def _read(row: Interpreted, each: Field, plain: str, known: Known) -> bool:
    """Read one cell to where it goes; True when it turns out to be about a person."""
    if each.longest and len(plain) > each.longest and each.type is not Type.USCC:
        row.say(notes.TOO_LONG, each, length=len(plain), limit=each.longest)
        return False
    match each.type:
        case Type.USCC:
            return _read_code(row, each, plain)
        case Type.DATE:
            _read_day(row, each, plain, known)
        case Type.TEN_THOUSAND_YUAN | Type.YUAN:
            amount = read_amount(plain, in_wan=each.type is Type.TEN_THOUSAND_YUAN)
            row.remarks += [note.about(each.code, each.name) for note in amount.notes]
            _put(row, each, amount.fen)
        case Type.WHOLE:
            if folded(plain).removeprefix("-").isdecimal() and len(plain) < 18:
                _put(row, each, int(folded(plain)))
            else:
                row.say(notes.INTEGER, each)
        case Type.CHOICE:
            _read_choice(row, each, plain)
        case Type.CHOICES:
            penalties = read_penalties(plain, known.penalty_words)
            row.remarks += [note.about(each.code, each.name) for note in penalties.notes]
            row.fact["penalties"] = penalties.words
            _put(row, each, penalties.text)
        case _:
            _read_text(row, each, plain, known)
    return False


def _read_code(row: Interpreted, each: Field, plain: str) -> bool:
    code = read_code(plain)
    if code.is_person:
        return True
    if each.into == "subject.uscc":
        row.remarks += [note.about(each.code, each.name) for note in code.notes]
        row.subject["uscc"] = code.code
    elif each.into == "authority_code":
        # What is wrong with the authority's own code keeps no row out.
        row.fact["authority_code"] = code.code
    else:
        _put(row, each, code.code)
    return False


def _read_day(row: Interpreted, each: Field, plain: str, known: Known) -> None:
    day = read_day(plain)
    row.remarks += [note.about(each.code, each.name) for note in day.notes]
    in_past = each.into in {"decided_on", "performed_on", "subject.established_on"}
    if day.is_forever and in_past:
        row.say(notes.DATE_FUTURE, each, day="长期")
        return
    if day.day is not None and day.day < EARLIEST:
        row.say(notes.DATE_EARLY, each, day=day.day)
        return
    if day.day is not None and in_past and day.day > known.today:
        row.say(notes.DATE_FUTURE, each, day=day.day)
        return
    if each.into == "ends_on":
        # As written the last day counts; kept half-open.
        row.fact["ends_on"] = day.day + ONE_DAY if day.day else None
        row.fact["last_day"] = day.day
        return
    if each.into == FIELDS:
        row.fields[each.code] = day.day.isoformat() if day.day else "长期"
        return
    _put(row, each, day.day)


def _read_choice(row: Interpreted, each: Field, plain: str) -> None:
    said = folded(plain)
    if said not in each.options:
        row.say(notes.CHOICE, each, choices="、".join(each.options))
        return
    turned: Mapping[str, Mapping[str, Any]] = {
        "severity": SEVERITIES,
        "intent": INTENTS,
        "subject.status": STATUSES,
    }
    _put(row, each, turned.get(each.into, {}).get(said, said))


def _read_text(row: Interpreted, each: Field, plain: str, known: Known) -> None:
    if each.into == "document_no":
        number = read_number(plain)
        row.remarks += [note.about(each.code, each.name) for note in number.notes]
        row.fact |= {"document_no": number.text, "document_key": number.key}
        row.fact["number_year"] = number.year
        if not number.key:
            row.say(notes.MISSING, each)
        return
    if each.into == "behaviour":
        act = known.acts.get(folded(plain))
        if act is None:
            row.say(notes.BEHAVIOUR, each, shown=plain[:20])
            return
        row.fact |= {"behaviour_id": act.id, "is_safety": act.is_safety, "act": act}
        return
    if each.into == TEXTS:
        for what in personal(plain):
            row.say(HINT_OF_PERSONAL[what], each)
    _put(row, each, plain)


def _put(row: Interpreted, each: Field, value: Any) -> None:
    if value is None:
        return
    if each.into == TEXTS:
        row.texts[each.code] = value
    elif each.into == FIELDS:
        row.fields[each.code] = value
    elif each.into.startswith("subject."):
        row.subject[each.into.removeprefix("subject.")] = value
    else:
        row.fact[each.into] = value


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


def _judge_days(row: Interpreted, known: Known) -> None:
    start = row.fact.get("starts_on") or row.fact.get("decided_on")
    end = row.fact.get("last_day")
    if start and end and end < start:
        row.say(notes.DATE_ORDER, end=end, start=start)


def _judge_authority(row: Interpreted, known: Known) -> None:
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


def _judge_adverse(row: Interpreted, known: Known) -> None:
    """What an adverse fact has to have before it takes effect; without it the row is held."""
    if not known.is_adverse:
        row.fact.pop("severity", None)
        return
    if row.weight >= Weight.REJECT:
        # What is not taken in anyway needs nothing to take effect.
        return
    labels = {each.into: each for each in known.fields}
    for name, kind in (("basis", notes.HELD_BASIS), ("authority", notes.HELD_AUTHORITY)):
        if not row.fact.get(name):
            row.say(kind, labels.get(name), label=labels[name].name if name in labels else name)
    if row.fact.get("severity") is None:
        row.fact["severity"] = _severity(row, known)
    if row.fact["severity"] is None:
        row.say(notes.HELD_SEVERITY)
    if not known.is_attested:
        row.say(notes.HELD_NOTICE)


def _severity(row: Interpreted, known: Known) -> int | None:
    """By the table for penalties; else as the sectors' list of acts has it, and what is on a list
    by law is as grave as the list."""
    act: Act | None = row.fact.get("act")
    decided_on = row.fact.get("decided_on")
    if known.kind == "penalty" and decided_on:
        words: Sequence[PenaltyWord] = row.fact.get("penalties", ())
        graded = grade(
            known.severities,
            kinds=[word.code for word in words],
            amount=row.fact.get("amount"),
            sector=known.sector,
            decided_on=decided_on,
        )
        if graded.severity is not None:
            return graded.severity
    if act:
        return act.severity
    return {"list": 3, "abnormal": 2}.get(known.kind)
