"""From what a row says to what the ledger takes: typed, with remarks. Pure; whatever has to be
looked up was looked up before (`Known`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, timedelta
from typing import Any

from records.decisions.fields import FIELDS, NOWHERE, TEXTS, Field, Required, Type
from records.intake import notes
from records.intake.judging import judge
from records.intake.known import Interpreted, Known
from records.intake.reading.columns import ESSENTIAL
from records.intake.values.amounts import read_amount
from records.intake.values.codes import read_code
from records.intake.values.dates import read_day
from records.intake.values.numbers import read_number
from records.intake.values.penalties import read_penalties
from records.intake.values.text import clean, folded, has_invisible, is_nothing, personal

EARLIEST = date(1949, 10, 1)
SEVERITIES = {"轻微": 1, "一般": 2, "严重": 3}
INTENTS = {"故意": "wilful", "过失": "negligent", "非主观": "unintended"}
STATUSES = {"存续": "active", "吊销": "revoked", "注销": "cancelled", "迁出": "moved"}
PERSON = "自然人"
PERSONS = frozenset({"公民", "个人"})
# Fields of the penalty template by which a row says that it is none, or was made on the spot.
SAYS_WHAT = ("CF_CFMC", "CF_CFLB", "CF_NR", "X_CXLX")
ONE_DAY = timedelta(days=1)
# Cells of these are seldom the same twice; longer ones and more of them are not kept.
UNIQUE = frozenset({TEXTS, "document_no"})
LONGEST_KEPT = 80
MOST_KEPT = 200_000
HINT_OF_PERSONAL = {
    "person_number": notes.TEXT_PERSON_NUMBER,
    "phone": notes.TEXT_PHONE,
    "plate": notes.TEXT_PLATE,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell comes to. The same is said a thousand times over in a file, so what was read is
    kept for the next time."""

    plain: str = ""
    is_person: bool = False
    read: Interpreted = dataclass_field(default_factory=Interpreted)


NOTHING = Cell()


class Reader:
    """Reads rows of one layout: `present` are the fields it has columns for, where it has any."""

    def __init__(self, known: Known, present: Collection[str] | None = None) -> None:
        self.known = known
        self._categories = [e.code for e in known.fields if e.into == "subject.category"]
        self._fields = [
            (each, each.into not in UNIQUE)
            for each in known.fields
            if each.into != NOWHERE
            and (present is None or each.code in present or each.required is not Required.NEVER)
        ]
        self._cells: dict[tuple[str, str], Cell] = {}

    def read(self, values: Mapping[str, str]) -> Interpreted:
        """Read one row. Whatever is wrong is said at once, not one thing after the other."""
        for code in self._categories:
            category = folded(values.get(code, ""))
            if category.startswith(PERSON) or category in PERSONS:
                return Interpreted(is_person=True)
        read: list[tuple[Field, Cell]] = []
        given: dict[str, str] = {}
        for each, is_common in self._fields:
            cell = self._cell(each, values.get(each.code, ""), is_common=is_common)
            if cell.is_person:
                return Interpreted(is_person=True)
            if cell.plain:
                given[each.code] = cell.plain
                read.append((each, cell))
            elif each.required is not Required.NEVER:
                read.append((each, cell))
        row = Interpreted()
        for each, cell in read:
            if cell.plain:
                row.add(cell.read)
            else:
                _miss(row, each, given)
        said = [given[code] for code in SAYS_WHAT if code in given]
        judge(row, self.known, given=given, said=said)
        return row

    def _cell(self, each: Field, raw: str, *, is_common: bool) -> Cell:
        if not raw:
            return NOTHING
        if not is_common or len(raw) > LONGEST_KEPT:
            return _cell(each, raw, self.known)
        key = each.code, raw
        found = self._cells.get(key)
        if found is None:
            if len(self._cells) >= MOST_KEPT:
                self._cells.clear()
            found = self._cells[key] = _cell(each, raw, self.known)
        return found


def interpret(values: Mapping[str, str], known: Known) -> Interpreted:
    """Read a single row."""
    return Reader(known).read(values)


def _cell(each: Field, raw: str, known: Known) -> Cell:
    plain = clean(raw)
    if is_nothing(plain):
        return NOTHING
    read = Interpreted()
    if has_invisible(raw):
        read.say(notes.CONTROL, each)
    is_person = read_cell(read, each, plain, known)
    return Cell(plain, is_person, read)


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


def read_cell(row: Interpreted, each: Field, plain: str, known: Known) -> bool:
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
