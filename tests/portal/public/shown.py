"""An organisation the public sees something of, by the shipped catalogue.

`python -m tests.portal.public.shown` writes it into a platform that runs; with `repair`, makes its
penalty good."""

import hashlib
import sys
from dataclasses import replace
from datetime import date

# Beyond the codes of the demonstration.
CODE, CLEAN = "91320281MAY998016U", "91320281MAY998024N"
NAME = "江阴市金鑫毛纺织染有限公司"
PENALTY = (
    "2026年4月15日，无锡市江阴生态环境局因超过大气污染物排放标准排放大气污染物，"
    "对其罚款12万元（锡澄环罚决〔2026〕31号）。"
)


def organisation() -> str:
    """Its code. Another one in the same town has nothing to be shown."""
    from core import clock, doors
    from core.actors import SYSTEM
    from documents.models import EvidenceFile
    from records.models import CatalogueSource, CatalogueVersion, Subject
    from records.services.facts import open_facts
    from records.services.subjects import register_subject_versions
    from records.sql.rows import FactRow
    from records.sql.subjects import SubjectRow
    from sectors.models import OrgUnit

    versions = CatalogueVersion.objects.select_related("item")
    shipped = {version.item.code: version.id for version in versions}
    register = CatalogueSource.objects.filter(version_id=shipped["registration"]).earliest("id")
    unit = OrgUnit.objects.get(name="无锡市江阴生态环境局")
    mill = SubjectRow(
        uscc=CODE,
        valid_from=date(2020, 1, 1),
        name=NAME,
        kind="enterprise",
        region_code="320281013",
        industry_code="1711",
    )
    clean = replace(mill, uscc=CLEAN, name="江阴市金鑫包装材料有限公司")
    doors.run(
        register_subject_versions,
        actor=SYSTEM,
        rows=[mill, clean],
        catalogue_version_id=shipped["registration"],
        unit_id=register.unit_id,
    )
    proof = EvidenceFile.objects.create(
        unit=unit,
        uploaded_at=clock.now(),
        sha256=hashlib.sha256(CODE.encode()).hexdigest(),
        size=1,
        media_type="application/pdf",
        name="送达回证.pdf",
        retention="case",
    )
    subject_id = Subject.objects.get(uscc=CODE).id
    number = "锡澄环罚决〔2026〕31号"
    penalty = FactRow(
        n=1,
        subject_id=subject_id,
        unit_id=unit.id,
        catalogue_version_id=shipped["penalty"],
        decided_on=date(2026, 4, 15),
        document_no=number,
        document_key=number,
        authority=unit.name,
        authority_key=unit.name,
        basis="《中华人民共和国大气污染防治法》第九十九条",
        severity=2,
        amount=12_000_000,
        notice_basis="document",
        notice_evidence_id=proof.id,
        fields={"CF_WFXW": "超过大气污染物排放标准排放大气污染物", "CF_CFLB": "罚款"},
    )
    licence = FactRow(
        n=2,
        subject_id=subject_id,
        unit_id=unit.id,
        catalogue_version_id=shipped["licence"],
        decided_on=date(2025, 3, 2),
        authority=unit.name,
        fields={"XK_XKWS": "排污许可证"},
    )
    doors.run(open_facts, actor=SYSTEM, rows=[penalty, licence])
    return CODE


def repair() -> None:
    from core import doors
    from core.actors import SYSTEM
    from records.models import FactVersion
    from records.services import verbs

    fact = FactVersion.objects.get(subject__uscc=CODE, kind="penalty").fact_id
    doors.run(verbs.repair, actor=SYSTEM, fact_id=fact, grounds=verbs.Grounds("已履行"))


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1:] == ["repair"]:
        repair()
    else:
        organisation()
