"""The catalogue: what may be sent, and what a row is made of."""

import json
from datetime import timedelta

import pytest

from core import clock
from records.decisions.fields import Type
from records.models import CatalogueVersion
from records.serializers.catalogue import FORMS
from tests.records.api.asking import Asking, refusal
from tests.records.build import item

pytestmark = pytest.mark.django_db


@pytest.mark.req("R180")
def test_a_system_learns_what_it_may_send_and_what_a_row_is_made_of(asking: Asking) -> None:
    penalty = asking.office.penalty
    said = json.loads(asking.get("/api/v1/catalogue").content)
    assert said["on"] == clock.today().isoformat()
    by_code = {each["code"]: each for each in said["items"]}
    assert by_code[penalty.item.code] == {
        "code": penalty.item.code,
        "name": penalty.name,
        "info_class": "administration",
        "kind": "penalty",
        "polarity": "adverse",
        "disclosure": "public",
        "basis": "行政处罚法",
        "update_cycle": "实时",
        "report_days": None,
        "needs_check": False,
        "version": 1,
        "valid_from": "2015-01-01",
        "may_send": True,
    }
    assert by_code[asking.office.register.item.code]["may_send"] is False
    other = json.loads(asking.get("/api/v1/catalogue", key=asking.other_key).content)
    assert not any(each["may_send"] for each in other["items"])
    detail = json.loads(asking.get(f"/api/v1/catalogue/{penalty.item.code}").content)
    outline = {name: detail[name] for name in by_code[penalty.item.code]}
    assert outline == by_code[penalty.item.code]
    bureau = asking.office.world.bureau
    assert detail["sources"] == [{"code": bureau.code, "name": bureau.name}]
    fields = {each["code"]: each for each in detail["fields"]}
    assert fields["CF_NR_FK"] == {
        "code": "CF_NR_FK",
        "name": "罚款金额(万元)",
        "aliases": fields["CF_NR_FK"]["aliases"],
        "type": "money_wan",
        "form": "万元",
        "longest": None,
        "required": "when",
        "when": "CF_CFLB 含 罚款",
        "options": [],
        "is_kept": True,
    }
    assert (fields["CF_FRDB"]["is_kept"], fields["CF_WSH"]["longest"]) == (False, 128)


def test_every_type_of_field_says_how_it_is_filled_in() -> None:
    assert set(FORMS) == set(Type)


def test_editions_are_read_by_their_day_and_what_has_ended_is_gone(asking: Asking) -> None:
    penalty = asking.office.penalty
    tomorrow = clock.today() + timedelta(days=1)
    ended = item("licence", "neutral", asking.office.world.bureau)
    values = {
        name: getattr(ended, name)
        for name in ("item", "kind", "polarity", "name", "basis", "disclosure", "update_cycle")
    }
    CatalogueVersion.objects.create(
        **values,
        number=2,
        source="测试",
        is_ended=True,
        valid_from=tomorrow,
        recorded_on=clock.today(),
    )
    code = ended.item.code
    assert asking.get(f"/api/v1/catalogue/{code}").status_code == 200
    later = asking.get(f"/api/v1/catalogue/{code}?on={tomorrow}")
    assert refusal(later) == (404, "core.not_found")
    listed = json.loads(asking.get(f"/api/v1/catalogue?on={tomorrow}").content)
    codes = [each["code"] for each in listed["items"]]
    assert (penalty.item.code in codes, code in codes) == (True, False)


def test_what_has_not_changed_is_a_304_until_an_edition_is_added(asking: Asking) -> None:
    for address in ("/api/v1/catalogue", f"/api/v1/catalogue/{asking.item}"):
        tag = asking.get(address)["ETag"]
        assert asking.get(address, **{"If-None-Match": tag}).status_code == 304
        other = asking.get(address, key=asking.other_key, **{"If-None-Match": tag})
        assert other.status_code == 200
        item("licence", "neutral", asking.office.world.bureau)
        assert asking.get(address, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("catalogue?on=2026-02-31", 400, "intake.call_form"),
        ("catalogue/none", 404, "core.not_found"),
        ("catalogue/%27", 404, "core.not_found"),
        ("catalogue/%00", 400, "core.bad_request"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    asking: Asking, path: str, status: int, code: str
) -> None:
    assert refusal(asking.get(f"/api/v1/{path}")) == (status, code)
    _, key = asking.make(asking.office.world.bureau, "changes:read")
    if code != "core.bad_request":
        assert refusal(asking.get(f"/api/v1/{path}", key=key)) == (403, "core.scope_missing")
