"""The past of one fact, down to the document; finding a decision by its number."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import doors
from core.actors import PUBLIC, Role
from core.errors import Refusal
from records.decisions.numbers import document_key
from records.queries.history import fact_history, facts_by_number
from records.services import moving, persons, texts, verbs
from records.services.verbs import Grounds
from tests.records.build import World, item, people
from tests.sectors import build

pytestmark = pytest.mark.django_db


@pytest.mark.req("R003")
def test_a_fact_tells_its_whole_past(world: World) -> None:
    subject, right = world.subject(), world.subject("江阴乙厂")
    row = world.penalty_row(subject)
    (written,) = world.open(row)
    world.revise(replace(row, fact_id=written.fact_id, amount=1))
    before = fact_history(actor=world.clerk, fact_id=written.fact_id)
    assert before.standing == before.versions[-1]
    text_id = before.versions[-1].text_id
    doors.run(
        texts.review_text,
        actor=world.approver,
        fact_id=written.fact_id,
        text_id=text_id,
        texts={"CF_SY": "排放超标。"},
    )
    doors.run(
        persons.name_person,
        actor=world.clerk,
        fact_id=written.fact_id,
        role="legal_rep",
        name="张三",
        statute="《中华人民共和国安全生产法》第九十四条",
    )
    doors.run(
        verbs.dispute,
        actor=world.approver,
        fact_id=written.fact_id,
        grounds=Grounds("对金额有异议"),
    )
    moved = doors.run(
        moving.move_fact,
        actor=world.approver,
        fact_id=written.fact_id,
        to_subject_id=right.id,
        grounds=Grounds("主体有误"),
    )
    past = fact_history(actor=world.clerk, fact_id=written.fact_id)
    assert [version.amount for version in past.versions] == [12_000_000, 1]
    assert [effect.kind for effect in past.effects] == ["disputed", "moved"]
    assert [review.texts for review in past.reviews] == [{"CF_SY": "排放超标。"}]
    assert [person.role for person in past.persons] == ["legal_rep"]
    assert past.standing is None
    assert past.moved_to is not None
    assert past.moved_to.id == moved.fact_id
    there = fact_history(actor=world.clerk, fact_id=moved.fact_id)
    assert [effect.kind for effect in there.effects] == ["disputed"]
    assert there.fact.moved_from_id == written.fact_id


def test_a_past_costs_the_same_however_long(world: World) -> None:
    row = world.penalty_row(world.subject())
    (written,) = world.open(row)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            fact_history(actor=world.clerk, fact_id=written.fact_id)
        return len(queries)

    short = cost()
    for amount in range(1, 9):
        world.revise(replace(row, fact_id=written.fact_id, amount=amount))
    assert cost() == short == 7


def test_a_past_is_read_by_who_may(world: World) -> None:
    kept = item("licence", "neutral", world.bureau, disclosure="internal")
    (written,) = world.open(world.neutral_row(kept, world.subject()))
    for actor in (PUBLIC, people(build.unit(), Role.APPROVER)):
        with pytest.raises(Refusal) as refusal:
            fact_history(actor=actor, fact_id=written.fact_id)
        assert refusal.value.code == "core.not_found"
    with pytest.raises(Refusal):
        fact_history(actor=world.clerk, fact_id=0)


@pytest.mark.req("R162")
def test_a_decision_is_found_by_its_number_with_all_its_parties(world: World) -> None:
    first, second = world.subject(), world.subject("江阴乙厂")
    key = document_key("锡澄环罚决[2026]77")
    row = world.penalty_row(first, document_no="锡澄环罚决〔2026〕77号", document_key=key)
    world.open(row, replace(row, subject_id=second.id))
    found = facts_by_number(actor=world.clerk, document_key=key)
    assert [version.subject_id for version in found] == [first.id, second.id]
    assert facts_by_number(actor=world.clerk, document_key="") == []
    assert facts_by_number(actor=PUBLIC, document_key=key) == []
