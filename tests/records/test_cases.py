"""Cases: what belongs together, and what falls with what."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import doors
from core.errors import Refusal
from records.decisions.cases import Rest, falling_with
from records.models import Case, CaseFact
from records.queries.cases import access_case, cases_of, rests_of
from records.services import cases
from tests.records.build import World

EDGES = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


@given(edges=EDGES, ended=st.sets(st.integers(1, 6), max_size=3))
def test_what_falls_has_no_other_support(edges: list[tuple[int, int]], ended: set[int]) -> None:
    rests = [Rest(fact, on) for fact, on in edges if fact != on]
    falling = falling_with(1, rests, ended - {1})
    gone = {1, *(ended - {1}), *falling}
    assert len(set(falling)) == len(falling)
    assert not set(falling) & (ended | {1})
    for fact in falling:
        assert {rest.rests_on for rest in rests if rest.fact == fact} <= gone
    for rest in rests:
        under = {each.rests_on for each in rests if each.fact == rest.fact}
        if rest.fact not in gone and under & {1, *falling}:
            assert not under <= gone


def test_a_chain_falls_as_far_as_it_rests() -> None:
    chain = [Rest(2, 1), Rest(3, 2), Rest(4, 3), Rest(4, 9)]
    assert falling_with(1, chain, set()) == [2, 3]
    assert falling_with(1, chain, {9}) == [2, 3, 4]
    assert falling_with(9, chain, {1, 2, 3}) == [4]
    assert falling_with(5, chain, {1}) == []


@pytest.mark.django_db
def test_facts_are_tied_and_loosened(world: World) -> None:
    subject = world.subject()
    penalty, result = world.open(
        world.penalty_row(subject), world.neutral_row(world.inspection, subject)
    )
    case = doors.run(
        cases.tie_facts,
        actor=world.clerk,
        fact_ids=[penalty.fact_id, result.fact_id],
        reason="同一案件",
        number="锡澄环立〔2026〕3号",
        rests_on={result.fact_id: penalty.fact_id},
    )
    assert rests_of(subject.id) == [Rest(result.fact_id, penalty.fact_id)]
    assert [tie.fact_id for tie in cases_of(subject.id)] == sorted(
        [penalty.fact_id, result.fact_id]
    )
    assert access_case(actor=world.clerk, case_id=case.id) == case
    loosened = doors.run(cases.untie, actor=world.clerk, case_id=case.id, fact_id=penalty.fact_id)
    assert loosened == 2
    assert cases_of(subject.id) == []
    assert CaseFact.objects.filter(closed_at__isnull=False).count() == 2
    code = refused(
        lambda: doors.run(cases.untie, actor=world.clerk, case_id=case.id, fact_id=penalty.fact_id)
    )
    assert code == "core.not_found"


@pytest.mark.django_db
def test_a_case_is_of_one_organisation(world: World) -> None:
    first, second = world.subject("江阴甲厂"), world.subject("江阴乙厂")
    one, other, listed = world.open(
        world.penalty_row(first),
        world.penalty_row(second),
        world.penalty_row(first, catalogue_version_id=world.list_item.id, severity=3),
    )

    def tie(*facts: int, reason: str = "同案", **given: object) -> Case:
        return doors.run(cases.tie_facts, actor=world.clerk, fact_ids=facts, reason=reason, **given)

    assert refused(lambda: tie(one.fact_id, other.fact_id)) == "records.case_subject"
    case = tie(one.fact_id)
    assert refused(lambda: tie(other.fact_id, case_id=case.id)) == "records.case_subject"
    assert refused(lambda: tie(one.fact_id, case_id=case.id)) == "records.case_tied"
    assert refused(lambda: tie(one.fact_id, reason=" ")) == "records.case_content"
    on_itself = {one.fact_id: one.fact_id}
    assert refused(lambda: tie(one.fact_id, rests_on=on_itself)) == "records.case_content"
    on_penalty = {listed.fact_id: one.fact_id}
    assert refused(lambda: tie(listed.fact_id, rests_on=on_penalty)) == "records.case_content"
    assert CaseFact.objects.count() == 1
