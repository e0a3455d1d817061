"""Drafts: one person writes, another issues; nobody works on what somebody else changed."""

from typing import Any

import pytest
from django.db import connection, transaction

from core import doors
from core.actors import Actor
from core.errors import Refusal
from documents.models import IssuedDocument, NumberSeries, PaperDraft
from documents.queries import papers as queries
from documents.services import drafts
from sectors.models import OrgUnit
from tests.documents.people import acting, approver, clerk, make_person, make_unit, reader
from tests.documents.writing import letter, number_letters


def write(actor: Actor, unit: OrgUnit, **changes: Any) -> PaperDraft:
    return doors.run(
        drafts.add_draft, actor=actor, kind="letter", unit_id=unit.id, data=letter(**changes)
    )


def submitted(actor: Actor, unit: OrgUnit) -> PaperDraft:
    draft = write(actor, unit)
    return doors.run(drafts.submit_draft, actor=actor, draft_id=draft.id, version=draft.version)


def refused(service: Any, actor: Actor, draft: PaperDraft, **more: Any) -> str:
    version = more.pop("version", draft.version)
    with pytest.raises(Refusal) as refusal:
        doors.run(service, actor=actor, draft_id=draft.id, version=version, **more)
    return refusal.value.code


@pytest.mark.django_db
def test_from_draft_to_paper() -> None:
    unit = make_unit()
    number_letters(unit)
    drafter, boss = clerk(unit), approver(unit)
    draft = write(drafter, unit)
    assert (draft.state, draft.version, draft.title) == ("draft", 1, letter()["title"])
    draft = doors.run(
        drafts.change_draft,
        actor=drafter,
        draft_id=draft.id,
        version=1,
        data=letter(title="关于另一件事的函"),
    )
    assert (draft.state, draft.version, draft.title) == ("draft", 2, "关于另一件事的函")
    doors.run(drafts.submit_draft, actor=drafter, draft_id=draft.id, version=2)
    document = doors.run(drafts.issue_draft, actor=boss, draft_id=draft.id, version=3)
    draft.refresh_from_db()
    assert (draft.state, draft.document_id, draft.data) == ("issued", document.id, {})
    assert (document.title, document.drafted_by_id, document.issued_by_id) == (
        "关于另一件事的函",
        drafter.person_id,
        boss.person_id,
    )


@pytest.mark.django_db
def test_a_returned_draft_goes_round_again() -> None:
    unit = make_unit()
    number_letters(unit)
    drafter, boss = clerk(unit), approver(unit)
    draft = submitted(drafter, unit)
    draft = doors.run(
        drafts.return_draft, actor=boss, draft_id=draft.id, version=2, reason="主送单位应写全称"
    )
    assert (draft.state, draft.return_reason) == ("returned", "主送单位应写全称")
    draft = doors.run(drafts.submit_draft, actor=drafter, draft_id=draft.id, version=3)
    doors.run(drafts.issue_draft, actor=boss, draft_id=draft.id, version=4)
    assert IssuedDocument.objects.get().number == 1


@pytest.mark.django_db
def test_nobody_issues_what_he_drafted_whatever_his_roles() -> None:
    unit = make_unit()
    number_letters(unit)
    both = approver(unit)
    draft = submitted(both, unit)
    assert refused(drafts.issue_draft, both, draft) == "documents.same_person"
    assert refused(drafts.return_draft, both, draft, reason="自己退") == "documents.same_person"
    draft.refresh_from_db()
    assert (draft.state, IssuedDocument.objects.count(), NumberSeries.objects.count()) == (
        "submitted",
        0,
        0,
    )
    with pytest.raises(Exception, match="paperdraft_two_persons"), transaction.atomic():
        PaperDraft.objects.update(decided_by_id=both.person_id)


