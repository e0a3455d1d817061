"""Correction notes: owed within three working days, written, published once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, doors
from desk.queries.work import list_my_work
from records.models import CorrectionNote
from records.services import verbs
from records.services.verbs import Grounds
from tests.records.build import World
from tests.records.views.reading import member, words

pytestmark = [pytest.mark.django_db, pytest.mark.req("R003")]
TEXT = "原决定已由行政复议决定撤销，相关信息已停止公示。"


@pytest.fixture
def note(world: World) -> CorrectionNote:
    row = world.penalty_row(world.subject(), decided_on=clock.today() - timedelta(days=30))
    (written,) = world.open(row)
    grounds = Grounds("行政复议撤销", "澄行复〔2026〕1号")
    done = doors.run(verbs.withdraw, actor=world.approver, fact_id=written.fact_id, grounds=grounds)
    assert done.note is not None
    return done.note


def test_work_leads_to_the_note_and_the_note_to_the_public(
    world: World, note: CorrectionNote
) -> None:
    (work,) = list_my_work(world.approver, today=clock.today(), size=5).items
    assert work.url == f"/correction-notes/{note.pk}"
    client = member("approver", world.bureau)
    listed = words(client.get("/correction-notes"))
    assert ("待公布 1 份" in listed, note.document_no in listed) == (True, True)
    page = words(client.get(work.url))
    assert "次日起3个工作日" in page
    short = client.post(work.url, {"text": "撤销。"})
    assert (short.status_code, CorrectionNote.objects.get().published_at) == (422, None)
    done = client.post(work.url, {"text": TEXT})
    assert (done.status_code, done["Location"]) == (303, work.url)
    published = CorrectionNote.objects.get()
    assert (published.text, published.published_on) == (TEXT, clock.today())
    after = words(client.get(work.url))
    assert (TEXT in after, "拟写说明" in after) == (True, False)
    assert client.post(work.url, {"text": TEXT + "补充。"}).status_code == 409
    assert CorrectionNote.objects.get().text == TEXT


def test_what_is_late_is_marked_and_known_to_the_credit_office(
    world: World, note: CorrectionNote
) -> None:
    assert note.due_on is not None
    with time_machine.travel(note.due_on + timedelta(days=6), tick=False):
        for role, unit in (("reviewer", world.bureau), ("credit_office", world.register)):
            client = member(role, unit)
            assert "已逾期 1 份" in words(client.get("/correction-notes"))
            assert client.get(f"/correction-notes/{note.pk}").status_code == 200
        refused = client.post(f"/correction-notes/{note.pk}", {"text": TEXT})
    assert refused.status_code == 403
    assert CorrectionNote.objects.get().published_at is None


def test_other_units_do_not_know_of_it_yet(world: World, note: CorrectionNote) -> None:
    stranger = member("approver", world.register)
    assert "没有待公布的更正说明" in words(stranger.get("/correction-notes"))
    assert stranger.get(f"/correction-notes/{note.pk}").status_code == 404
    clerk = member("clerk", world.bureau)
    assert "由说明单位的复核人或审批人拟写公布" in words(clerk.get(f"/correction-notes/{note.pk}"))
    assert clerk.post(f"/correction-notes/{note.pk}", {"text": TEXT}).status_code == 403
    assert CorrectionNote.objects.get().published_at is None


def test_the_list_costs_the_same_with_few_and_many(world: World) -> None:
    client = member("approver", world.bureau)

    def cost(count: int) -> int:
        for ago in range(count):
            row = world.penalty_row(
                world.subject(), decided_on=clock.today() - timedelta(days=20 + ago)
            )
            (written,) = world.open(row)
            grounds = Grounds("行政复议撤销", "澄行复〔2026〕1号")
            done = doors.run(
                verbs.withdraw, actor=world.approver, fact_id=written.fact_id, grounds=grounds
            )
            assert done.note is not None
            if ago % 2:
                doors.run(verbs.publish_note, actor=world.approver, note_id=done.note.pk, text=TEXT)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/correction-notes").status_code == 200
        return len(queries)

    cost(2)
    assert cost(2) == cost(6)
