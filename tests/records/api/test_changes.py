"""The ledger in the feed: what is named, to whom, and what to ask for next."""

import json
from dataclasses import replace
from typing import Any

import pytest

from core import doors
from exchange.models import Change, Told
from records.models import FactText, Subject
from records.services import texts, verbs
from tests.exchange.reading import sequence_all
from tests.records.api.asking import Asking
from tests.records.build import item

pytestmark = pytest.mark.django_db


def changes(asking: Asking, *, key: str = "", after: int = 0) -> list[dict[str, Any]]:
    sequence_all()
    said = json.loads(asking.get(f"/api/v1/changes?after={after}", key=key).content)
    assert said["next"] == said["last_position"]
    return list(said["items"])


@pytest.fixture
def firm(asking: Asking) -> Subject:
    return asking.office.world.subject()


@pytest.mark.req("R181")
def test_each_change_says_whose_it_is_and_which_fact(asking: Asking, firm: Subject) -> None:
    world = asking.office.world
    row = world.penalty_row(firm)
    [new] = world.open(row)
    world.revise(replace(row, fact_id=new.fact_id, amount=1))
    text = FactText.objects.get(fact_id=new.fact_id)
    doors.run(
        texts.review_text,
        actor=world.approver,
        fact_id=new.fact_id,
        text_id=text.id,
        texts={"CF_SY": "当事人排放超标。"},
    )
    doors.run(
        verbs.repair,
        actor=world.approver,
        fact_id=new.fact_id,
        grounds=verbs.Grounds(reason="已履行"),
    )
    found = changes(asking)
    assert [(each["kind"], each["fact_id"]) for each in found] == [
        ("subject.recorded", None),
        ("fact.recorded", new.fact_id),
        ("fact.closed", new.fact_id),
        ("fact.recorded", new.fact_id),
        ("text.reviewed", new.fact_id),
        ("effect.begun", new.fact_id),
    ]
    assert {(each["uscc"], each["subject_id"]) for each in found} == {(firm.uscc, firm.id)}
    assert changes(asking) == found


@pytest.mark.req("R181")
def test_what_is_internal_is_named_to_its_unit_only_and_others_are_not_told(
    asking: Asking, firm: Subject
) -> None:
    world = asking.office.world
    internal = item("inspection", "neutral", world.bureau, disclosure="internal")
    row = world.neutral_row(internal, firm, texts={"X": "内部"})
    [hidden] = world.open(row)
    [shared] = world.open(world.penalty_row(firm))
    world.revise(replace(row, fact_id=hidden.fact_id, outcome="发现问题"))
    doors.run(
        verbs.retract,
        actor=world.approver,
        fact_ids=[hidden.fact_id],
        grounds=verbs.Grounds(reason="误传"),
    )
    own = changes(asking)
    other = changes(asking, key=asking.other_key)
    assert [each["fact_id"] for each in own].count(hidden.fact_id) >= 5
    assert [(each["kind"], each["fact_id"]) for each in other] == [
        ("subject.recorded", None),
        ("fact.recorded", shared.fact_id),
    ]
    told = Told.objects.filter(receiver_id=asking.other_client.pk).order_by("position")
    assert list(told.values_list("position", flat=True)) == [each["position"] for each in other]
    # Once more, for ever the same; and told once.
    assert changes(asking, key=asking.other_key) == other
    assert told.count() == 2
    assert Told.objects.filter(receiver_id=asking.client.pk).count() == Change.objects.count()
