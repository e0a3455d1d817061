"""From the county's plain values to the rows the ledger takes."""

from portal.demo.county.said import Said
from portal.demo.county.subjects import Entry
from portal.demo.offices import Offices
from records.decisions.numbers import document_key
from records.sql.rows import FactRow
from records.sql.subjects import SubjectRow


def subject_row(n: int, entry: Entry) -> SubjectRow:
    return SubjectRow(
        n=n,
        uscc=entry.uscc,
        valid_from=entry.valid_from,
        name=entry.name,
        sign=entry.sign,
        kind=entry.kind,
        status=entry.status,
        region_code=entry.region_code,
        industry_code=entry.industry_code,
        established_on=entry.established_on,
        address=entry.address,
    )


def fact_row(
    n: int, said: Said, subject_id: int, offices: Offices, attestation_id: int | None
) -> FactRow:
    office = offices.by_code[said.unit]
    return FactRow(
        n=n,
        subject_id=subject_id,
        unit_id=office.id,
        catalogue_version_id=offices.versions[said.item].id,
        source_key=said.key,
        decided_on=said.decided_on,
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        document_no=said.document_no,
        document_key=document_key(said.document_no),
        authority=office.name,
        authority_key=office.key,
        basis=said.basis,
        behaviour_id=offices.behaviours[said.behaviour] if said.behaviour else None,
        severity=said.severity,
        is_safety=said.is_safety,
        outcome=said.outcome,
        amount=said.amount,
        confiscated=said.confiscated,
        performed_on=said.performed_on,
        notice_basis="attested" if attestation_id else "",
        attestation_id=attestation_id,
        fields=said.fields,
        texts=said.texts,
    )
