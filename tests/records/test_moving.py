"""Giving a fact to the organisation it is really about."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core import clock, doors
from core.errors import Refusal
from records.models import CaseFact, FactEffect, FactVersion, ResponsiblePerson, TextReview
from records.queries.disclosure import shown_facts
from records.services import cases, moving, persons, texts, verbs
from records.services.verbs import Grounds
from records.sql.facts import Written
from tests.records.build import World

pytestmark = pytest.mark.django_db

WRONG = Grounds("相对人填报有误，实为另一主体")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


def move(world: World, fact_id: int, to: int) -> Written:
    return doors.run(
        moving.move_fact,
        actor=world.approver,
        fact_id=fact_id,
        to_subject_id=to,
        grounds=WRONG,
    )


@pytest.mark.req("R015")
def test_a_fact_goes_as_it_stands(world: World) -> None:
    wrong, right = world.subject("江阴甲厂"), world.subject("江阴乙厂")
    row = world.penalty_row(wrong, source_key="cf-9")
    (written,) = world.open(row)
    moved = move(world, written.fact_id, right.id)
    old = FactVersion.objects.get(fact_id=written.fact_id)
    new = FactVersion.objects.select_related("fact", "text").get(fact_id=moved.fact_id)
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (old.closed_at, new.opened_at, new.closed_at) == (
        wrong.ledger_at,
        right.ledger_at,
        None,
    )
    assert new.fact.moved_from_id == written.fact_id
    assert bytes(new.content_hash) == bytes(old.content_hash)
    assert (new.disclosure_rule_id, new.source_key) == (old.disclosure_rule_id, "cf-9")
    assert new.text is not None
    assert new.text.texts == dict(row.texts)
    assert new.text_id != old.text_id
    assert FactEffect.objects.get().kind == "moved"
    assert moving.moved_to(written.fact_id) == new.fact
    assert refused(lambda: move(world, written.fact_id, right.id)) == "records.fact_gone"
    assert refused(lambda: move(world, moved.fact_id, right.id)) == "records.same_subject"
    assert refused(lambda: move(world, moved.fact_id, 0)) == "core.not_found"


def test_a_move_revives_nothing(world: World) -> None:
    """Repaired before, repaired there; ended effects are history and stay behind."""
    wrong, right = world.subject("江阴甲厂"), world.subject("江阴乙厂")
    row = world.penalty_row(wrong)
    (written,) = world.open(row)
    doors.run(
        verbs.repair, actor=world.approver, fact_id=written.fact_id, grounds=Grounds("已履行")
    )
    moved = move(world, written.fact_id, right.id)
    carried = FactEffect.objects.get(fact_id=moved.fact_id)
    assert (carried.kind, carried.version_id, carried.reason) == (
        "repaired",
        moved.version_id,
        "已履行",
    )
    assert shown_facts([wrong.id, right.id], clock.today()) == []
    world.revise(replace(row, subject_id=right.id, fact_id=moved.fact_id, amount=1))
    assert shown_facts([wrong.id, right.id], clock.today()) == []


def test_erased_text_stays_erased_where_it_goes(world: World) -> None:
    wrong, right = world.subject("江阴甲厂"), world.subject("江阴乙厂")
    row = world.penalty_row(wrong)
    (written,) = world.open(row)
    text_id = FactVersion.objects.get().text_id
    doors.run(
        texts.review_text,
        actor=world.approver,
        fact_id=written.fact_id,
        text_id=text_id,
        texts={"CF_NR": "罚款。"},
    )
    asked = doors.run(
        texts.request_text_erasure,
        actor=world.approver,
        fact_id=written.fact_id,
        text_id=text_id,
        names=["CF_SY"],
        reason="个人信息保护法第四十七条",
    )
    doors.run(texts.confirm_erasure, actor=world.other_approver, erasure_id=asked.id)
    moved = move(world, written.fact_id, right.id)
    new = FactVersion.objects.select_related("text__erasure").get(fact_id=moved.fact_id)
    assert new.text is not None
    assert new.text.erasure is not None
    assert new.text.texts == {"CF_NR": "罚款十二万元。"}
    assert (new.text.salt, new.text.erasure.subject_id) == (None, right.id)
    assert TextReview.objects.get(subject_id=right.id).texts == {"CF_NR": "罚款。"}
    again = replace(row, subject_id=right.id, fact_id=moved.fact_id)
    assert world.revise(again).written == ()


def test_persons_go_along_and_cases_stay(world: World) -> None:
    wrong, right = world.subject("江阴甲厂"), world.subject("江阴乙厂")
    first, second = world.open(world.penalty_row(wrong), world.penalty_row(wrong))
    doors.run(
        persons.name_person,
        actor=world.clerk,
        fact_id=first.fact_id,
        role="legal_rep",
        name="张三",
        statute="《中华人民共和国安全生产法》第九十四条",
    )
    doors.run(
        cases.tie_facts,
        actor=world.clerk,
        fact_ids=[first.fact_id, second.fact_id],
        reason="同一案件",
    )
    moved = move(world, first.fact_id, right.id)
    person = ResponsiblePerson.objects.get(fact_id=moved.fact_id)
    assert (person.subject_id, person.name) == (right.id, "张三")
    standing = CaseFact.objects.filter(closed_at__isnull=True)
    assert [tie.fact_id for tie in standing] == [second.fact_id]
    assert CaseFact.objects.count() == 2


def test_a_move_to_where_the_decision_stands_already_is_refused(world: World) -> None:
    wrong, right = world.subject("江阴甲厂"), world.subject("江阴乙厂")
    row = world.penalty_row(wrong)
    (written,) = world.open(row)
    world.open(replace(row, subject_id=right.id))
    code = refused(lambda: move(world, written.fact_id, right.id))
    assert code == "records.decision_taken"
    assert FactVersion.objects.filter(closed_at__isnull=True).count() == 2
    assert FactEffect.objects.count() == 0
