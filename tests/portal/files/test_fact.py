"""One fact: every version and who said it, its days in public, its case, what may be done."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from core import clock, doors
from core.actors import Role
from core.models import AuditEvent
from portal.files.fact_page import open_fact
from records.models import Batch, StagedRow
from records.queries.powers import Powers, powers_over
from records.services import moving, verbs
from records.services.verbs import Grounds
from tests import people
from tests.portal.files.test_file import reader, text_of
from tests.records import build
from tests.records.build import World

pytestmark = pytest.mark.django_db


def page_of(client: Client, fact_id: int) -> str:
    return text_of(client.get(f"/facts/{fact_id}?purpose=case").content.decode())


@pytest.mark.req("R003")
def test_every_version_says_what_it_changed_and_who_sent_it(world: World) -> None:
    subject = world.subject()
    row = world.penalty_row(subject, amount=12_000_000)
    (written,) = world.open(row)
    batch = _batch(world)
    StagedRow.objects.create(
        batch=batch,
        n=3,
        line=7,
        outcome="changed",
        uscc=subject.uscc,
        remarks=[],
        row={"document_key": row.document_key},
    )
    changed = replace(row, fact_id=written.fact_id, amount=10_000_000, fields={}, batch_id=batch.pk)
    world.revise(changed)
    found = open_fact(actor=world.clerk, fact_id=written.fact_id)
    latest, first = found.versions
    assert [(each.label, each.before, each.after) for each in latest.differences] == [
        ("罚款（元）", "120,000", "100,000"),
        ("CF_WFXW", "超标排放大气污染物", "—"),
    ]
    assert (first.differences, first.source) == ((), None)
    assert latest.source is not None
    assert (latest.source.file_name, latest.source.channel, latest.source.line) == (
        "周报.csv",
        "网页上传",
        7,
    )
    text = page_of(reader(world), written.fact_id)
    assert "第 2 版 现行" in text
    assert re.search(rf"批次 {batch.pk} ?（网页上传， 周报.csv", text)
    stranger = Client()
    people.sign_in(stranger, people.make_member("clerk", world.register))
    seen = page_of(stranger, written.fact_id)
    assert (f"批次 {batch.pk}" in seen, "周报.csv" in seen) == (True, False)


def _batch(world: World) -> Batch:
    return Batch.objects.create(
        unit=world.bureau,
        item=world.penalty.item,
        catalogue_version=world.penalty,
        channel="upload",
        mode="partial",
        state="done",
        file_name="周报.csv",
        sha256="0" * 64,
        size=1,
        shelf="00000000-0000-0000-0000-000000000001",
        created_at=clock.now(),
    )


@pytest.mark.req("R030")
def test_its_days_in_public_are_drawn_one_by_one(world: World) -> None:
    today = clock.today()
    decided = today - timedelta(days=100)
    (written,) = world.open(world.penalty_row(world.subject(), decided_on=decided))
    doors.run(
        verbs.withdraw,
        actor=world.approver,
        fact_id=written.fact_id,
        grounds=Grounds("行政复议撤销", "澄行复〔2026〕1号", on=today - timedelta(days=10)),
    )
    found = open_fact(actor=world.clerk, fact_id=written.fact_id)
    shown = [row for row in found.chart.rows if row[0] == "公众能看到"]
    assert [row[2:] for row in shown] == [
        (decided.isoformat(), (today - timedelta(days=11)).isoformat())
    ]
    assert ("已撤销", "已撤销：行政复议撤销") in [row[:2] for row in found.chart.rows]
    assert (found.reason.shown, found.reason.heading) == (False, "不公示")


def test_who_may_do_what(world: World) -> None:
    (adverse,) = world.open(world.penalty_row(world.subject()))
    (neutral,) = world.open(world.neutral_row(world.licence, world.subject()))
    clerk = world.clerk

    def powers(actor: object, fact_id: int) -> Powers:
        return open_fact(actor=actor, fact_id=fact_id).powers  # type: ignore[arg-type]  # an actor

    everything = Powers(
        withdraw=True,
        retract=True,
        dispute=True,
        move=True,
        tie=True,
        attach=True,
        review=True,
        erase=True,
    )
    assert powers(world.approver, adverse.fact_id) == everything
    of_clerk = Powers(dispute=True, tie=True, attach=True)
    assert powers(clerk, adverse.fact_id) == of_clerk
    assert powers(clerk, neutral.fact_id) == replace(of_clerk, retract=True)
    assert powers(build.people(world.register, Role.APPROVER), adverse.fact_id) == Powers()
    assert powers(build.people(world.bureau, Role.READER), adverse.fact_id) == Powers()
    doors.run(verbs.dispute, actor=clerk, fact_id=adverse.fact_id, grounds=Grounds("金额有误"))
    disputed = powers(world.approver, adverse.fact_id)
    assert disputed == replace(everything, dispute=False, end_dispute=True)
    doors.run(
        verbs.retract, actor=world.approver, fact_ids=[adverse.fact_id], grounds=Grounds("误传")
    )
    page = open_fact(actor=world.approver, fact_id=adverse.fact_id)
    assert (page.powers, page.stands) == (Powers(erase=True), False)
    assert powers_over(actor=world.approver, version=page.last) == Powers(erase=True)


@pytest.mark.req("R262")
def test_what_may_not_be_read_is_not_found(world: World) -> None:
    secret = build.item("penalty", "adverse", world.bureau, disclosure="internal")
    (written,) = world.open(world.penalty_row(world.subject(), catalogue_version_id=secret.id))
    stranger = Client()
    people.sign_in(stranger, people.make_member("clerk", world.register))
    for fact_id in (written.fact_id, 987_654_321):
        assert stranger.get(f"/facts/{fact_id}?purpose=case").status_code == 404
    assert not AuditEvent.objects.filter(kind="read", action="portal.open_fact").exists()
    assert reader(world).get(f"/facts/{written.fact_id}?purpose=case").status_code == 200


def test_a_moved_fact_says_where_it_went(world: World) -> None:
    (written,) = world.open(world.penalty_row(world.subject()))
    other = world.subject("江阴市另一演示有限公司")
    moved = doors.run(
        moving.move_fact,
        actor=world.approver,
        fact_id=written.fact_id,
        to_subject_id=other.pk,
        grounds=Grounds("相对人录入有误"),
    )
    client = reader(world)
    page = client.get(f"/facts/{written.fact_id}?purpose=case").content.decode()
    assert f'href="/facts/{moved.fact_id}"' in page
    there = page_of(client, moved.fact_id)
    assert "江阴市另一演示有限公司" in there
    old = text_of(client.get(f"/subjects/{written_code(written.subject_id)}").content.decode())
    assert "曾误传或已转至其他主体的信息（1 条）" in old


def written_code(subject_id: int) -> str:
    from records.models import Subject

    return Subject.objects.get(id=subject_id).uscc


def test_the_purpose_is_asked_before_a_fact_is_shown(world: World) -> None:
    (written,) = world.open(world.penalty_row(world.subject()))
    client = reader(world)
    assert "请先选择查阅用途" in client.get(f"/facts/{written.fact_id}").content.decode()
    page = client.get(f"/facts/{written.fact_id}?purpose=case")
    title = re.search(r"<title>(.*?)</title>", page.content.decode())
    assert title is not None
    assert title[1] == "信息详情 · 信用监管平台"
    event = AuditEvent.objects.filter(action="portal.open_fact").get()
    assert (event.purpose, event.target_kind, event.target_id) == (
        "案件办理",
        "fact",
        str(written.fact_id),
    )
