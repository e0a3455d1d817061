"""The acts on a fact: consequences first, then the form, then what became of it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from core import clock
from core.models import AuditEvent
from documents.models import EvidenceFile
from records.models import CaseFact, CorrectionNote, Fact, FactDocument, FactEffect, FactVersion
from records.queries.disclosure import shown_facts
from records.sql.facts import Written
from tests.documents import samples
from tests.records.build import World, item
from tests.records.views.reading import member, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def today() -> date:
    return clock.today()


@pytest.fixture
def recent(world: World, today: date) -> Written:
    """Shown now."""
    row = world.penalty_row(world.subject(), decided_on=today - timedelta(days=30))
    (written,) = world.open(row)
    return written


def effects(written: Written) -> list[str]:
    found = FactEffect.objects.filter(fact_id=written.fact_id, closed_at__isnull=True)
    return list(found.order_by("id").values_list("kind", flat=True))


def standing(written: Written) -> int:
    return FactVersion.objects.get(fact_id=written.fact_id, closed_at__isnull=True).pk


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("复议决定书.pdf", samples.pdf(), "application/pdf")


@pytest.mark.req("R003")
def test_withdrawing_says_what_follows_and_owes_a_note(
    world: World, recent: Written, today: date
) -> None:
    client = member("approver", world.bureau)
    address = f"/facts/{recent.fact_id}/withdraw"
    text = words(client.get(address))
    assert "公众页面、接口和检索中立即不再出现这条信息。" in text
    assert "须向社会公布更正说明：自" in text
    assert effects(recent) == []
    answer = client.post(
        address,
        {
            "seen": recent.version_id,
            "reason": "行政复议撤销原决定",
            "document_no": "澄行复〔2026〕1号",
            "on": today.isoformat(),
            "papers": paper(),
        },
    )
    assert (answer.status_code, answer["Location"]) == (303, f"/facts/{recent.fact_id}")
    assert effects(recent) == ["revoked"]
    assert shown_facts([recent.subject_id], today) == []
    assert CorrectionNote.objects.get().fact_id == recent.fact_id
    file = EvidenceFile.objects.exclude(target_kind="").get()
    assert (file.name, file.target_kind, file.target_id, file.subject_id) == (
        "复议决定书.pdf",
        "fact_grounds",
        str(recent.fact_id),
        recent.subject_id,
    )


def test_what_is_missing_or_wrong_is_said_and_nothing_done(
    world: World, recent: Written, today: date
) -> None:
    client = member("approver", world.bureau)
    address = f"/facts/{recent.fact_id}/withdraw"
    empty = client.post(address, {"seen": recent.version_id, "papers": paper()})
    assert empty.status_code == 422
    text = words(empty)
    for missing in (
        "请填写理由。",
        "请填写撤销或变更决定的文书号。",
        "请填写决定被撤销或变更之日。",
    ):
        assert missing in text
    given = {"reason": "行政复议撤销", "document_no": "澄行复〔2026〕1号"}
    for day in (today + timedelta(days=1), today - timedelta(days=31)):
        wrong = client.post(address, {**given, "seen": recent.version_id, "on": str(day)})
        assert wrong.status_code == 422
    seen = {**given, "on": str(today), "seen": recent.version_id + 1}
    assert client.post(address, seen).status_code == 409
    assert (effects(recent), EvidenceFile.objects.exclude(target_kind="").count()) == ([], 0)


def test_a_second_withdrawal_is_refused(world: World, recent: Written, today: date) -> None:
    client = member("approver", world.bureau)
    address = f"/facts/{recent.fact_id}/withdraw"
    given = {
        "seen": recent.version_id,
        "reason": "行政复议撤销",
        "document_no": "澄行复〔2026〕1号",
        "on": str(today),
    }
    assert client.post(address, given).status_code == 303
    again = client.post(address, {**given, "papers": paper()})
    assert (again.status_code, "已处于所要办理的状态" in words(again)) == (409, True)
    assert EvidenceFile.objects.exclude(target_kind="").count() == 0


@pytest.mark.req("R262")
def test_only_who_answers_for_it_decides(world: World, recent: Written) -> None:
    """Another unit's approver is refused, a clerk of the unit, too; nothing changes."""
    secret = item("penalty", "adverse", world.bureau, disclosure="internal")
    (hidden,) = world.open(world.penalty_row(world.subject(), catalogue_version_id=secret.id))
    stranger = member("approver", world.register)
    clerk = member("clerk", world.bureau)
    for act in ("withdraw", "retract", "dispute", "end-dispute", "move"):
        assert stranger.get(f"/facts/{recent.fact_id}/{act}").status_code == 403
        assert stranger.get(f"/facts/{hidden.fact_id}/{act}").status_code == 404
    assert clerk.get(f"/facts/{recent.fact_id}/withdraw").status_code == 403
    refused = clerk.post(
        f"/facts/{recent.fact_id}/retract",
        {"seen": recent.version_id, "reason": "相对人填报错误"},
    )
    assert refused.status_code == 403
    assert (effects(recent), effects(hidden)) == ([], [])
    assert AuditEvent.objects.filter(kind="denial").count() >= 12


