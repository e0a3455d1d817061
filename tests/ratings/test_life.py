"""The life of a rulebook: nobody publishes alone, unseen, or for yesterday; not by raw SQL."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core import clock, doors
from core.actors import Role
from core.errors import Refusal
from ratings.models import Publication, RulebookApproval, RulebookVersion, Simulation
from ratings.services import rulebooks
from tests.ratings.build import TEXT, Ratings
from tests.records.build import people

TOMORROW = date(2026, 5, 21)


def refused(code: str, service: Callable[..., object], **arguments: object) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        doors.run(service, **arguments)  # type: ignore[arg-type]
    assert refusal.value.code == code
    return refusal.value


@pytest.mark.req("R042")
def test_from_draft_to_law(ratings: Ratings) -> None:
    publication = ratings.published(TOMORROW)
    assert publication.from_date == TOMORROW
    assert publication.approval.person_id == ratings.approver.person_id
    assert publication.version.person_id == ratings.drafter.person_id
    assert bytes(publication.content_hash) == bytes(publication.version.content_hash)


def test_a_text_with_faults_is_not_kept(ratings: Ratings) -> None:
    text = ratings.text(TOMORROW, TEXT.replace("from: 60", "from: 61").replace("-20", "20"))
    refusal = refused(
        "ratings.rulebook_unacceptable",
        rulebooks.draft_version,
        actor=ratings.drafter,
        file="demo.yaml",
        raw=text.replace("59.99", "58.99").encode(),
    )
    assert [each.code for each in refusal.fields] == [
        "rulebook.threshold_gap",
        "rulebook.not_monotone",
    ]
    assert refusal.fields[0].field == f"demo.yaml:{_line(text, 'grade: C')}"
    assert not RulebookVersion.objects.exists()


def _line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_who_may_do_what(ratings: Ratings) -> None:
    reader = people(ratings.owner, Role.READER)
    raw = ratings.text(TOMORROW).encode()
    for actor in (reader, ratings.approver):
        refused(
            "ratings.rulebook_not_allowed",
            rulebooks.draft_version,
            actor=actor,
            file="demo.yaml",
            raw=raw,
        )
    version = ratings.draft(TOMORROW)
    simulation = ratings.simulated(version)
    given = {"version_id": version.id, "simulation_id": simulation.id, "opinion": "同意。"}
    refused(
        "ratings.rulebook_not_allowed", rulebooks.approve_version, actor=ratings.drafter, **given
    )
    assert not RulebookApproval.objects.exists()


def test_nobody_approves_what_he_wrote(ratings: Ratings) -> None:
    office = people(ratings.owner, Role.CREDIT_OFFICE)
    ratings.drafter = office
    version = ratings.draft(TOMORROW)
    simulation = ratings.simulated(version)
    given = {"version_id": version.id, "simulation_id": simulation.id, "opinion": "同意。"}
    refused("ratings.rulebook_same_person", rulebooks.approve_version, actor=office, **given)
    assert doors.run(rulebooks.approve_version, actor=ratings.approver, **given).id


def test_not_without_a_finished_simulation(ratings: Ratings) -> None:
    version = ratings.draft(TOMORROW)
    simulation = doors.run(rulebooks.start_simulation, actor=ratings.drafter, version_id=version.id)
    refused(
        "ratings.rulebook_not_simulated",
        rulebooks.approve_version,
        actor=ratings.approver,
        version_id=version.id,
        simulation_id=simulation.id,
        opinion="同意。",
    )
    refused(
        "ratings.rulebook_not_approved",
        rulebooks.publish_version,
        actor=ratings.approver,
        version_id=version.id,
    )


def test_not_for_a_day_that_has_come(ratings: Ratings) -> None:
    refusal = refused(
        "ratings.rulebook_unacceptable",
        rulebooks.draft_version,
        actor=ratings.drafter,
        file="demo.yaml",
        raw=ratings.text(clock.today()).encode(),
    )
    assert [each.code for each in refusal.fields] == ["rulebook.past_date"]


INSERT_APPROVAL = """
INSERT INTO ratings_rulebookapproval (version_id, content_hash, simulation_id,
    simulation_is_finished, drafter_id, person_id, opinion, approved_at)
VALUES (%(version)s, %(hash)s, %(simulation)s, %(finished)s, %(drafter)s, %(person)s, '同意',
    '2026-05-20 12:00+08')
