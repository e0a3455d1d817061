"""A name that begins on a day ahead is what the organisation is found by from that day on."""

from datetime import timedelta

import pytest
import time_machine

from core import clock, doors, errors
from core.actors import SYSTEM
from core.errors import Refusal
from records.models import SubjectName
from records.services import names
from records.sql.subjects import SubjectRow
from records.tasks import refresh_names
from tests.records.build import World

pytestmark = pytest.mark.django_db


def called(subject_id: int) -> list[tuple[str, str]]:
    rows = SubjectName.objects.filter(subject_id=subject_id).order_by("kind")
    return list(rows.values_list("kind", "term"))


@pytest.mark.req("R002")
def test_a_name_of_a_day_ahead_is_searchable_on_its_day(world: World) -> None:
    subject = world.subject("江阴市旧名毛纺有限公司")
    other = world.subject("江阴市不变钢材有限公司")
    day = clock.today() + timedelta(days=10)
    row = SubjectRow(
        uscc=subject.uscc, valid_from=day, name="江阴市新名毛纺有限公司", kind="enterprise"
    )
    world.register_rows([row])
    before = [("former", "江阴市新名毛纺有限公司"), ("legal", "江阴市旧名毛纺有限公司")]
    assert called(subject.id) == before
    refresh_names()
    assert called(subject.id) == before

    with time_machine.travel(clock.now() + timedelta(days=10), tick=False):
        assert doors.run(names.refresh_begun, actor=SYSTEM, today=clock.today()) == 1
        after = [("former", "江阴市旧名毛纺有限公司"), ("legal", "江阴市新名毛纺有限公司")]
        assert called(subject.id) == after
        refresh_names()
        assert called(subject.id) == after
    assert called(other.id) == [("legal", "江阴市不变钢材有限公司")]


def test_nobody_else_may_ask_for_it(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        doors.run(names.refresh_begun, actor=world.clerk, today=clock.today())
    assert refused.value.code == errors.NOT_ALLOWED.code