def test_a_clerk_retracts_what_is_not_adverse(world: World) -> None:
    (written,) = world.open(world.neutral_row(world.licence, world.subject()))
    client = member("clerk", world.bureau)
    address = f"/facts/{written.fact_id}/retract"
    assert "误传更正不能取消" in words(client.get(address))
    answer = client.post(address, {"seen": written.version_id, "reason": "许可对象录入有误"})
    assert answer.status_code == 303
    assert effects(written) == ["retracted"]
    assert not FactVersion.objects.filter(fact_id=written.fact_id, closed_at__isnull=True).exists()
    assert client.get(address).status_code == 409


def test_a_dispute_is_marked_and_ended(world: World, recent: Written) -> None:
    clerk, approver = member("clerk", world.bureau), member("approver", world.bureau)
    page = clerk.get(f"/facts/{recent.fact_id}/dispute")
    assert "立即标注“异议中”，仍然显示" in words(page)
    given = {"seen": recent.version_id, "reason": "当事人认为金额有误"}
    assert clerk.post(f"/facts/{recent.fact_id}/dispute", given).status_code == 303
    assert effects(recent) == ["disputed"]
    again = clerk.post(f"/facts/{recent.fact_id}/dispute", given)
    assert again.status_code == 409
    ended = {"seen": recent.version_id, "reason": "核实无误，已答复"}
    answer = approver.post(f"/facts/{recent.fact_id}/end-dispute", ended)
    assert answer.status_code == 303
    open_ones = FactEffect.objects.filter(
        fact_id=recent.fact_id, closed_at__isnull=True, ends_on__isnull=True
    )
    assert not open_ones.exists()


@pytest.mark.req("R004")
def test_moving_names_both_organisations_first(world: World, recent: Written) -> None:
    other = world.subject("江阴市另一演示有限公司")
    client = member("approver", world.bureau)
    address = f"/facts/{recent.fact_id}/move"
    assert "正确的主体" in words(client.get(address))
    unknown = client.get(address, {"to": "91320281MAY9999999"})
    assert "没有查到这个代码的主体" in words(unknown)
    same = client.get(address, {"to": recent_code(recent)})
    assert "这就是这条信息现在的主体" in words(same)
    preview = words(client.get(address, {"to": other.uscc}))
    assert "江阴市演示毛纺有限公司的公示中立即不再出现这条信息" in preview
    assert "江阴市另一演示有限公司的公示中立即出现这条信息" in preview
    given = {"seen": recent.version_id, "to": other.uscc, "reason": "相对人代码录入有误"}
    answer = client.post(address, given)
    moved = Fact.objects.get(moved_from_id=recent.fact_id)
    assert (answer.status_code, answer["Location"]) == (303, f"/facts/{moved.pk}")
    assert (moved.subject_id, effects(recent)) == (other.pk, ["moved"])


def recent_code(written: Written) -> str:
    return Fact.objects.select_related("subject").get(id=written.fact_id).subject.uscc


def test_facts_are_tied_and_untied(world: World) -> None:
    subject = world.subject()
    penalty, inspection = world.open(
        world.penalty_row(subject), world.neutral_row(world.inspection, subject)
    )
    client = member("clerk", world.bureau)
    address = f"/facts/{inspection.fact_id}/tie"
    alone = client.post(address, {"case": "new", "reason": "同一次检查"})
    assert (alone.status_code, "至少关联另一条信息" in words(alone)) == (422, True)
    answer = client.post(
        address,
        {
            "case": "new",
            "number": "锡澄环立〔2026〕1号",
            "others": [penalty.fact_id],
            "rests_on": penalty.fact_id,
            "reason": "检查后立案处罚",
        },
    )
    assert answer.status_code == 303
    ties = CaseFact.objects.filter(closed_at__isnull=True).order_by("fact_id")
    assert {(tie.fact_id, tie.rests_on_id) for tie in ties} == {
        (penalty.fact_id, None),
        (inspection.fact_id, penalty.fact_id),
    }
    case_id = ties[0].case_id
    assert "锡澄环立〔2026〕1号" in words(client.get(address))
    loosened = client.post(f"/facts/{inspection.fact_id}/tie/{case_id}/end")
    assert loosened.status_code == 303
    left = CaseFact.objects.filter(closed_at__isnull=True)
    assert [tie.fact_id for tie in left] == [penalty.fact_id]
    assert client.post(f"/facts/{inspection.fact_id}/tie/{case_id}/end").status_code == 404


def test_a_decision_is_attached_to_its_fact(world: World, recent: Written) -> None:
    client = member("clerk", world.bureau)
    address = f"/facts/{recent.fact_id}/documents"
    none = client.post(address, {"seen": recent.version_id})
    assert none.status_code == 422
    answer = client.post(address, {"seen": recent.version_id, "papers": paper()})
    assert answer.status_code == 303
    assert EvidenceFile.objects.get(target_kind="fact_grounds").target_id == str(recent.fact_id)
    decision = {"seen": recent.version_id, "papers": paper(), "is_decision": "on"}
    assert client.post(address, decision).status_code == 303
    assert FactDocument.objects.get().fact_id == recent.fact_id
    two = client.post(address, {**decision, "papers": [paper(), paper()]})
    assert (two.status_code, FactDocument.objects.count()) == (400, 1)
    stranger = member("clerk", world.register)
    assert stranger.get(address).status_code == 403
    assert standing(recent) == recent.version_id
