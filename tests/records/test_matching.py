"""Rows on their way in: whose they are, and what a person has to settle."""

from dataclasses import astuple, replace

import pytest

from core import doors
from records.decisions.matching import Conflict, Matched, Standing, Way, match
from records.decisions.numbers import authority_key, document_key
from records.models import Subject
from records.services import verbs
from records.services.verbs import Grounds
from records.sql.matching import match_rows
from records.sql.rows import FactRow, of_rows
from tests.records.build import World
from tests.sectors import build


def judged(row: FactRow) -> Matched:
    (found,) = match_rows(of_rows([row]))
    standing = Standing(*astuple(found)[1:])
    return match(standing, subject_id=row.subject_id, unit_id=row.unit_id)


@pytest.mark.django_db
@pytest.mark.req("R015")
def test_a_row_finds_its_fact_or_its_conflict(world: World) -> None:
    subject, other = world.subject(), world.subject("江阴乙厂")
    row = world.penalty_row(subject, source_key="cf-1")
    assert judged(row) == Matched(Way.OPEN)
    (opened,) = world.open(row)
    assert judged(row) == Matched(Way.REVISE, opened.fact_id)
    renumbered = replace(row, document_key="锡澄环罚决〔2026〕999号")
    assert judged(renumbered) == Matched(Way.REVISE, opened.fact_id)
    assert judged(replace(row, source_key="")) == Matched(Way.REVISE, opened.fact_id)
    elsewhere = replace(row, subject_id=other.id)
    assert judged(elsewhere) == Matched(Way.CONFLICT, opened.fact_id, Conflict.OTHER_SUBJECT)
    city = replace(row, unit_id=build.unit().id, source_key="")
    assert judged(city) == Matched(Way.CONFLICT, opened.fact_id, Conflict.SECOND_SOURCE)
    (second,) = world.open(world.penalty_row(subject, source_key="cf-2"))
    both = replace(row, source_key="cf-2")
    assert judged(both) == Matched(Way.CONFLICT, opened.fact_id, Conflict.TWO_FACTS)
    assert second.fact_id != opened.fact_id


@pytest.mark.django_db
def test_what_was_retracted_does_not_come_back_by_itself(world: World) -> None:
    row = world.penalty_row(world.subject())
    (opened,) = world.open(row)
    doors.run(
        verbs.retract, actor=world.approver, fact_ids=[opened.fact_id], grounds=Grounds("误传")
    )
    assert judged(row) == Matched(Way.CONFLICT, None, Conflict.RETRACTED)
    assert judged(world.penalty_row(Subject.objects.get())) == Matched(Way.OPEN)


@pytest.mark.django_db
def test_one_decision_with_three_parties_is_three_facts(world: World) -> None:
    row = world.penalty_row(world.subject())
    world.open(row)
    for name in ("江阴乙厂", "江阴丙厂"):
        party = replace(row, subject_id=world.subject(name).id)
        assert judged(party) == Matched(Way.OPEN)
        world.open(party)


@pytest.mark.parametrize(
    "spelling",
    [
        "锡澄环罚决〔2026〕31号",
        "锡澄环罚决[2026]31号",
        "锡澄环罚决（2026）31号",
        "锡澄环罚决(2026)31",
        " 锡澄环罚决【2026】 31 号 ",
        "'锡澄环罚决〔２０２６〕３１号",
        "锡澄环罚决〔2026〕第31号",
        "锡澄环罚决〔2026〕00031号",
        "锡澄环罚决〔2026〕\u00a031号\u200b",
    ],
)
def test_spellings_of_one_number_are_one(spelling: str) -> None:
    assert document_key(spelling) == "锡澄环罚决〔2026〕31号"


def test_other_numbers_stay_apart() -> None:
    numbers = [
        "(澄)应急罚〔2026〕12号",
        "(澄)应急罚〔2025〕12号",
        "澄市监处罚〔2026〕00213号",
        "澄(消)行罚决字〔2026〕第0045号",
        "澄卫医罚〔2026〕9号",
        "澄徐综执罚决字〔2026〕第7号",
        "苏B12345",
    ]
    assert len({document_key(number) for number in numbers}) == len(numbers)
    assert document_key("（澄）应急罚[2026]012号") == document_key(numbers[0])
    assert document_key(" 　") == ""


def test_an_authority_is_known_by_its_code() -> None:
    assert authority_key("无锡市生态环境局", " 11320200014006438h ") == "11320200014006438H"
    assert authority_key("无锡市 生态环境局　") == "无锡市生态环境局"
