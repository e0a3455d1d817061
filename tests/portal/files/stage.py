"""One organisation with something of everything in its file, made through the services on top of
the packs and the people of the demonstration. Also what the browser tests and screenshots show:

    python -m tests.portal.files.on_stage
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core import clock, doors
from core.actors import SYSTEM, Actor, Duty, Role
from documents.models import EvidenceFile
from records import uscc
from records.decisions.numbers import authority_key, document_key
from records.models import (
    Batch,
    BehaviourVersion,
    CatalogueVersion,
    FactVersion,
    QueuedRow,
    Subject,
    SupervisedObject,
)
from records.services import cases, objects, persons, subjects, texts, verbs
from records.services import facts as facts_service
from records.services.verbs import Grounds
from records.sql.facts import Written
from records.sql.rows import FactRow
from records.sql.subjects import SubjectRow
from sectors.models import OrgUnit

ENVIRONMENT, MARKET, MARITIME = "320281-sthjj", "320281-scjgj", "320281-hsj"
NAME = "江阴市云亭演示毛纺印染有限公司"
FORMER = "江阴市云亭演示毛纺厂"
OTHER = "江阴市新桥演示塑料包装有限公司"
SHOWN = "锡澄环罚决〔2026〕31号"


def code(number: int) -> str:
    """In the block no register issues."""
    body = f"MAYY{number:04d}"
    start = f"91320281{body}{uscc.organisation_check_character(body)}"
    return start + uscc.check_character(start)


USCC, OTHER_USCC, NEW_USCC = code(1), code(2), code(3)


@dataclass(slots=True)
class Stage:
    today: date
    subject: Subject
    other: Subject
    environment: OrgUnit
    clerk: Actor
    approver: Actor
    shown: Written
    inspection: Written
    repaired: Written
    disputed: Written
    waiting_text: Written


def build(clerk: Actor | None = None, approver: Actor | None = None) -> Stage:
    """`clerk` and `approver` serve in the environment bureau; invented ones when none are given."""
    today = clock.today()
    unit = OrgUnit.objects.get(code=ENVIRONMENT)
    clerk = clerk or somebody(unit, Role.CLERK)
    approver = approver or somebody(unit, Role.APPROVER)
    subject, other = _register(clerk, unit)
    proof = _proof(unit)
    maker = _Maker(subject, unit, clerk, proof, today)
    shown = maker.penalty(SHOWN, 180, amount=12_000_000, severity=2)
    disputed = maker.penalty(
        "锡澄环罚决〔2026〕44号", 60, amount=120_000_000, severity=3, safety=False
    )
    repaired = maker.penalty("锡澄环罚决〔2025〕9号", 400, amount=3_500_000, severity=2)
    maker.penalty("锡澄环罚决〔2026〕50号", 30, amount=None, severity=1)
    waiting = maker.penalty(
        "锡澄环罚决〔2026〕61号",
        12,
        amount=800_000,
        severity=2,
        texts={
            "CF_SY": "现场检查时，驾驶员李某强驾驶苏B12345号货车，联系电话13800138000，"
            "当事人未按规定设置危险废物识别标志。",
            "CF_NR": "责令改正，罚款人民币捌仟元整。",
        },
    )
    inspection = maker.plain("inspection", 200, outcome="责令改正", source_key="JC-2026-031")
    maker.plain("licence", 500, document_no="锡澄环许〔2025〕12号", years=3, authority="生态环境局")
    maker.plain("honour", 300, document_no="澄诚信〔2026〕2号", authority="江阴市人民政府")
    maker.plain("commitment", 90, document_no="CN-2026-7", authority="生态环境局")
    maker.plain(
        "evaluation-environment", 250, document_no="环评〔2026〕8号", authority="生态环境局"
    )
    doors.run(
        verbs.repair,
        actor=approver,
        fact_id=repaired.fact_id,
        grounds=Grounds("已履行完毕并作出信用承诺", "锡澄环信修〔2026〕3号"),
    )
    doors.run(
        verbs.dispute,
        actor=approver,
        fact_id=disputed.fact_id,
        grounds=Grounds("当事人认为处罚金额有误"),
    )
    doors.run(
        cases.tie_facts,
        actor=clerk,
        fact_ids=[shown.fact_id, inspection.fact_id],
        reason="检查发现问题后立案处罚",
        number="锡澄环立〔2026〕18号",
        rests_on={inspection.fact_id: shown.fact_id},
    )
    maker.revise(shown, amount=10_000_000)
    _read_texts(approver, [shown])
    doors.run(
        persons.name_person,
        actor=clerk,
        fact_id=shown.fact_id,
        role="principal",
        name="张三丰",
        statute="《中华人民共和国大气污染防治法》第九十九条",
    )
    _wait(unit)
    return Stage(
        today,
        subject,
        other,
        unit,
        clerk,
        approver,
        shown,
        inspection,
        repaired,
        disputed,
        waiting,
    )


def somebody(unit: OrgUnit, *roles: Role) -> Actor:
    from tests.sectors import build as sectors_build

    duties = tuple(Duty(unit_id=unit.pk, role=role) for role in roles)
    return sectors_build.staff(sectors_build.person(), *duties)


class _Maker:
    def __init__(
        self, subject: Subject, unit: OrgUnit, clerk: Actor, proof: EvidenceFile, today: date
    ) -> None:
        self.subject, self.unit, self.clerk = subject, unit, clerk
        self.proof, self.today = proof, today
        self.acts = list(
            BehaviourVersion.objects.filter(behaviour__sector__code="hb").order_by("behaviour_id")
        )

    def penalty(
        self,
        number: str,
        ago: int,
        *,
        amount: int | None,
        severity: int,
        safety: bool = False,
        texts: dict[str, str] | None = None,
    ) -> Written:
        act = next((each for each in self.acts if each.severity == severity), None)
        row = FactRow(
            subject_id=self.subject.pk,
            unit_id=self.unit.pk,
            catalogue_version_id=edition("penalty").pk,
            decided_on=self.today - timedelta(days=ago),
            document_no=number,
            document_key=document_key(number),
            authority=self.unit.name,
            authority_key=authority_key(self.unit.name),
            basis="《中华人民共和国大气污染防治法》第九十九条",
            behaviour_id=act.behaviour_id if act else None,
            severity=severity,
            is_safety=safety,
            amount=amount,
            notice_basis="document",
            notice_evidence_id=self.proof.pk,
            fields={
                "CF_WFXW": "超过大气污染物排放标准排放大气污染物",
                "CF_CFLB": ["罚款"] if amount else ["警告"],
            },
            texts=texts
            or {
                "CF_SY": "经检查，当事人印染车间废气排放口非甲烷总烃浓度超过排放标准。",
                "CF_NR": "责令改正违法行为，并处罚款。",
            },
        )
        return self._open(row)

    def plain(
        self,
        item: str,
        ago: int,
        *,
        document_no: str = "",
        authority: str = "",
        outcome: str = "",
        source_key: str = "",
        years: int = 0,
    ) -> Written:
        decided = self.today - timedelta(days=ago)
        row = FactRow(
            subject_id=self.subject.pk,
            unit_id=self.unit.pk,
            catalogue_version_id=edition(item).pk,
            decided_on=decided,
            ends_on=clock.add_months(decided, 12 * years) if years else None,
            document_no=document_no,
            document_key=document_key(document_no),
            authority=authority,
            authority_key=authority_key(authority),
            outcome=outcome,
            source_key=source_key,
        )
        return self._open(row)

    def revise(self, written: Written, **values: Any) -> None:
        version = FactVersion.objects.get(id=written.version_id)
        names = set(FactRow.__dataclass_fields__) - {"n", "texts", "is_safety", "moved_from_id"}
        names -= {"supervised_object_id"}
        given = {name: getattr(version, name) for name in names}
        given |= {"texts": version.text.texts if version.text else {}, **values}
        doors.run(facts_service.revise_facts, actor=self.clerk, rows=[FactRow(**given)])

    def _open(self, row: FactRow) -> Written:
        actor = self.clerk if self.unit.code == ENVIRONMENT else SYSTEM
        (written,) = doors.run(facts_service.open_facts, actor=actor, rows=[row])
        return written


def edition(item: str) -> CatalogueVersion:
    return CatalogueVersion.objects.filter(item__code=item).order_by("valid_from")[0]


def _register(clerk: Actor, unit: OrgUnit) -> tuple[Subject, Subject]:
    market = OrgUnit.objects.get(code=MARKET)
    common: dict[str, Any] = {
        "kind": "enterprise",
        "region_code": "320281",
        "industry_code": "17",
    }
    rows = [
        SubjectRow(uscc=USCC, valid_from=date(2012, 3, 1), name=FORMER, n=1, **common),
        SubjectRow(
            uscc=USCC,
            valid_from=date(2021, 6, 18),
            name=NAME,
            sign="云亭演示",
            established_on=date(2012, 3, 1),
            address="江阴市云亭街道演示路 18 号",
            n=2,
            **common,
        ),
        SubjectRow(uscc=OTHER_USCC, valid_from=date(2018, 9, 9), name=OTHER, n=3, **common),
    ]
    doors.run(
        subjects.register_subject_versions,
        actor=SYSTEM,
        rows=rows,
        catalogue_version_id=edition("registration").pk,
        unit_id=market.pk,
    )
    doors.run(
        subjects.add_provisional_subject,
        actor=clerk,
        unit_id=unit.pk,
        row=SubjectRow(
            uscc=NEW_USCC,
            valid_from=clock.today(),
            name="江阴市云亭演示餐饮店",
            kind="enterprise",
        ),
    )
    subject, other = (Subject.objects.get(uscc=each) for each in (USCC, OTHER_USCC))
    doors.run(
        subjects.record_succession,
        actor=SYSTEM,
        predecessor_id=other.pk,
        successor_id=subject.pk,
        kind="split",
        effective_on=date(2019, 1, 1),
        basis="江阴市市场监督管理局登记档案",
        unit_id=market.pk,
    )
    made = doors.run(
        objects.add_object,
        actor=clerk,
        unit_id=unit.pk,
        kind=SupervisedObject.Kind.SITE,
        number="CS-2026-001",
        name="演示路印染车间",
    )
    doors.run(
        objects.hold_object,
        actor=clerk,
        object_id=made.pk,
        subject_id=subject.pk,
        role="operator",
        valid_from=date(2020, 1, 1),
    )
    return subject, other


def _proof(unit: OrgUnit) -> EvidenceFile:
    content = b"proof of service"
    return EvidenceFile.objects.create(
        unit=unit,
        uploaded_at=clock.now(),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type="application/pdf",
        name="送达回证.pdf",
        retention="case",
    )


def _read_texts(approver: Actor, of: list[Written]) -> None:
    for each in of:
        version = FactVersion.objects.select_related("text").get(
            fact_id=each.fact_id, closed_at__isnull=True
        )
        assert version.text
        doors.run(
            texts.review_text,
            actor=approver,
            fact_id=each.fact_id,
            text_id=version.text.pk,
            texts=version.text.texts,
        )


def _wait(unit: OrgUnit) -> None:
    penalty = edition("penalty")
    batch = Batch.objects.create(
        unit=unit,
        item=penalty.item,
        catalogue_version=penalty,
        channel="upload",
        mode="partial",
        state="done",
        file_name="行政处罚-周报.csv",
        sha256="0" * 64,
        size=1,
        shelf=uuid.uuid4(),
        created_at=clock.now(),
    )
    QueuedRow.objects.create(
        batch=batch,
        unit=unit,
        item=penalty.item,
        queue=QueuedRow.Queue.HELD,
        waiting_key=hashlib.sha256(USCC.encode()).hexdigest(),
        uscc=USCC,
        name=NAME,
        document_no="锡澄环罚决〔2026〕70号",
        remarks=[],
        row={},
        queued_at=clock.now(),
    )
