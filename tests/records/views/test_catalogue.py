"""Pages of the catalogue: reading it as of a day, and keeping it in editions."""

from datetime import date, timedelta
from typing import Any

import pytest

from core import clock, doors
from core.actors import SYSTEM
from records.models import CatalogueItem, CatalogueVersion
from records.queries.catalogue import senders_of
from sectors.models import OrgUnit
from sectors.services.packs import load_packs
from tests import people
from tests.sectors.browser import Browser, member, text_of

pytestmark = pytest.mark.django_db

CODE = "penalty"
ADDRESS = f"/catalogue-editions/{CODE}"


@pytest.fixture
def office() -> Browser:
    doors.run(load_packs, actor=SYSTEM)
    return Browser(
        people.make_member("credit_office", OrgUnit.objects.get(code="320281-fgw")).person
    )


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


def filled(latest: CatalogueVersion, **changes: Any) -> dict[str, Any]:
    """The form as the browser would send it back untouched, with some changes."""
    sent: dict[str, Any] = {
        "valid_from": tomorrow().isoformat(),
        "name": latest.name,
        "basis": latest.basis,
        "source": latest.source,
        "disclosure": latest.disclosure,
        "shared_with": latest.shared_with,
        "update_cycle": latest.update_cycle,
        "report_days": latest.report_days or "",
        "data_resource": latest.data_resource,
        "unit_ids": [each.unit_id for each in senders_of([latest.id]).get(latest.id, [])],
    }
    for flag in ("any_unit", "needs_check", "is_priority", "unverified", "is_illustrative"):
        if getattr(latest, flag):
            sent[flag] = "on"
    for n, each in enumerate(latest.fields):
        for name, value in each.items():
            if value is True:
                sent[f"f{n}-{name}"] = "on"
            else:
                sent[f"f{n}-{name}"] = "、".join(value) if isinstance(value, list) else value
        sent.setdefault(f"f{n}-required", "never")
    return sent | changes


@pytest.mark.req("R010")
def test_the_catalogue_is_read_as_of_a_day(office: Browser) -> None:
    page = text_of(office.get("/catalogue-editions"))
    assert "行政处罚" in page
    assert "登记新条目" in page
    early = text_of(office.get("/catalogue-editions", on="1990-01-01"))
    assert "这一天没有施行的条目" in early
    clerk = member(OrgUnit.objects.get(code="320281-zjj"))
    assert "登记新条目" not in text_of(clerk.get("/catalogue-editions"))


@pytest.mark.req("R010")
def test_an_edition_changes_only_what_was_changed(office: Browser) -> None:
    latest = CatalogueVersion.objects.get(item__code=CODE)
    answer = office.post(f"{ADDRESS}/new", **filled(latest, name="行政处罚决定", report_days="5"))
    assert answer.status_code == 303, text_of(answer)
    made = CatalogueVersion.objects.get(item__code=CODE, number=2)
    assert (made.name, made.report_days, made.valid_from) == ("行政处罚决定", 5, tomorrow())
    assert made.fields == latest.fields
    assert made.basis == latest.basis
    page = text_of(office.get(ADDRESS))
    assert "待施行" in page
    assert "与上一版相比改动 2 处" in page
    assert "施行第 2 版" in text_of(office.get("/catalogue-editions"))


@pytest.mark.req("R010")
def test_a_data_item_is_added_and_another_dropped(office: Browser) -> None:
    latest = CatalogueVersion.objects.get(item__code=CODE)
    count = len(latest.fields)
    sent = filled(latest) | {
        f"f{count}-code": "CF_XZ",
        f"f{count}-name": "处罚细则",
        f"f{count}-type": "text",
        f"f{count}-into": "fields",
        f"f{count}-longest": "200",
        f"f{count}-required": "never",
        f"f{count}-aliases": "细则、实施细则",
    }
    assert office.post(f"{ADDRESS}/new", **sent).status_code == 303
    made = CatalogueVersion.objects.get(item__code=CODE, number=2)
    assert made.fields[:-1] == latest.fields
    assert made.fields[-1] == {
        "code": "CF_XZ",
        "name": "处罚细则",
        "type": "text",
        "into": "fields",
        "longest": 200,
        "aliases": ["细则", "实施细则"],
    }


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"valid_from": "2020-01-01"}, 409, "施行"),
        ({"valid_from": ""}, 422, "请填写施行日期"),
        ({"basis": ""}, 422, "请填写依据"),
        ({"f0-into": "nowhere-known"}, 422, "选择一个有效的选项"),
        ({"f0-code": "1 x"}, 422, "请用字母开头"),
        ({"f0-into": "decided_on"}, 400, "写入"),
    ],
)
def test_a_wrong_edition_says_what_is_wrong_and_changes_nothing(
    office: Browser, changes: dict[str, str], status: int, said: str
) -> None:
    latest = CatalogueVersion.objects.get(item__code=CODE)
    answer = office.post(f"{ADDRESS}/new", **filled(latest, **changes))
    assert answer.status_code == status
    assert said in text_of(answer)
    assert CatalogueVersion.objects.filter(item__code=CODE).count() == 1


@pytest.mark.req("R010")
def test_a_new_item_has_a_basis_and_its_own_fields(office: Browser) -> None:
    sent = {
        "code": "green-credit",
        "info_class": "honours",
        "kind": "honour",
        "polarity": "positive",
        "sector_id": "",
        "valid_from": "2026-01-01",
        "name": "绿色信贷示范",
        "basis": "某省促进条例第九条",
        "source": "本省补充目录（2026 年版）",
        "disclosure": "public",
        "shown_months": "36",
        "update_cycle": "每年",
        "f0-code": "RYMC",
        "f0-name": "荣誉名称",
        "f0-type": "text",
        "f0-into": "outcome",
        "f0-required": "always",
    }
    assert office.post("/catalogue-editions/new", **sent).status_code == 303
    made = CatalogueVersion.objects.get(item__code="green-credit")
    assert (made.number, made.shown_months, made.fields[0]["code"]) == (1, 36, "RYMC")
    again = office.post("/catalogue-editions/new", **sent)
    assert again.status_code == 409
    assert "换一个编码" in text_of(again)
    assert CatalogueItem.objects.filter(code="green-credit").count() == 1


def test_only_the_credit_office_edits(office: Browser) -> None:
    clerk = member(OrgUnit.objects.get(code="320281-zjj"))
    latest = CatalogueVersion.objects.get(item__code=CODE)
    assert clerk.get(ADDRESS).status_code == 200
    assert clerk.get(f"{ADDRESS}/new").status_code == 403
    assert clerk.post(f"{ADDRESS}/new", **filled(latest)).status_code == 403
    assert office.get("/catalogue-editions/no-such").status_code == 404
    assert CatalogueVersion.objects.filter(item__code=CODE).count() == 1
