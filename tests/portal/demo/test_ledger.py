"""The county in the ledger: told once, with a past, through the services."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.decisions import totp
from core import clock
from core.models import AuditEvent
from portal.demo import ledger, people
from portal.demo.county.acts import ACTS
from portal.demo.county.degrees import degree
from portal.demo.county.trades import ENTERPRISES, OTHERS, SHOPS
from portal.demo.stories import told as stories
from portal.demo.stories.cast import ENTRIES, SAMPLES
from records.decisions.severity import grade
from records.models import (
    CURRENT,
    Batch,
    Case,
    CorrectionNote,
    Fact,
    FactEffect,
    FactVersion,
    ObjectHolding,
    QueuedRow,
    ResponsiblePerson,
    Subject,
    SubjectVersion,
    Succession,
    TextReview,
)
from records.queries.rules import load_severities
from sectors.models import Industry, Region
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
SEED = 5


@pytest.fixture(autouse=True)
def everybody() -> None:
    call_command("load_packs", stdout=StringIO())
    people.prepare(password=PASSWORD, totp_secret=totp.new_secret())


def counted() -> dict[str, int]:
    tables = (
        *(Subject, SubjectVersion, Fact, FactVersion, FactEffect, TextReview, Case, Succession),
        *(CorrectionNote, ObjectHolding, ResponsiblePerson, Batch, QueuedRow),
    )
    return {table.__name__: table._default_manager.count() for table in tables}


def test_told_twice_is_told_once() -> None:
    def tell() -> dict[str, int]:
        stories.prepare(ledger.open_offices())
        ledger.prepare(30, SEED)
        return counted()

    once = tell()
    assert once["Fact"] > 100
    assert tell() == once
    # As if nobody had noted what was told: all of it is looked for in the ledger itself.
    assert ledger.tell(ledger.open_offices(), 0, 30, SEED, clock.today()) == 0
    assert counted() == once


def test_time_goes_on_and_so_does_the_county() -> None:
    """Told up to autumn and then up to today is what is told up to today at once."""
    for day in (date(2025, 10, 1), date(2026, 5, 1), None):
        ledger.prepare(25, SEED, until=day)
    columns = ("subject__uscc", "document_no", "source_key", "opened_at", "closed_at", "amount")
    in_steps = sorted(map(repr, FactVersion.objects.values_list(*columns)))
    effects = FactEffect.objects.count()
    ledger.prepare(25, SEED)
    assert sorted(map(repr, FactVersion.objects.values_list(*columns))) == in_steps
    assert FactEffect.objects.count() == effects
    assert len(set(FactVersion.objects.values_list("opened_at"))) > 10


def test_the_first_example_repaired_and_the_grave_one_shown() -> None:
    stories.prepare(ledger.open_offices())
    code = SAMPLES[0].uscc
    facts = FactVersion.objects.filter(CURRENT, subject__uscc=code).order_by("decided_on")
    assert [(str(each.decided_on), each.severity, each.amount) for each in facts] == [
        ("2026-03-20", None, None),
        ("2026-04-15", 2, 12_000_000),
        ("2026-05-08", 3, 120_000_000),
        ("2026-09-18", 1, None),
    ]
    repaired = FactEffect.objects.filter(kind="repaired", subject__uscc=code)
    assert sorted(str(each.fact.versions.get().decided_on) for each in repaired) == [
        "2026-03-20",
        "2026-04-15",
    ]
    assert {str(each.starts_on) for each in repaired} == {"2026-07-28"}


def test_the_audit_log_says_when_it_was_really_loaded() -> None:
    before = clock.true_now()
    ledger.prepare(5, SEED)
    opened = AuditEvent.objects.filter(action="records.open_facts")
    assert opened.count() > 0
    assert opened.filter(recorded_at__lt=before).count() == 0
    assert FactVersion.objects.filter(opened_at__gte=before).count() == 0
    assert FactVersion.objects.count() > 0


def test_every_place_trade_and_act_is_known_to_the_platform() -> None:
    industries = set(Industry.objects.values_list("code", flat=True))
    regions = set(Region.objects.values_list("code", flat=True))
    trades = [*ENTERPRISES._values, *SHOPS._values, *OTHERS.values()]
    assert {trade.industry for trade in trades} <= industries
    assert {entry.region_code for entry in ENTRIES} <= regions
    steps = load_severities()
    words = {"警告": "warning", "罚款": "fine", "没收违法所得": "gains", "没收非法财物": "goods"}
    words["责令停产停业"] = "stop"
    for act in ACTS.values():
        for amount in (0, 499_999, 500_000, 99_999_999, 100_000_000):
            graded = grade(
                steps,
                kinds=[words[each] for each in act.penalties],
                amount=amount,
                sector=None,
                decided_on=date(2026, 5, 1),
            )
            assert graded.severity == degree(act.penalties, amount)
