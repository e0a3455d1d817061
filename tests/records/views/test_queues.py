"""Rows that wait: found, explained, completed, decided, left out."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.actors import Role
from records.models import Attestation, FactVersion, QueuedRow
from tests.documents import samples
from tests.records.intake.office import Office, good
from tests.records.intake.samples import NAMES, code, row, wsh
from tests.records.views.desk import clerk_of, reviewer_of
from tests.sectors import build
from tests.sectors.browser import member, text_of

pytestmark = pytest.mark.django_db
HELD, CONFLICT = "/submissions/queues/held", "/submissions/queues/conflict"
UNKNOWN, CHECK = "/submissions/queues/unknown", "/submissions/queues/check"


def waiting() -> QueuedRow:
    return QueuedRow.objects.get(state="waiting")


def of(found: QueuedRow, deed: str = "") -> str:
    return f"/submissions/rows/{found.id}/{deed}" if deed else f"/submissions/rows/{found.id}"


@pytest.mark.req("R015")
def test_held_rows_are_listed_with_what_they_lack_and_by_when(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1), attests=False)
    page = text_of(clerk_of(office).get(HELD))
    assert NAMES[1] in page
    assert "没有送达证明或单位声明" in page
    assert "本人声明" in page
    assert wsh(31) in text_of(clerk_of(office).get(HELD, item=office.penalty.item.code))
    assert "没有符合条件的行" in text_of(clerk_of(office).get(HELD, item="", due="soon"))


def test_what_is_overdue_is_counted_and_found(office: Office) -> None:
    office.enrol(1, 2)
    office.take_in(*good(1, 2), attests=False)
    late = QueuedRow.objects.latest("id")
    QueuedRow.objects.filter(id=late.id).update(due_on=clock.today() - timedelta(days=30))
    clerk = clerk_of(office)
    figure = '<span class="tile-label">已过报送时限</span><span class="tile-value">1<small>行'
    assert figure in text_of(clerk.get("/submissions"))
    page = text_of(clerk.get(HELD, due="overdue"))
    assert late.document_no in page
    assert page.count("/submissions/rows/") == 1


@pytest.mark.req("R015")
def test_several_rows_are_attested_at_once(office: Office) -> None:
    office.enrol(1, 2)
    office.take_in(*good(1, 2), attests=False)
    ids = list(QueuedRow.objects.values_list("id", flat=True))
    clerk = clerk_of(office)
    unsaid = clerk.post("/submissions/attest", row=ids)
    assert unsaid.status_code == 422
    assert "请先勾选声明" in text_of(unsaid)
    assert clerk.post("/submissions/attest", attests="on").status_code == 422
    assert (FactVersion.objects.count(), Attestation.objects.count()) == (0, 0)
    said = clerk.post("/submissions/attest", row=ids, attests="on")
    assert (said.status_code, said["Location"]) == (303, HELD)
    assert Attestation.objects.get().officer_id == office.clerk.person_id
    versions = FactVersion.objects.order_by("id")
    assert [each.notice_basis for each in versions] == ["attested", "attested"]
    assert "声明已记录：2 行入库。" in text_of(clerk.get(HELD))


@pytest.mark.req("R015")
def test_what_lacks_is_supplied_and_the_fact_is_shown(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""), attests=True)
    found = waiting()
    clerk = clerk_of(office)
    page = text_of(clerk.get(of(found)))
    assert "还缺什么" in page
    assert 'name="CF_YJ"' in page
    assert clerk.post(of(found, "supply"), CF_YJ="").status_code == 422
    answer = clerk.post(of(found, "supply"), CF_YJ="《大气污染防治法》第九十九条")
    assert (answer.status_code, answer["Location"]) == (303, of(found))
    version = FactVersion.objects.get()
    assert version.basis == "《大气污染防治法》第九十九条"
    page = text_of(clerk.get(of(found)))
    assert "已经入库" in page
    assert f"/facts/{version.fact_id}" in page


def test_a_proof_of_service_is_kept_and_frees_the_row(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1), attests=False)
    proof = SimpleUploadedFile("送达回证.pdf", samples.pdf())
    answer = clerk_of(office).post(of(waiting(), "supply"), proof=proof)
    assert answer.status_code == 303, text_of(answer)
    version = FactVersion.objects.select_related("notice_evidence").get()
    assert version.notice_evidence is not None
    assert (version.notice_basis, version.notice_evidence.name) == ("document", "送达回证.pdf")


def test_what_is_no_proof_is_refused_and_nothing_changes(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1), attests=False)
    found = waiting()
    proof = SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    answer = clerk_of(office).post(of(found, "supply"), proof=proof)
    assert answer.status_code == 415
    assert "SVG" in text_of(answer)
    assert QueuedRow.objects.get(id=found.id).state == "waiting"


def test_a_wrong_code_is_put_right(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_XDR_SHXYM=code(7)))
    found = waiting()
    assert found.queue == "unknown"
    clerk = clerk_of(office)
    assert "登记库中没有这个代码" in text_of(clerk.get(of(found)))
    assert NAMES[1] in text_of(clerk.get(UNKNOWN))
    answer = clerk.post(of(found, "supply"), CF_XDR_SHXYM=code(1))
    assert answer.status_code == 303, text_of(answer)
    assert FactVersion.objects.get().subject.uscc == code(1)


def test_a_conflict_shows_both_sides_and_a_decider_settles_it(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_XDR_MC="江阴市别的公司"))
    found = waiting()
    assert found.queue == "conflict"
    clerk, reviewer = clerk_of(office), reviewer_of(office)
    page = text_of(clerk.get(of(found)))
    assert NAMES[1] in page
    assert "登记库中的这个代码" in page
    assert "本行有误，不予入库" in page
    assert "代码无误，按代码归入" not in page
    refused = clerk.post(of(found, "decide"), decision="same", reason="已电话核实")
    assert refused.status_code == 403
    assert FactVersion.objects.count() == 0
    short = reviewer.post(of(found, "decide"), decision="same", reason="好")
    assert short.status_code == 422
    answer = reviewer.post(of(found, "decide"), decision="same", reason="已对照营业执照核实")
    assert answer.status_code == 303, text_of(answer)
    assert FactVersion.objects.get().subject.uscc == code(1)


def test_a_clerk_puts_right_what_was_copied_wrong(office: Office) -> None:
    office.enrol(1, 2)
    office.take_in(row(1, CF_XDR_SHXYM=code(2)))
    found = waiting()
    assert found.queue == "conflict"
    clerk = clerk_of(office)
    said = {"CF_XDR_SHXYM": code(1), "CF_XDR_MC": NAMES[1], "CF_WSH": wsh(31)}
    assert f'value="{code(2)}"' in text_of(clerk.get(of(found)))
    answer = clerk.post(of(found, "supply"), **said)
    assert answer.status_code == 303, text_of(answer)
    assert FactVersion.objects.get().subject.uscc == code(1)


def test_a_row_is_left_out_with_a_reason_and_its_content_goes(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1), attests=False)
    found = waiting()
    clerk = clerk_of(office)
    assert clerk.post(of(found, "drop"), reason="").status_code == 422
    answer = clerk.post(of(found, "drop"), reason="重复报送，已另行入库")
    assert (answer.status_code, answer["Location"]) == (303, HELD)
    found.refresh_from_db()
    assert (found.state, found.row, found.reason) == ("dropped", {}, "重复报送，已另行入库")
    page = text_of(clerk.get(of(found)))
    assert "已处理，没有入库" in page
    again = clerk.post(of(found, "drop"), reason="重复报送，已另行入库")
    assert again.status_code == 409


def test_another_unit_finds_no_such_row(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1), attests=False)
    found = waiting()
    other = member(build.unit(), Role.REVIEWER)
    assert "没有待办的行" in text_of(other.get(HELD))
    assert other.get(of(found)).status_code == 404
    assert other.post(of(found, "drop"), reason="不是我们的").status_code == 404
    assert other.post(of(found, "supply"), CF_YJ="依据").status_code == 404
    assert other.post("/submissions/attest", row=[found.id], attests="on").status_code == 404
    assert QueuedRow.objects.get(id=found.id).state == "waiting"


def test_an_unknown_queue_is_no_page(office: Office) -> None:
    assert clerk_of(office).get("/submissions/queues/sideways").status_code == 404


def test_the_second_person_lets_in_what_a_colleague_completed(office: Office) -> None:
    office.enrol(1)
    version = office.checked_penalty()
    batch = office.rows(row(1, CF_YJ=""), mode="check", item_code=version.item.code)
    clerk, reviewer = clerk_of(office), reviewer_of(office)
    clerk.post(f"/submissions/{batch.id}/confirm", mode="partial")
    reviewer.post(f"/submissions/{batch.id}/approve")
    office.work(batch)
    found = waiting()
    clerk.post(of(found, "supply"), CF_YJ="《大气污染防治法》第九十九条")
    found.refresh_from_db()
    assert (found.queue, FactVersion.objects.count()) == ("check", 0)
    assert "复核通过，入库" not in text_of(clerk.get(of(found)))
    assert clerk.post("/submissions/approve", row=[found.id]).status_code == 403
    assert "复核通过，入库" in text_of(reviewer.get(of(found)))
    assert NAMES[1] in text_of(reviewer.get(CHECK))
    assert reviewer.post("/submissions/approve", row=[found.id]).status_code == 303
    assert FactVersion.objects.count() == 1
