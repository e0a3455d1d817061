"""Texts are read by a person before the public reads them; two persons erase."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, doors
from core.errors import Refusal
from desk.models import WorkItem
from desk.queries.work import list_my_work
from records.models import Erasure, FactText, FactVersion, ResponsiblePerson, TextReview
from records.queries.files import public_file
from records.queries.reviews import list_waiting_texts
from records.services import persons
from records.sql.facts import Written
from tests.records.build import World, item
from tests.records.views.reading import member, words

pytestmark = pytest.mark.django_db
SAID = "驾驶员李某强驾驶苏B12345货车，联系电话13800138000。"
SHOWN = "驾驶员＊＊驾驶＊＊＊货车，联系电话＊＊＊。"


@pytest.fixture
def today() -> date:
    return clock.today()


@pytest.fixture
def written(world: World, today: date) -> Written:
    row = world.penalty_row(
        world.subject(),
        decided_on=today - timedelta(days=5),
        texts={"CF_SY": SAID, "CF_NR": "罚款八千元。"},
    )
    (opened,) = world.open(row)
    return opened


def text_of(written: Written) -> FactText:
    version = FactVersion.objects.get(id=written.version_id)
    assert version.text_id is not None
    return FactText.objects.get(id=version.text_id)


def answers(written: Written, **given: str) -> dict[str, object]:
    """Places follow the order the page shows: as stored where the item names no fields."""
    names = list(text_of(written).texts)
    form: dict[str, object] = {"text_id": text_of(written).pk}
    for place, name in enumerate(names):
        choice, _, shown = given[name].partition(":")
        form |= {f"choice_{place}": choice, f"shown_{place}": shown}
    return form


def public(written: Written) -> dict[str, str]:
    uscc = FactVersion.objects.select_related("subject").get(id=written.version_id).subject.uscc
    (fact,) = public_file(uscc=uscc).facts
    return dict(fact.texts)


@pytest.mark.req("R182")
def test_a_text_waits_until_it_is_read(world: World, written: Written) -> None:
    client = member("reviewer", world.bureau)
    listed = words(client.get("/texts"))
    for hint in ("可能是姓名", "车牌号", "电话号码"):
        assert hint in listed
    page = client.get(f"/texts/{written.fact_id}").content.decode()
    assert '<mark title="车牌号">苏B12345' in page
    assert public(written) == {}
    saved = client.post(
        f"/texts/{written.fact_id}", answers(written, CF_SY=f"partly:{SHOWN}", CF_NR="whole")
    )
    assert (saved.status_code, saved["Location"]) == (303, "/texts")
    assert public(written) == {"CF_SY": SHOWN, "CF_NR": "罚款八千元。"}
    assert list_waiting_texts(actor=world.approver).items == []
    again = client.post(
        f"/texts/{written.fact_id}", answers(written, CF_SY="withheld", CF_NR="whole")
    )
    assert again.status_code == 303
    assert public(written) == {"CF_NR": "罚款八千元。"}


@pytest.mark.req("R182")
def test_nothing_can_be_written_into_it(world: World, written: Written) -> None:
    client = member("reviewer", world.bureau)
    address = f"/texts/{written.fact_id}"
    for shown in ("驾驶员＊＊超速。", "", SHOWN + "另有隐情。"):
        wrong = client.post(address, answers(written, CF_SY=f"partly:{shown}", CF_NR="whole"))
        assert wrong.status_code == 422, shown
    missing = client.post(address, {"text_id": text_of(written).pk})
    assert missing.status_code == 422
    stale = client.post(
        address, {**answers(written, CF_SY="withheld", CF_NR="whole"), "text_id": 1_000_000}
    )
    assert (stale.status_code, TextReview.objects.count()) == (409, 0)


@pytest.mark.req("R262")
def test_texts_are_read_by_the_unit_that_sent_them(world: World, written: Written) -> None:
    stranger = member("reviewer", world.register)
    assert "没有待审查的文本" in words(stranger.get("/texts"))
    assert stranger.get(f"/texts/{written.fact_id}").status_code == 403
    assert member("clerk", world.bureau).get("/texts").status_code == 403
    with pytest.raises(Refusal):
        list_waiting_texts(actor=world.clerk)


def test_the_queue_goes_page_by_page_at_a_constant_cost(world: World) -> None:
    subject = world.subject()

    def cost(count: int) -> int:
        world.open(*(world.penalty_row(subject) for _ in range(count)))
        with CaptureQueriesContext(connection) as queries:
            list_waiting_texts(actor=world.approver)
        return len(queries)

    assert cost(1) == cost(6)
    secret = item("penalty", "adverse", world.bureau, disclosure="authorities")
    world.open(world.penalty_row(subject, catalogue_version_id=secret.id))
    seen: list[int] = []
    cursor = None
    while True:
        page = list_waiting_texts(actor=world.approver, cursor=cursor, size=3)
        seen += [each.version.fact_id for each in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)


@pytest.mark.req("R016")
def test_two_officers_erase_a_text(world: World, written: Written) -> None:
    first, second = member("reviewer", world.bureau), member("approver", world.bureau)
    address = f"/facts/{written.fact_id}/erase"
    empty = first.post(address, {})
    assert empty.status_code == 422
    asked = first.post(
        address, {"names": ["CF_SY"], "reason": "当事人撤回同意，第四十七条第一款第三项"}
    )
    erasure = Erasure.objects.get()
    assert (asked.status_code, asked["Location"]) == (303, f"/erasures/{erasure.pk}")
    again = first.post(address, {"names": ["CF_NR"], "reason": "当事人撤回同意"})
    assert again.status_code == 409
    own = words(first.get(f"/erasures/{erasure.pk}"))
    assert ("须由另一人确认" in own, "确认擦除" in own) == (True, False)
    assert first.post(f"/erasures/{erasure.pk}/confirm").status_code == 409
    assert text_of(written).texts["CF_SY"] == SAID
    (work,) = list_my_work(world.approver, today=clock.today(), size=5).items
    assert work.url == f"/erasures/{erasure.pk}"
    assert SAID in words(second.get(f"/erasures/{erasure.pk}"))
    done = second.post(f"/erasures/{erasure.pk}/confirm")
    assert (done.status_code, text_of(written).texts) == (303, {"CF_NR": "罚款八千元。"})
    after = words(second.get(f"/erasures/{erasure.pk}"))
    assert ("已擦除" in after, SAID in after) == (True, False)
    assert not WorkItem.objects.filter(state="open").exists()
    assert "已擦除" in words(second.get("/erasures"))
    assert "没有擦除申请" in words(second.get("/erasures?state=declined"))


@pytest.mark.req("R016")
def test_a_name_is_erased_or_not(world: World, written: Written) -> None:
    person = doors.run(
        persons.name_person,
        actor=world.clerk,
        fact_id=written.fact_id,
        role="principal",
        name="张三丰",
        statute="《安全生产法》第九十四条",
    )
    first, second = member("reviewer", world.bureau), member("approver", world.bureau)
    address = f"/responsible-persons/{person.pk}/erase"
    page = words(first.get(address))
    assert ("主要负责人" in page, "张三丰" in page) == (True, False)
    first.post(address, {"reason": "记录期限届满"})
    declined = Erasure.objects.get()
    assert second.post(f"/erasures/{declined.pk}/decline").status_code == 303
    assert ResponsiblePerson.objects.get().name == "张三丰"
    first.post(address, {"reason": "记录期限届满，再次提出"})
    second.post(f"/erasures/{Erasure.objects.latest('id').pk}/confirm")
    assert ResponsiblePerson.objects.get().name == ""
    assert first.post(address, {"reason": "记录期限届满"}).status_code == 409


@pytest.mark.req("R262")
def test_other_units_see_no_requests(world: World, written: Written) -> None:
    member("reviewer", world.bureau).post(
        f"/facts/{written.fact_id}/erase", {"names": ["CF_SY"], "reason": "当事人撤回同意"}
    )
    erasure = Erasure.objects.get()
    stranger = member("approver", world.register)
    assert "没有擦除申请" in words(stranger.get("/erasures"))
    for address in (f"/erasures/{erasure.pk}", f"/facts/{written.fact_id}/erase"):
        assert stranger.get(address).status_code == 404
    refused = stranger.post(f"/erasures/{erasure.pk}/confirm")
    assert refused.status_code == 403
    assert Erasure.objects.get().state == "requested"


def test_requests_are_listed_at_a_constant_cost(world: World) -> None:
    client = member("reviewer", world.bureau)
    subject = world.subject()

    def cost(count: int) -> int:
        for written in world.open(*(world.penalty_row(subject) for _ in range(count))):
            given = {"names": ["CF_SY"], "reason": "当事人撤回同意"}
            assert client.post(f"/facts/{written.fact_id}/erase", given).status_code == 303
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/erasures").status_code == 200
        return len(queries)

    cost(1)
    assert cost(1) == cost(5)
