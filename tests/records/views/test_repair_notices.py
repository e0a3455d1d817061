"""The notice of repair on screen: found by number, checked, made into a paper."""

from typing import Any

import pytest

from core import doors
from core.actors import SYSTEM, Role
from documents.models import IssuedDocument
from documents.services.numbers import set_pattern
from sectors.models import OrgUnit
from sectors.services.packs import load_packs
from tests.records import build as records_build
from tests.sectors import build
from tests.sectors.browser import Browser, member, text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/repair-notices/new"
FILLED: dict[str, Any] = {
    "addressee": "江阴某某毛纺有限公司",
    "document_no": "锡澄环罚决〔2026〕31号",
    "decided_on": "2026-04-15",
    "outcome": "罚款人民币 12 万元",
    "severity": "2",
    "scope": "ordinary",
    "channel": "xyzg",
    "contact": "法规科 0510-00000000",
}


@pytest.fixture
def unit() -> OrgUnit:
    doors.run(load_packs, actor=SYSTEM)
    return OrgUnit.objects.get(code="320281-sthjj")


@pytest.fixture
def clerk(unit: OrgUnit) -> Browser:
    return member(unit)


@pytest.mark.req("R162")
def test_a_notice_is_checked_and_then_made(clerk: Browser, unit: OrgUnit) -> None:
    shown = clerk.post(ADDRESS, **FILLED, preview="")
    page = text_of(shown)
    assert shown.status_code == 200
    assert "2026年7月16日" in page
    assert "12 个月，至 2027年4月15日" in page
    assert not IssuedDocument.objects.exists()
    missing = clerk.post(ADDRESS, **FILLED, issue="")
    assert missing.status_code == 409
    assert "文号规则" in text_of(missing)
    doors.run(
        set_pattern,
        actor=records_build.people(unit, Role.APPROVER),
        unit_id=unit.pk,
        kind="repair_notice",
        pattern="澄环信修告〔{year}〕{number}号",
    )
    made = clerk.post(ADDRESS, **FILLED, issue="")
    document = IssuedDocument.objects.get()
    assert (made.status_code, document.kind, document.unit_id) == (303, "repair_notice", unit.pk)
    assert document.number_text.startswith("澄环信修告〔")


def test_what_is_wrong_is_said_at_the_field(clerk: Browser) -> None:
    late = clerk.post(ADDRESS, **{**FILLED, "decided_on": "2099-12-31"}, issue="")
    assert late.status_code == 422
    assert "决定日期不能晚于今天" in text_of(late)
    old = clerk.post(ADDRESS, **{**FILLED, "decided_on": "1990-01-01"}, issue="")
    assert old.status_code == 422
    assert "没有适用的公示规则" in text_of(old)
    assert not IssuedDocument.objects.exists()


def test_a_number_nobody_knows_still_makes_a_notice(clerk: Browser) -> None:
    page = text_of(clerk.get(ADDRESS, number="锡澄环罚决[2026]31"))
    assert "没有找到已入库的处罚" in page
    assert "锡澄环罚决[2026]31" in page


def test_readers_make_none(unit: OrgUnit) -> None:
    reader = Browser(build.membership(build.person(), unit, Role.READER).person)
    assert reader.get(ADDRESS).status_code == 403
