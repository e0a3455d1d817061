"""The file of one organisation as its page says it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.decisions import chinese
from portal.public import sql
from portal.public.channels import Channel, channel_of
from portal.public.rules import SEVERITY_CODES, Book, book_with
from portal.public.sentences import SAID, sentence
from portal.public.words import ONE_DAY
from records.models import CorrectionNote, ItemKind, Polarity, Severity, SubjectVersion
from records.queries import files
from records.queries.files import PublicFact, PublicFile, Registered

# Of what is not adverse so many of a kind on the first page; the others a link away.
FEW = 5
MANY = 1_000
# What a citizen looks for first comes first.
ORDER: Sequence[str] = (
    ItemKind.PENALTY,
    ItemKind.LIST,
    ItemKind.ABNORMAL,
    ItemKind.COURT,
    ItemKind.COMMITMENT,
    ItemKind.HONOUR,
    ItemKind.REWARD,
    ItemKind.LICENCE,
    ItemKind.INSPECTION,
    ItemKind.EVALUATION,
)
# Patterns of persons in what nobody has read beforehand; texts are read by a person.
_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![0-9A-Za-z])"
    r"|(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One fact in words."""

    anchor: str
    sentence: str
    until: str
    repair: str
    severity: str
    is_disputed: bool
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    title: str
    facts: tuple[Said, ...]
    count: int

    @property
    def left(self) -> int:
        return self.count - len(self.facts)


@dataclass(frozen=True, slots=True)
class FilePage:
    uscc: str
    name: str
    kind: str
    status: str
    is_active: bool
    details: tuple[tuple[str, str], ...]
    adverse: tuple[Group, ...]
    others: tuple[Group, ...]
    notes: tuple[CorrectionNote, ...]
    channels: tuple[Channel, ...]
    day: date
    is_cut: bool
    only: str = ""

    @property
    def adverse_count(self) -> int:
        return sum(group.count for group in self.adverse)


def file_page(
    uscc: str, day: date, *, has_notes: bool, only: str = ""
) -> tuple[PublicFile, FilePage]:
    """Everything the page says; with `only`, all of one kind instead of the first few of each."""
    found = files.public_file(uscc=uscc, day=day)
    adverse = [fact for fact in found.facts if fact.polarity == Polarity.ADVERSE]
    others = [fact for fact in found.facts if fact.polarity != Polarity.ADVERSE]
    book = book_with((f.disclosure_rule_id for f in adverse if f.disclosure_rule_id), day)
    register = found.register
    labels = dict(ItemKind.choices)
    limit = MANY if only else FEW
    return found, FilePage(
        uscc=uscc,
        name=found.name,
        kind=_label(SubjectVersion.Kind.choices, register.kind if register else ""),
        status=_label(SubjectVersion.Status.choices, register.status if register else ""),
        is_active=register is None or register.status == SubjectVersion.Status.ACTIVE,
        details=_register(register, found),
        adverse=tuple(_groups(adverse, labels, book, day, limit=MANY, only=only)),
        others=tuple(_groups(others, labels, book, day, limit=limit, only=only)),
        notes=tuple(_notes(found.subject_id)) if has_notes else (),
        channels=tuple(dict.fromkeys(channel_of(fact) for fact in adverse)),
        day=day,
        is_cut=found.is_cut,
        only=labels.get(only, ""),
    )


def _groups(
    facts: Sequence[PublicFact],
    labels: Mapping[str, str],
    book: Book,
    day: date,
    *,
    limit: int,
    only: str,
) -> list[Group]:
    by_kind: dict[str, list[PublicFact]] = {}
    for fact in facts:
        if not only or fact.kind == only:
            by_kind.setdefault(fact.kind, []).append(fact)
    place = {kind: number for number, kind in enumerate(ORDER)}
    return [
        Group(
            code=kind,
            title=labels[kind],
            facts=tuple(said(fact, book, day) for fact in by_kind[kind][:limit]),
            count=len(by_kind[kind]),
        )
        for kind in sorted(by_kind, key=lambda kind: (place.get(kind, len(place)), kind))
    ]


