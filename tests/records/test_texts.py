"""Texts and names: read before they show, erased by two, never coming back."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection

from core import doors
from core.actors import Role
from core.errors import Refusal
from desk.models import WorkItem
from exchange.models import Change
from records.models import Erasure, FactText, FactVersion, ResponsiblePerson, Subject, TextReview
from records.services import persons, texts
from records.sql.facts import Written
from records.sql.rows import FactRow
from tests.records.build import World, people
from tests.sectors import build

pytestmark = pytest.mark.django_db

PIPL = "个人信息保护法第四十七条：处理目的已实现"


@pytest.fixture
def row(world: World) -> FactRow:
    return world.penalty_row(world.subject())


@pytest.fixture
def penalty(world: World, row: FactRow) -> Written:
    (written,) = world.open(row)
    return written


def text_of(penalty: Written) -> FactText:
    text = FactVersion.objects.select_related("text").get(id=penalty.version_id).text
    assert text is not None
    return text


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


def test_the_core_keeps_a_salted_hash(penalty: Written) -> None:
    text = text_of(penalty)
    version = FactVersion.objects.get()
    assert text.salt is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT texts::text FROM records_facttext")
        (stored,) = cursor.fetchone() or ("",)
    plain = hashlib.sha256(bytes(text.salt) + stored.encode()).digest()
    assert bytes(version.text_hash or b"") == plain
    assert bytes(version.text_hash or b"") != hashlib.sha256(stored.encode()).digest()


@pytest.mark.req("R173")
def test_a_text_shows_as_reviewed(world: World, penalty: Written) -> None:
    text = text_of(penalty)
    before = Subject.objects.get().ledger_at
    review = doors.run(
        texts.review_text,
        actor=world.approver,
        fact_id=penalty.fact_id,
        text_id=text.id,
        texts={"CF_SY": " 当事人排放超标。 ", "CF_NR": "　"},
        note="隐去操作人员姓名",
    )
    assert review.texts == {"CF_SY": "当事人排放超标。"}
    assert review.reviewer_id == world.approver.person_id
    subject = Subject.objects.get()
    assert review.opened_at == subject.ledger_at > before
    again = doors.run(
        texts.review_text,
        actor=world.other_approver,
        fact_id=penalty.fact_id,
        text_id=text.id,
        texts={},
    )
    review.refresh_from_db()
    assert (review.closed_at, again.closed_at, again.texts) == (again.opened_at, None, {})
    assert Change.objects.filter(kind="text.reviewed").count() == 2


def test_a_review_is_of_the_text_that_stands(world: World, penalty: Written, row: FactRow) -> None:
    text = text_of(penalty)

    def review(**given: object) -> object:
        values = {
            "actor": world.approver,
            "fact_id": penalty.fact_id,
            "text_id": text.id,
            "texts": {"CF_SY": "排放超标。"},
            **given,
        }
        return doors.run(texts.review_text, **values)  # type: ignore[arg-type]  # given by name

    assert refused(lambda: review(texts={"XK_NR": "许可"})) == "records.text_fields"
    assert refused(lambda: review(actor=world.clerk)) == "core.not_allowed"
    stranger = people(build.unit(), Role.REVIEWER)
    assert refused(lambda: review(actor=stranger)) == "records.fact_of_other_unit"
    world.revise(replace(row, fact_id=penalty.fact_id, texts={"CF_SY": "新的事实。"}))
    assert refused(review) == "records.fact_changed"
    assert TextReview.objects.count() == 0


@pytest.mark.req("R173")
def test_text_is_erased_by_two_persons(world: World, penalty: Written, row: FactRow) -> None:
    text = text_of(penalty)
    doors.run(
        texts.review_text,
        actor=world.approver,
        fact_id=penalty.fact_id,
        text_id=text.id,
        texts={"CF_SY": "排放超标。", "CF_NR": "罚款。"},
    )
    asked = doors.run(
        texts.request_text_erasure,
        actor=world.approver,
        fact_id=penalty.fact_id,
        text_id=text.id,
        names=["CF_SY"],
        reason=PIPL,
    )

    def confirm(actor: object) -> Erasure:
        return doors.run(
            texts.confirm_erasure,
            actor=actor,  # type: ignore[arg-type]  # an actor under test
            erasure_id=asked.id,
        )

    assert refused(lambda: confirm(world.approver)) == "records.same_person"
    assert refused(lambda: confirm(world.clerk)) == "core.not_allowed"
    text.refresh_from_db()
    assert "CF_SY" in text.texts
    work = WorkItem.objects.get(kind="records.erasure", target_id=asked.id)
    assert (work.unit_id, work.role, work.state) == (world.bureau.id, "approver", "open")
    version = FactVersion.objects.get()
    confirm(world.other_approver)
    text.refresh_from_db()
    assert (text.texts, text.salt, text.erasure_id) == (
        {"CF_NR": "罚款十二万元。"},
        None,
        asked.id,
    )
    assert text.erased_at == Subject.objects.get().ledger_at
    assert TextReview.objects.get().texts == {"CF_NR": "罚款。"}
    kept = FactVersion.objects.get()
    assert (bytes(kept.text_hash or b""), kept.closed_at) == (
        bytes(version.text_hash or b""),
        None,
    )
    work.refresh_from_db()
    assert work.state == "done"
    assert refused(lambda: confirm(world.other_approver)) == "records.erasure_decided"
    assert Change.objects.filter(kind="text.erased", ref=text.id).count() == 1
    again = world.revise(replace(row, fact_id=penalty.fact_id))
    assert again.written == ()
    world.revise(replace(row, fact_id=penalty.fact_id, amount=1))
    assert FactText.objects.count() == 1
    assert not FactText.objects.filter(texts__has_key="CF_SY").exists()


def test_erasures_go_on_until_nothing_is_left(world: World, penalty: Written) -> None:
    text = text_of(penalty)
    for names in (["CF_SY"], []):
        asked = doors.run(
            texts.request_text_erasure,
            actor=world.approver,
            fact_id=penalty.fact_id,
            text_id=text.id,
            names=names,
            reason=PIPL,
        )
        doors.run(texts.confirm_erasure, actor=world.other_approver, erasure_id=asked.id)
    text.refresh_from_db()
    assert text.texts == {}
    assert (
        refused(
            lambda: doors.run(
                texts.request_text_erasure,
                actor=world.approver,
                fact_id=penalty.fact_id,
                text_id=text.id,
                reason=PIPL,
            )
        )
        == "records.erased"
    )


def test_an_erasure_may_be_declined(world: World, penalty: Written) -> None:
    def ask(reason: str = PIPL) -> Erasure:
        return doors.run(
            texts.request_text_erasure,
            actor=world.approver,
            fact_id=penalty.fact_id,
            text_id=text_of(penalty).id,
            reason=reason,
        )

    assert refused(lambda: ask(" ")) == "records.erasure_reason"
    asked = ask()
    assert refused(ask) == "records.erasure_pending"
    doors.run(texts.decline_erasure, actor=world.other_approver, erasure_id=asked.id)
    assert text_of(penalty).erasure_id is None
    assert ask().id != asked.id


@pytest.mark.req("R004")
def test_a_persons_name_is_kept_by_statute_and_erased_by_two(
    world: World, penalty: Written
) -> None:
    def name(statute: str) -> ResponsiblePerson:
        return doors.run(
            persons.name_person,
            actor=world.clerk,
            fact_id=penalty.fact_id,
            role="responsible",
            name="张三",
            statute=statute,
        )

    assert refused(lambda: name("依法")) == "records.statute"
    person = name("《中华人民共和国安全生产法》第九十四条")
    asked = doors.run(
        texts.request_name_erasure, actor=world.approver, person_id=person.id, reason=PIPL
    )
    assert (
        refused(lambda: doors.run(texts.confirm_erasure, actor=world.approver, erasure_id=asked.id))
        == "records.same_person"
    )
    doors.run(texts.confirm_erasure, actor=world.other_approver, erasure_id=asked.id)
    person.refresh_from_db()
    assert (person.name, person.role, person.closed_at) == ("", "responsible", None)
    doors.run(persons.unname_person, actor=world.clerk, person_id=person.id)
    person.refresh_from_db()
    assert person.closed_at == Subject.objects.get().ledger_at
