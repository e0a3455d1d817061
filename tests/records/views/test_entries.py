"""One row on a form: tried, kept, sent, corrected by its number."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock, doors
from core.actors import SYSTEM, Role
from records.intake import drafts
from records.models import Batch, DraftRow, FactVersion, QueuedRow
from tests.records.intake.office import Office, good
from tests.records.intake.samples import CODES, NAMES, code, row, wsh
from tests.records.views.desk import clerk_of, newest
from tests.sectors import build
from tests.sectors.browser import member, text_of

pytestmark = pytest.mark.django_db
START = "/submissions/entries"


def form(office: Office) -> str:
    return f"{START}/{office.penalty.item.code}"


def filled(number: int = 1, **changes: Any) -> dict[str, Any]:
    values = dict(zip(CODES, row(number), strict=True)) | {"CF_JDRQ": "2026-04-15"}
    return {"attests": "on", "deed": "submit", **values} | changes


@pytest.mark.req("R012")
def test_the_form_is_made_from_the_catalogue(office: Office) -> None:
    page = text_of(clerk_of(office).get(form(office)))
    for field in ("CF_XDR_SHXYM", "CF_WSH", "CF_CFLB", "CF_SY", "CF_NR_FK"):
        assert f'name="{field}"' in page
    assert "CF_FR_ZJHM" not in page
    assert 'type="date"' in page
    assert f'value="{office.world.bureau.name}"' in page


@pytest.mark.req("R012")
def test_tried_first_it_says_what_would_happen_and_writes_nothing(office: Office) -> None:
    office.enrol(1)
    answer = clerk_of(office).post(form(office), **filled(deed="preview"))
    page = text_of(answer)
    assert answer.status_code == 200, page
    assert "可以入库，作为新信息。" in page
    assert "确认报送" in page
    assert (Batch.objects.count(), FactVersion.objects.count()) == (0, 0)
    without = text_of(clerk_of(office).post(form(office), **filled(deed="preview", attests="")))
    assert "要件不全" in without


@pytest.mark.req("R012")
def test_sent_it_goes_the_way_of_a_file(office: Office) -> None:
    office.enrol(1)
    answer = clerk_of(office).post(form(office), **filled())
    assert (answer.status_code, answer["Location"]) == (303, f"/submissions/{newest().id}")
    batch = newest()
    assert (batch.channel, batch.state, batch.rows) == ("form", "done", 1)
    version = FactVersion.objects.get()
    assert (version.document_no, version.amount, version.notice_basis) == (
        wsh(31),
        12_000_000,
        "attested",
    )
    assert version.batch_id == batch.id
    page = text_of(clerk_of(office).get(f"/submissions/{batch.id}"))
    assert f'href="/facts/{version.fact_id}"' in page
    assert f'href="/facts/{version.fact_id}/documents"' in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"CF_XDR_SHXYM": ""}, "请填写"),
        ({"CF_XDR_SHXYM": code(1)[:17]}, "应为 18 位"),
        ({"CF_JDRQ": "2026-02-31"}, "2026年2月没有31日"),
        ({"CF_JDRQ": "2099-12-31"}, "晚于今天"),
        ({"CF_NR_FK": "很多"}, "无法识别"),
        ({"CF_CFLB": "吊死"}, "选择一个有效的选项"),
        ({"CF_NR_FK": ""}, "没有填写"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_sent(
    office: Office, changes: dict[str, Any], said: str
) -> None:
    office.enrol(1)
    answer = clerk_of(office).post(form(office), **filled(**changes))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert Batch.objects.count() == 0


def test_a_person_is_not_kept(office: Office) -> None:
    answer = clerk_of(office).post(form(office), **filled(CF_XDR_LB="自然人"))
    assert "这是自然人的信息" in text_of(answer)
    assert Batch.objects.count() == 0


def test_corrected_by_its_number_however_it_is_written(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    clerk = clerk_of(office)
    fact_id = FactVersion.objects.get().fact_id
    item = office.penalty.item.code
    found = text_of(clerk.get(START, item=item, number="锡澄环罚决[2026]31号"))
    assert f"{form(office)}?fact={fact_id}" in found
    assert NAMES[1] in found
    assert "没有找到" in text_of(clerk.get(START, item=item, number="锡澄环罚决〔2026〕99号"))
    page = text_of(clerk.get(form(office), fact=fact_id))
    assert 'value="12"' in page
    assert 'value="2026-04-15"' in page
    tried = text_of(clerk.post(form(office), **filled(CF_NR_FK="8", deed="preview")))
    assert "<del>120,000 元</del> <ins>80,000 元</ins>" in tried
    clerk.post(form(office), **filled(CF_NR_FK="8"))
    standing = FactVersion.objects.get(closed_at=None)
    assert (standing.fact_id, standing.amount) == (fact_id, 8_000_000)


def test_another_units_fact_is_not_filled_in(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    fact_id = FactVersion.objects.get().fact_id
    other = member(build.unit())
    assert other.get(form(office), fact=fact_id).status_code == 404
    assert clerk_of(office).get(form(office), fact=fact_id + 999).status_code == 404


def test_a_draft_is_its_makers_alone(office: Office) -> None:
    clerk = clerk_of(office)
    answer = clerk.post(form(office), CF_XDR_MC=NAMES[1], deed="draft")
    draft = DraftRow.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{form(office)}?draft={draft.id}")
    assert draft.values["CF_XDR_MC"] == NAMES[1]
    assert NAMES[1] in text_of(clerk.get(START))
    assert f'value="{NAMES[1]}"' in text_of(clerk.get(form(office), draft=draft.id))
    colleague = member(office.world.bureau, Role.CLERK)
    assert NAMES[1] not in text_of(colleague.get(START))
    assert colleague.get(form(office), draft=draft.id).status_code == 404
    assert colleague.post(f"/submissions/drafts/{draft.id}/discard").status_code == 303
    assert DraftRow.objects.filter(id=draft.id).exists()
    clerk.post(f"/submissions/drafts/{draft.id}/discard")
    assert not DraftRow.objects.exists()


def test_a_draft_that_is_sent_is_gone(office: Office) -> None:
    office.enrol(1)
    clerk = clerk_of(office)
    clerk.post(form(office), **filled(deed="draft"))
    draft = DraftRow.objects.get()
    answer = clerk.post(f"{form(office)}?draft={draft.id}", **filled())
    assert answer.status_code == 303, text_of(answer)
    assert (DraftRow.objects.count(), FactVersion.objects.count()) == (0, 1)


def test_a_draft_left_alone_goes_by_itself(office: Office) -> None:
    clerk_of(office).post(form(office), CF_XDR_MC=NAMES[1], deed="draft")
    assert doors.run(drafts.clear_expired, actor=SYSTEM) == 0
    past = clock.now() - timedelta(days=40)
    DraftRow.objects.update(changed_at=past, expires_at=past + timedelta(days=30))
    assert NAMES[1] not in text_of(clerk_of(office).get(START))
    assert doors.run(drafts.clear_expired, actor=SYSTEM) == 1


def test_the_database_keeps_no_draft_without_an_end(office: Office) -> None:
    clerk_of(office).post(form(office), CF_XDR_MC=NAMES[1], deed="draft")
    with (
        pytest.raises(IntegrityError, match="records_draftrow_expires"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE records_draftrow SET expires_at = changed_at")


def test_where_a_second_person_is_asked_for_the_row_waits(office: Office) -> None:
    office.enrol(1)
    version = office.checked_penalty()
    answer = clerk_of(office).post(f"{START}/{version.item.code}", **filled())
    assert answer.status_code == 303
    assert (newest().state, FactVersion.objects.count()) == ("waiting", 0)
    assert QueuedRow.objects.count() == 0