def said(fact: PublicFact, book: Book, day: date) -> Said:
    severity = SEVERITY_CODES[Severity(fact.severity)] if fact.severity else ""
    return Said(
        anchor=f"f{fact.fact_id}",
        sentence=without_persons(sentence(fact)),
        until=_until(fact),
        repair=_repair(fact, book, day),
        severity=severity,
        is_disputed=fact.is_disputed,
        details=tuple(_details(fact, book, day)),
    )


def without_persons(text: str) -> str:
    """Numbers of cards and telephones that stand where none should."""
    return _PERSONAL.sub("＊＊＊", text) if any(c.isdigit() for c in text) else text


def _until(fact: PublicFact) -> str:
    if fact.polarity == Polarity.ADVERSE:
        return (
            f"公示至{chinese(fact.last_day_shown)}。" if fact.last_day_shown else "公示至移出之日。"
        )
    if fact.last_day_shown is None:
        return "长期有效。" if fact.kind == ItemKind.LICENCE else ""
    word = "公示至"
    if fact.ends_on is not None and fact.last_day_shown == fact.ends_on - ONE_DAY:
        word = "履行期限至" if fact.kind == ItemKind.COMMITMENT else "有效期至"
    return f"{word}{chinese(fact.last_day_shown)}。"


def _repair(fact: PublicFact, book: Book, day: date) -> str:
    if fact.polarity != Polarity.ADVERSE or fact.disclosure_rule_id is None:
        return ""
    if not fact.is_repairable:
        return "依法不予修复。"
    if book.is_state(fact.disclosure_rule_id):
        return "纠正后可以向列入机关申请移出。"
    if fact.repair_from is None:
        return "法定责任履行完毕即可申请修复。"
    if fact.repair_from <= day:
        return "已过最短公示期，义务履行完毕的可以申请修复。"
    return f"自{chinese(fact.repair_from)}起可以申请修复。"


def _details(fact: PublicFact, book: Book, day: date) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in fact.fields.items():
        text = str(value).strip()
        if text and (name not in SAID or len(text) > 60):
            found.append((name, without_persons(text)))
    for code, text in fact.texts.items():
        if text:
            found.append((fact.text_names.get(code, "说明"), text))
    if fact.basis:
        found.append(("依据", without_persons(fact.basis)))
    if fact.disclosure_rule_id is not None and fact.clock_starts_on is not None:
        start = chinese(fact.clock_starts_on)
        found.append(("公示期限", f"自{start}起算，{book.because(fact.disclosure_rule_id, day)}"))
    if fact.unit_name and fact.unit_name != fact.authority:
        found.append(("提供单位", fact.unit_name))
    return found


def _register(register: Registered | None, found: PublicFile) -> tuple[tuple[str, str], ...]:
    """What the register says; what it does not say is left out."""
    if register is None:
        return (("统一社会信用代码", found.uscc),)
    region, industry = register.region_code, register.industry_code
    names = sql.places([region[:6], region[:9], industry[:1], industry[:2]])
    place = "".join(dict.fromkeys(names[c] for c in (region[:6], region[:9]) if c in names))
    pairs = (
        ("统一社会信用代码", found.uscc),
        ("字号", register.sign),
        ("所在地", place),
        ("行业", names.get(industry[:2]) or names.get(industry[:1], "")),
        ("成立日期", chinese(register.established_on) if register.established_on else ""),
        ("住所", register.address),
    )
    return tuple((name, value) for name, value in pairs if value)


def _notes(subject_id: int) -> list[CorrectionNote]:
    published = CorrectionNote.objects.filter(subject_id=subject_id, published_at__isnull=False)
    return list(published.select_related("unit").order_by("-published_on", "-id")[:20])


def _label(choices: Sequence[tuple[str, str]], value: str) -> str:
    return dict(choices).get(value, "")
