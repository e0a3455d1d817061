"""One bad row never sinks the others, whatever is wrong with it."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import doors
from core.actors import Actor, ActorKind
from core.services import jobs
from records.intake import batches, committing, settling, undoing
from records.intake.interpreting import Reader, interpret
from records.intake.looking_up import in_force, load_known
from records.intake.settling import Candidate, Settled
from records.intake.summary import sentence
from records.models import Batch, FactVersion, QueuedRow, StagedRow, Subject, SubjectVersion
from records.services.subjects import record_succession
from tests.records.intake.office import Office, good, outcomes
from tests.records.intake.samples import CODES, NAMES, code, row, wsh
from tests.records.intake.test_interpreting import KNOWN, values
from tests.records.intake.test_queues import act, keyed, take_act
from tests.records.intake.test_undoing import register_file

pytestmark = pytest.mark.django_db
TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "\x00",
        "\ud800",
        "9" * 400,
        "-1e999",
        "2026/02/31",
        "〔2026〕",
        "罚款；警告",
        "长期",
        "ﷺ" * 90,
    ]
)


@pytest.mark.req("R012")
@settings(max_examples=150, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(CODES), TEXTS, max_size=8))
def test_no_cell_is_too_odd_to_be_read(changes: dict[str, str]) -> None:
    read = interpret({**values(row(1)), **changes}, KNOWN)
    if read.is_person:
        return
    candidate = settling.candidate_of(read, n=1, line=2)
    text = json.dumps(candidate.row, ensure_ascii=False, default=str)
    text.encode()
    assert "\x00" not in json.loads(text).values()
    assert len(candidate.name) <= 200
    assert all(note.message for note in candidate.remarks)
    # Read a second time by one reader, with what the first left behind, it is the same.
    reader = Reader(KNOWN)
    first, second = (reader.read({**values(row(1)), **changes}) for _ in range(2))
    assert first == second == read


# What the reading lets through to nobody: the database's own rules, one after the other.
BREAKS: dict[str, Callable[[Candidate], None]] = {
    "amount": lambda c: c.row.update(amount=-5),
    "days": lambda c: c.row.update(starts_on="2026-05-01", ends_on="2026-04-01"),
    "long": lambda c: c.row.update(document_no="甲" * 200),
    "huge": lambda c: c.row.update(amount=10**30),
    "future": lambda c: c.row.update(performed_on="2099-01-01"),
    "behaviour": lambda c: c.row.update(behaviour_id=10**9),
}


def candidates(office: Office, count: int) -> list[Candidate]:
    version = in_force(office.penalty.item)
    known = load_known(version, office.world.bureau, is_attested=True)
    return [
        settling.candidate_of(
            interpret(values(row(1 + n % 3, CF_WSH=wsh(500 + n))), known), n=n, line=n + 2
        )
        for n in range(count)
    ]


@pytest.mark.req("R012")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(guilty=st.dictionaries(st.integers(0, 11), st.sampled_from(sorted(BREAKS)), max_size=4))
def test_what_the_database_refuses_is_that_row_alone(
    office: Office, guilty: dict[int, str]
) -> None:
    start = transaction.savepoint()
    office.enrol(1, 2, 3)
    proof = office.take_in(*good(1))
    rows = candidates(office, 12)
    for n, what in guilty.items():
        BREAKS[what](rows[n])

    def commit(*, actor: Actor) -> list[Settled]:
        return committing.commit(
            actor=actor, batch=proof, version=in_force(office.penalty.item), candidates=rows
        )

    settled = doors.run(commit, actor=office.clerk)
    assert {each.candidate.n for each in settled if each.outcome == "rejected"} == set(guilty)
    assert {each.candidate.n for each in settled if each.outcome == "new"} == {*range(12)} - {
        *guilty
    }
    for each in settled:
        assert [note.code for note in each.candidate.remarks] == (
            ["row.refused"] if each.candidate.n in guilty else []
        )
    written = FactVersion.objects.filter(closed_at=None, batch_id=proof.id).count()
    assert written == 1 + 12 - len(guilty)
    transaction.savepoint_rollback(start)


def test_a_day_without_a_rule_is_held(office: Office) -> None:
    office.enrol(1, 2)
    done = office.take_in(row(1, CF_JDRQ="2020/04/15", CF_WSH="锡澄环罚决〔2020〕1号"), row(2))
    assert outcomes(done) == ["held", "new"]
    assert [code for code, _, _ in QueuedRow.objects.get().remarks] == ["held.rule"]


def test_the_officers_word_also_where_nobody_confirms(office: Office) -> None:
    office.enrol(1, 2)
    done = office.rows(row(1), row(2, CF_JDRQ="2026/05/06"), mode="partial")
    assert sentence(done) == "2 行新增。"
    word = done.attestation
    assert word is not None
    assert (word.decided_from, word.decided_to) == (date(2026, 4, 15), date(2026, 5, 6))
    assert word.officer_id == office.clerk.person_id
    assert FactVersion.objects.filter(attestation=word).count() == 2


def test_the_word_is_given_or_withheld_when_it_is_confirmed(office: Office) -> None:
    office.enrol(1)
    checked = office.rows(row(1), mode="check", attests=False)
    assert sentence(checked) == "1 行待补正。"
    doors.run(
        batches.confirm, actor=office.clerk, batch_id=checked.id, mode="partial", attests=True
    )
    assert sentence(office.work(checked)) == "1 行新增。"


def test_too_long_is_said_and_goes_no_further(office: Office) -> None:
    office.enrol(1, 2)
    done = office.take_in(
        row(1, CF_CFJG="甲" * 201),
        row(1, CF_WSH="ﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺ〔2026〕1号"),
        row(1, CF_WFXW="甲" * 2001),
        row(2),
    )
    assert outcomes(done) == ["rejected", "rejected", "rejected", "new"]
    rows = StagedRow.objects.filter(batch_id=done.id).order_by("n")
    assert [[code for code, _, _ in each.remarks][:1] for each in rows][:3] == [
        ["field.too_long"]
    ] * 3


def test_what_no_column_takes_is_left_out(office: Office) -> None:
    office.enrol(1)
    given = dict(zip(CODES, row(1), strict=True)) | {"CF_SY": "甲\x00乙\ud800丙"}
    done = office.confirm(
        office.send((json.dumps(given) + "\n").encode(), "处罚.ndjson", mode="check")
    )
    assert sentence(done) == "1 行新增。"
    text = FactVersion.objects.get().text
    assert text is not None
    assert text.texts["CF_SY"] == "甲乙丙"


def test_two_rows_by_one_key_of_their_source(office: Office) -> None:
    office.enrol(1, 2)
    keyed(office)
    first = act(1, "K-1", "澄责改〔2026〕1号")
    second = act(2, "K-1", "澄责改〔2026〕2号").split(b"\n", 1)[1]
    assert take_act(office, first + second) == "1 行新增，1 行退回更正。"
    # One by its key and one by its number, of one fact that stands.
    third = act(1, "K-9", "澄责改〔2026〕1号").split(b"\n", 1)[1]
    assert take_act(office, first + third) == "1 行无变化，1 行退回更正。"
    assert FactVersion.objects.filter(closed_at=None).count() == 1


def test_the_first_that_is_any_good_is_taken(office: Office) -> None:
    office.enrol(1)
    done = office.take_in(row(1, CF_JDRQ="2026/02/31"), row(1), row(1))
    assert outcomes(done) == ["rejected", "new", "rejected"]


def test_a_decision_about_an_organisation_that_had_ended(office: Office) -> None:
    office.enrol(1, 2)
    one, two = (Subject.objects.get(uscc=code(number)) for number in (1, 2))

    doors.run(
        record_succession,
        actor=office.world.registrar,
        predecessor_id=one.id,
        successor_id=two.id,
        kind="merger",
        effective_on=date(2026, 1, 1),
        basis="合并协议",
        unit_id=office.world.register.id,
    )
    done = office.take_in(row(1))
    assert outcomes(done) == ["new"]
    (remark,) = StagedRow.objects.get(batch_id=done.id).remarks
    assert remark[0] == "subject.ended"


HEAD = "REG_SHXYM,REG_MC,REG_ZT,REG_SXRQ,REG_XZQH,REG_HY\n"


def test_codes_of_areas_and_trades_that_are_none(office: Office) -> None:
    lines = [
        f"{code(1)},{NAMES[1]},存续,2020-01-01,32028X,C17",
        f"{code(2)},{NAMES[2]},存续,2020-01-01,320281,ZZ",
        f"{code(3)},{NAMES[3]},存续,2020-01-01,320281,1712",
    ]
    done = register_file(office, (HEAD + "\n".join(lines)).encode())
    assert sentence(done) == "3 行新增。"
    found = SubjectVersion.objects.order_by("subject__uscc")
    assert [(each.region_code, each.industry_code) for each in found] == [
        ("", ""),
        ("320281", ""),
        ("320281", "1712"),
    ]


def test_what_the_register_says_later_of_an_earlier_day(office: Office) -> None:
    new = f"{HEAD}{code(1)},{NAMES[1]},存续,2024-01-01,,\n"
    old = f"{HEAD}{code(1)},江阴市演示呢绒厂,存续,2018-01-01,,\n"
    for content in (new, old, old):
        register_file(office, content.encode())
    versions = SubjectVersion.objects.filter(closed_at=None).order_by("valid_from")
    assert [(each.name, each.valid_from.year) for each in versions] == [
        ("江阴市演示呢绒厂", 2018),
        (NAMES[1], 2024),
    ]
    names = dict(versions[0].subject.names.values_list("term", "kind"))
    assert names == {NAMES[1]: "legal", "江阴市演示呢绒厂": "former"}


def test_a_batch_stopped_in_the_middle_can_be_taken_back(office: Office) -> None:
    office.enrol(1)
    checked = office.rows(row(1), mode="check")
    doors.run(batches.confirm, actor=office.clerk, batch_id=checked.id, mode="partial")
    checked.refresh_from_db()
    assert checked.job_id is not None
    starter = Actor(
        kind=ActorKind.STAFF,
        id=office.clerk.id,
        person_id=office.clerk.person_id,
        unit_id=office.clerk.unit_id,
        duties=office.clerk.duties,
    )
    doors.run(jobs.cancel, actor=starter, job_id=checked.job_id)
    office.work(checked)
    doors.run(undoing.undo_batch, actor=office.second, batch_id=checked.id, reason="停")
    assert office.work(checked).state == "undone"
    assert Batch.objects.get().undo_counts == {}