@pytest.mark.django_db
def test_each_step_is_for_its_person_and_its_state() -> None:
    unit, elsewhere = make_unit(), make_unit("traffic", "江阴市交通运输局")
    number_letters(unit)
    drafter, colleague, boss = clerk(unit), clerk(unit, "经办人丁"), approver(unit)
    draft = write(drafter, unit)
    changed = letter(title="改")
    assert refused(drafts.change_draft, colleague, draft, data=changed) == "core.not_found"
    assert refused(drafts.submit_draft, boss, draft) == "core.not_found"
    assert refused(drafts.issue_draft, boss, draft) == "core.not_found"
    draft = doors.run(drafts.submit_draft, actor=drafter, draft_id=draft.id, version=1)
    assert refused(drafts.change_draft, drafter, draft, data=changed) == "documents.draft_state"
    assert refused(drafts.discard_draft, drafter, draft) == "documents.draft_state"
    assert refused(drafts.change_draft, colleague, draft, data=changed) == "core.not_allowed"
    assert refused(drafts.issue_draft, colleague, draft) == "core.not_allowed"
    assert refused(drafts.issue_draft, approver(elsewhere), draft) == "core.not_found"
    assert refused(drafts.issue_draft, boss, draft, version=1) == "core.conflict"
    draft.refresh_from_db()
    assert (draft.state, draft.version, draft.title) == ("submitted", 2, letter()["title"])
    with pytest.raises(Refusal) as reading:
        write(reader(unit), unit)
    assert reading.value.code == "core.not_allowed"


@pytest.mark.django_db
def test_a_discarded_draft_is_over_and_used_no_number() -> None:
    unit = make_unit()
    drafter = clerk(unit)
    draft = write(drafter, unit)
    draft = doors.run(drafts.discard_draft, actor=drafter, draft_id=draft.id, version=1)
    assert refused(drafts.submit_draft, drafter, draft) == "documents.draft_state"
    with pytest.raises(Exception, match="issued_once"), transaction.atomic():
        PaperDraft.objects.update(state="draft")
    assert NumberSeries.objects.count() == 0


@pytest.mark.django_db
def test_an_issue_that_fails_leaves_the_draft_waiting() -> None:
    unit = make_unit()
    drafter, boss = clerk(unit), approver(unit)
    draft = submitted(drafter, unit)
    assert refused(drafts.issue_draft, boss, draft) == "documents.no_number_pattern"
    draft.refresh_from_db()
    assert (draft.state, draft.version, NumberSeries.objects.count()) == ("submitted", 2, 0)


@pytest.mark.django_db
def test_a_draft_is_private_until_it_is_submitted(django_assert_num_queries: Any) -> None:
    unit = make_unit()
    drafter, colleague = clerk(unit), clerk(unit, "经办人丁")
    own, shown = write(drafter, unit), submitted(drafter, unit)

    def seen(actor: Actor, **wanted: Any) -> list[int]:
        page = queries.list_drafts(actor=actor, unit_id=unit.id, **wanted)
        return [draft.id for draft in page.items]

    assert seen(drafter) == [shown.id, own.id]
    assert seen(colleague) == [shown.id]
    assert seen(drafter, state="draft") == [own.id]
    assert seen(acting(make_person(), unit)) == []
    with django_assert_num_queries(1):
        page = queries.list_drafts(actor=drafter, unit_id=unit.id)
        assert [draft.drafted_by.name for draft in page.items] == ["经办人甲", "经办人甲"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE documents_paperdraft SET drafted_by_id = drafted_by_id", "permission denied"),
        ("UPDATE documents_paperdraft SET unit_id = unit_id", "permission denied"),
        ("DELETE FROM documents_paperdraft", "permission denied"),
        ("UPDATE documents_paperdraft SET state = 'issued'", "paperdraft_decided"),
        ("UPDATE documents_paperdraft SET state = 'returned'", "paperdraft_decided"),
    ],
)
def test_the_application_cannot_rewrite_a_draft(statement: str, refusal: str) -> None:
    unit = make_unit()
    write(clerk(unit), unit)
    before = PaperDraft.objects.values().get()
    with (
        pytest.raises(Exception, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert PaperDraft.objects.values().get() == before