"""
INSERT_PUBLICATION = """
INSERT INTO ratings_publication (version_id, content_hash, line_id, purpose, from_date,
    approval_id, person_id, published_on, published_at)
VALUES (%(version)s, %(hash)s, %(line)s, 'official', %(from)s, %(approval)s, %(person)s,
    '2026-05-20', '2026-05-20 12:00+08')
"""


def attempt(statement: str, **values: Any) -> str:
    """The constraint that refuses it, or nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
    return ""


@pytest.mark.req("R042")
def test_raw_sql_cannot_approve_or_publish_alone(ratings: Ratings) -> None:
    version = ratings.draft(TOMORROW)
    other = ratings.draft(TOMORROW, TEXT.replace("start: 100", "start: 95"))
    finished = ratings.simulated(version)
    unfinished = Simulation.objects.create(
        version=other,
        content_hash=other.content_hash,
        drafter_id=other.person_id,
        day=TOMORROW,
        known=clock.now(),
        started_at=clock.now(),
    )
    good: dict[str, Any] = {
        "version": version.id,
        "hash": bytes(version.content_hash),
        "simulation": finished.id,
        "finished": True,
        "drafter": version.person_id,
        "person": ratings.approver.person_id,
    }
    table = "ratings_rulebookapproval_"
    assert attempt(INSERT_APPROVAL, **good) == ""
    for change, constraint in (
        ({"person": version.person_id}, "other_person"),
        ({"drafter": ratings.approver.person_id, "person": version.person_id}, "of_text"),
        ({"hash": bytes(other.content_hash)}, "of_text"),
        ({"version": other.id, "hash": bytes(other.content_hash)}, "after_simulation"),
        (
            {
                "version": other.id,
                "hash": bytes(other.content_hash),
                "simulation": unfinished.id,
            },
            "after_simulation",
        ),
        ({"finished": False}, "simulated"),
    ):
        assert attempt(INSERT_APPROVAL, **{**good, **change}) == table + constraint, change
    publish: dict[str, Any] = {
        "version": version.id,
        "hash": bytes(version.content_hash),
        "line": version.line_id,
        "from": TOMORROW,
        "person": ratings.approver.person_id,
        "approval": 0,
    }
    assert attempt(INSERT_PUBLICATION, **publish) == "ratings_publication_after_approval"
    approval = doors.run(
        rulebooks.approve_version,
        actor=ratings.approver,
        version_id=version.id,
        simulation_id=finished.id,
        opinion="同意。",
    )
    publish["approval"] = approval.id
    assert attempt(INSERT_PUBLICATION, **publish) == ""
    today = {**publish, "from": clock.today()}
    assert attempt(INSERT_PUBLICATION, **today) == "ratings_publication_ahead"
    moved = {**publish, "from": TOMORROW + timedelta(days=1)}
    assert attempt(INSERT_PUBLICATION, **moved) == "ratings_publication_of_text"
    another = {**publish, "version": other.id, "hash": bytes(other.content_hash)}
    assert attempt(INSERT_PUBLICATION, **another) == "ratings_publication_after_approval"
    assert not Publication.objects.exists()


def test_a_hash_is_of_its_text(ratings: Ratings) -> None:
    version = ratings.draft(TOMORROW)
    statement = """
    INSERT INTO ratings_rulebookversion (rulebook_id, line_id, purpose, number, name, from_date,
        text, content_hash, person_id, drafted_at)
    SELECT rulebook_id, line_id, purpose, 2, name, from_date, text || '#', %(hash)s, person_id,
        drafted_at FROM ratings_rulebookversion WHERE id = %(version)s
    """
    found = attempt(statement, version=version.id, hash=b"0" * 32)
    assert found == "ratings_rulebookversion_true_hash"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ratings_rulebookversion SET text = ''",
        "DELETE FROM ratings_rulebookversion",
        "UPDATE ratings_rulebookapproval SET opinion = ''",
        "UPDATE ratings_publication SET from_date = '2020-01-01'",
        "DELETE FROM ratings_publication",
        "DELETE FROM ratings_grade",
        "UPDATE ratings_gradechange SET grade = 'A'",
        "TRUNCATE ratings_gradechange",
    ],
)
def test_the_application_may_not(ratings: Ratings, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
