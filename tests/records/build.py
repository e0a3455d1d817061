"""What the tests of the ledger start from: a small catalogue, the rules of the day, units with
people, organisations, and facts opened through the services."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from core import clock, doors
from core.actors import Actor, Duty, Role
from documents.models import EvidenceFile
from records import uscc
from records.models import (
    Behaviour,
    BehaviourVersion,
    CatalogueItem,
    CatalogueSource,
    CatalogueVersion,
    DisclosureRule,
    Subject,
)
from records.services import facts as facts_service
from records.services import subjects as subjects_service
from records.sql.facts import Written
from records.sql.rows import FactRow
from records.sql.subjects import SubjectRow
from sectors.models import OrgUnit
from tests.sectors import build

LONG_AGO = date(2015, 1, 1)
DECIDED = date(2026, 4, 15)
_numbers = count(1)


def code() -> str:
    """A code in the block no register issues, right in both its check characters."""
    body = f"MAY{next(_numbers):05d}"
    start = f"91320281{body}{uscc.organisation_check_character(body)}"
    return start + uscc.check_character(start)


def people(unit: OrgUnit, *roles: Role) -> Actor:
    duties = [Duty(unit_id=unit.id, role=role) for role in roles]
    return build.staff(build.person(), *duties)


def rules() -> list[DisclosureRule]:
    """令36号 from 2026-04-01, and what was before it."""
    before, now = date(2023, 5, 1), date(2026, 4, 1)
    table: list[tuple[str, str, int, date, bool, int, int | None]] = [
        ("58-minor", "ordinary", 1, before, False, 0, 0),
        ("58-general", "ordinary", 2, before, True, 3, 36),
        ("58-serious", "ordinary", 3, before, True, 3, 36),
        ("58-safety-general", "safety", 2, before, True, 12, 36),
        ("58-safety-serious", "safety", 3, before, True, 12, 36),
        ("36-minor", "ordinary", 1, now, False, 0, 0),
        ("36-general", "ordinary", 2, now, True, 3, 12),
        ("36-serious", "ordinary", 3, now, True, 12, 36),
        ("state", "state", 2, LONG_AGO, True, 0, None),
    ]
    return DisclosureRule.objects.bulk_create(
        DisclosureRule(
            code=code_,
            scope=scope,
            severity=severity,
            valid_from=valid_from,
            applies_to_earlier=valid_from == now,
            shown=shown,
            min_months=least,
            max_months=most,
            exception_months=3 if code_ == "36-minor" else 0,
            basis="信用修复管理办法",
            is_founding=True,
            recorded_on=clock.today(),
        )
        for code_, scope, severity, valid_from, shown, least, most in table
    )


def item(
    kind: str,
    polarity: str,
    *senders: OrgUnit,
    disclosure: str = "public",
    any_unit: bool = False,
    is_system: bool = False,
    **values: Any,
) -> CatalogueVersion:
    number = next(_numbers)
    made = CatalogueItem.objects.create(
        code=f"{kind}-{number}",
        info_class="administration",
        kind=kind,
        polarity=polarity,
        is_system=is_system,
    )
    version = CatalogueVersion.objects.create(
        item=made,
        kind=kind,
        polarity=polarity,
        number=1,
        name=f"{kind}信息{number}",
        basis="行政处罚法",
        disclosure=disclosure,
        any_unit=any_unit,
        source="测试",
        valid_from=LONG_AGO,
        recorded_on=clock.today(),
        **{"update_cycle": "实时", **values},
    )
    CatalogueSource.objects.bulk_create(
        CatalogueSource(version=version, unit=unit) for unit in senders
    )
    return version


def behaviour() -> Behaviour:
    made = Behaviour.objects.create(code=f"b-{next(_numbers)}", sector=build.sector())
    BehaviourVersion.objects.create(
        behaviour=made,
        number=1,
        name="超标排放",
        basis="大气污染防治法 第九十九条",
        severity=2,
        evidence="处罚决定书",
        source="测试",
        valid_from=LONG_AGO,
        recorded_on=clock.today(),
    )
    return made


def evidence(unit: OrgUnit, media_type: str = "application/pdf") -> EvidenceFile:
    content = f"file {next(_numbers)}".encode()
    return EvidenceFile.objects.create(
        unit=unit,
        uploaded_at=clock.now(),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        name="送达回证.pdf",
        retention="case",
    )


@dataclass
class World:
    """A register, a bureau that punishes, and what they may say."""

    bureau: OrgUnit = field(default_factory=build.unit)
    register: OrgUnit = field(default_factory=build.unit)

    def __post_init__(self) -> None:
        self.rules = {rule.code: rule for rule in rules()}
        self.registration = item("registration", "neutral", self.register)
        self.penalty = item("penalty", "adverse", self.bureau)
        self.licence = item("licence", "neutral", self.bureau)
        self.inspection = item("inspection", "neutral", self.bureau, shown_months=12)
        self.honour = item("honour", "positive", self.bureau)
        self.abnormal = item("abnormal", "adverse", self.bureau)
        self.list_item = item("list", "adverse", self.bureau)
        self.clerk = people(self.bureau, Role.CLERK)
        self.approver = people(self.bureau, Role.APPROVER)
        self.other_approver = people(self.bureau, Role.APPROVER)
        self.registrar = people(self.register, Role.CLERK)
        self.proof = evidence(self.bureau)

    def subject(self, name: str = "江阴市演示毛纺有限公司", **values: Any) -> Subject:
        given = {"uscc": code(), "kind": "enterprise", **values}
        row = SubjectRow(valid_from=LONG_AGO, name=name, **given)
        self.register_rows([row])
        return Subject.objects.get(uscc=given["uscc"])

    def register_rows(self, rows: Sequence[SubjectRow]) -> subjects_service.Registered:
        return doors.run(
            subjects_service.register_subject_versions,
            actor=self.registrar,
            rows=rows,
            catalogue_version_id=self.registration.id,
            unit_id=self.register.id,
        )

    def penalty_row(self, subject: Subject, **values: Any) -> FactRow:
        number = next(_numbers)
        row = FactRow(
            n=number,
            subject_id=subject.id,
            unit_id=self.bureau.id,
            catalogue_version_id=self.penalty.id,
            decided_on=DECIDED,
            document_no=f"锡澄环罚决〔2026〕{number}号",
            document_key=f"锡澄环罚决〔2026〕{number}号",
            authority="无锡市生态环境局",
            authority_key="无锡市生态环境局",
            basis="大气污染防治法 第九十九条",
            severity=2,
            amount=12_000_000,
            notice_basis="document",
            notice_evidence_id=self.proof.id,
            fields={"CF_WFXW": "超标排放大气污染物"},
            texts={"CF_SY": "某日某时，当事人排放超标。", "CF_NR": "罚款十二万元。"},
        )
        return replace(row, **values)

    def neutral_row(self, version: CatalogueVersion, subject: Subject, **values: Any) -> FactRow:
        row = FactRow(
            n=next(_numbers),
            subject_id=subject.id,
            unit_id=self.bureau.id,
            catalogue_version_id=version.id,
            decided_on=DECIDED,
        )
        return replace(row, **values)

    def open(self, *rows: FactRow, actor: Actor | None = None) -> list[Written]:
        return doors.run(facts_service.open_facts, actor=actor or self.clerk, rows=rows)

    def revise(self, *rows: FactRow, actor: Actor | None = None) -> facts_service.Revised:
        return doors.run(facts_service.revise_facts, actor=actor or self.clerk, rows=rows)
