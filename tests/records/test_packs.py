"""The packs of the records: shipped whole, strict, in editions."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.models import Count

from core import clock, doors
from core.actors import SYSTEM
from core.errors import Refusal
from records.decisions.disclosure import SAFETY, rule_for, terms_on, window
from records.decisions.fields import FIELDS, NOWHERE, TEXTS, Type, mistakes, read_schema
from records.decisions.severity import grade
from records.models import (
    BehaviourVersion,
    CatalogueItem,
    CatalogueSource,
    CatalogueVersion,
    DisclosureRule,
    InfoClass,
    PenaltyKind,
    PenaltySeverity,
)
from records.queries.catalogue import behaviours_on, list_catalogue, version_on
from records.queries.rules import load_rules, load_severities, ordinary_rules
from sectors.loader.folders import SHIPPED
from sectors.services.packs import Loaded, load_packs

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of the shipped packs that a test may change."""
    return shutil.copytree(SHIPPED, tmp_path / "packs")


def load(root: Path = SHIPPED, *names: str) -> dict[str, Loaded]:
    return {each.code: each for each in doors.run(load_packs, actor=SYSTEM, root=root, names=names)}


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def refused(root: Path, *names: str) -> list[str]:
    """File, line and reason of what is wrong; nothing was loaded."""
    before = [
        model._default_manager.count()
        for model in (CatalogueVersion, BehaviourVersion, DisclosureRule, PenaltySeverity)
    ]
    with pytest.raises(Refusal) as refusal:
        load(root, *names)
    assert refusal.value.code == "sectors.pack_refused"
    assert before == [
        model._default_manager.count()
        for model in (CatalogueVersion, BehaviourVersion, DisclosureRule, PenaltySeverity)
    ]
    return [f"{each.field} {each.message}" for each in refusal.value.fields]


@pytest.mark.req("R010", "R180")
def test_the_shipped_catalogue_has_all_classes_but_that_of_persons() -> None:
    load()
    by_class = dict(CatalogueItem.objects.values_list("info_class").annotate(n=Count("id")))
    assert set(by_class) == set(InfoClass.values) - {"titles"}
    ten = {
        "licence",
        "penalty",
        "coercion",
        "confirmation",
        "levy",
        "payment",
        "ruling",
        "compensation",
        "reward",
        "inspection",
    }
    found = {version.item.code: version for version in list_catalogue(TODAY)}
    assert ten <= set(found)
    assert all(found[code].report_days for code in ten)
    assert (found["penalty"].polarity, found["penalty"].needs_check) == ("adverse", True)
    assert (found["evaluation-tax"].disclosure, found["honour-tax-a"].disclosure) == (
        "authorities",
        "public",
    )
    assert found["commitment-broken"].item.is_system is True
    assert {s.unit.code for s in CatalogueSource.objects.filter(version=found["registration"])} == {
        "320281-scjgj",
        "320281-spj",
        "320281-mzj",
        "320281-bb",
    }
    words = " ".join(version.name + version.basis for version in found.values())
    assert "黑名单" not in words
    assert "联合惩戒" not in found["list-wages"].name


@pytest.mark.req("R181")
def test_the_official_templates_are_whole() -> None:
    load()
    for code, prefix, count in (("licence", "XK_", 28), ("penalty", "CF_", 33)):
        fields = read_schema(version_on(code, TODAY).fields)
        assert mistakes(fields) == []
        official = [field for field in fields if field.code.startswith(prefix)]
        assert (code, len(official)) == (code, count)
        assert all(field.headers() for field in official)
        persons = {field.code: field.into for field in fields if field.type is Type.PERSON}
        assert len(persons) == 5
        assert set(persons.values()) == {NOWHERE}
    penalty = {field.code: field for field in read_schema(version_on("penalty", TODAY).fields)}
    assert {code for code, field in penalty.items() if field.into == TEXTS} == {
        "CF_SY",
        "CF_NR",
        "CF_BZ",
    }
    assert not [field for field in penalty.values() if field.into == TEXTS and field.is_public]
    assert (penalty["CF_NR_FK"].type, penalty["CF_NR_FK"].into) == ("money_wan", "amount")
    assert penalty["CF_NR_FK"].when_has == ("罚款",)
    assert penalty["CF_CFLB"].into == FIELDS
    options = set(penalty["CF_CFLB"].options)
    assert options == set(PenaltyKind.objects.values_list("name", flat=True))
    assert "CF_JG" in penalty["CF_NR"].headers()
    assert "CF_CFLB1" in penalty["CF_CFLB"].headers()


def test_every_schema_of_the_catalogue_is_sound() -> None:
    load()
    for version in CatalogueVersion.objects.all():
        fields = read_schema(version.fields)
        assert (version.name, mistakes(fields)) == (version.name, [])
        into = {field.into for field in fields}
        if version.item.is_system and not fields:
            continue
        assert {"subject.uscc", "subject.name"} <= into


@pytest.mark.req("R030", "R031")
def test_twenty_sectors_have_their_lists() -> None:
    load()
    standing = behaviours_on(TODAY)
    by_sector: dict[str, int] = {}
    for version in standing:
        code = version.behaviour.sector.code
        by_sector[code] = by_sector.get(code, 0) + 1
        assert version.basis
        assert version.source.startswith("S0-")
        assert (version.is_illustrative, version.unverified) == (True, True)
    assert len(by_sector) == 20
    assert min(by_sector.values()) >= 5
    assert {version.severity for version in standing} == {1, 2, 3}
    assert [version.behaviour.code for version in behaviours_on(TODAY, "hb")] == sorted(
        version.behaviour.code for version in standing if version.behaviour.sector.code == "hb"
    )


@pytest.mark.req("R161")
def test_worked_example_a_and_decisions_before_it() -> None:
    load()
    rules = load_rules()
    for severity, decided_on, scope, last_shown, repair_from in (
        (1, date(2026, 9, 18), "ordinary", None, None),
        (2, date(2026, 4, 15), "ordinary", date(2027, 4, 15), date(2026, 7, 16)),
        (3, date(2026, 5, 8), "ordinary", date(2029, 5, 8), date(2027, 5, 9)),
        (2, date(2026, 4, 1), SAFETY, date(2027, 4, 1), date(2026, 7, 2)),
        # Decided under 令58号: the newer periods hold from 2026-04-01 where they are kinder.
        (2, date(2025, 10, 10), "ordinary", date(2026, 10, 10), date(2026, 1, 11)),
        (2, date(2025, 10, 10), SAFETY, date(2026, 10, 10), date(2026, 1, 11)),
        (3, date(2025, 10, 10), "ordinary", date(2028, 10, 10), date(2026, 1, 11)),
        (3, date(2025, 10, 10), SAFETY, date(2028, 10, 10), date(2026, 10, 11)),
    ):
        own = rule_for(rules, decided_on=decided_on, severity=severity, scope=scope)
        assert own is not None
        found = window(terms_on(rules, own, date(2026, 10, 1)), decided_on, None)
        assert (found.last_day_shown, found.repair_from) == (last_shown, repair_from)


def test_before_the_newer_rules_the_older_ones_held() -> None:
    load()
    rules = load_rules()
    own = rule_for(rules, decided_on=date(2025, 10, 10), severity=2, scope=SAFETY)
    assert own is not None
    before = window(terms_on(rules, own, date(2026, 3, 31)), date(2025, 10, 10), None)
    assert (before.last_day_shown, before.repair_from) == (date(2028, 10, 10), date(2026, 10, 11))


@pytest.mark.req("R031")
def test_the_three_degrees_of_the_rules_in_force() -> None:
    load()
    found = ordinary_rules(date(2026, 4, 1))
    assert [
        (rule.code, rule.shown, rule.min_months, rule.max_months or rule.exception_months)
        for rule in found
    ] == [
        ("ndrc36-minor", False, 0, 3),
        ("ndrc36-general", True, 3, 12),
        ("ndrc36-serious", True, 12, 36),
    ]
    before = ordinary_rules(date(2026, 3, 31))
    assert [rule.severity for rule in before] == [1, 2, 3]
    assert all(rule.is_history for rule in before)


@pytest.mark.req("R031")
def test_a_penalty_is_as_grave_as_the_gravest_of_its_kinds() -> None:
    load()
    table = load_severities()
    given: list[tuple[list[str], int | None, bool, int | None]] = [
        (["warning"], None, False, 1),
        (["warning", "fine"], 12_000_000, False, 2),
        (["fine"], 100_000, False, 1),
        (["fine"], 500_000, False, 2),
        (["fine"], 120_000_000, False, 3),
        (["fine", "revocation"], 100_000, False, 3),
        (["fine"], 120_000_000, True, 1),
        (["detention"], None, False, None),
        ([], None, False, None),
    ]
    for kinds, amount, simple, severity in given:
        found = grade(
            table,
            kinds=kinds,
            amount=amount,
            sector="hb",
            decided_on=TODAY,
            is_simple_procedure=simple,
        )
        assert found.severity == severity
        assert bool(found.reasons) == (severity is not None)


def test_a_sectors_own_table_stands_before_the_general_one(packs: Path) -> None:
    edit(
        packs / "catalogue" / "disclosure.yaml",
        "  - {penalty: gains, severity: general,",
        "  - {penalty: fine, sector: hb, severity: serious, from_date: 2026-01-01, basis: 部规}\n"
        "  - {penalty: gains, severity: general,",
    )
    load(packs)

    def degree(sector: str, day: date) -> int | None:
        return grade(
            load_severities(), kinds=["fine"], amount=100, sector=sector, decided_on=day
        ).severity

    assert (degree("hb", TODAY), degree("yj", TODAY)) == (3, 1)
    assert degree("hb", date(2025, 12, 31)) == 1


@pytest.mark.req("R010")
def test_a_change_of_the_catalogue_is_the_next_edition(packs: Path) -> None:
    load(packs)
    file = packs / "catalogue" / "items.yaml"
    text = file.read_text()
    place = text.index("  - code: levy\n")
    old = text[place : text.index("  - code: payment\n")]
    ahead = clock.today() + timedelta(days=30)
    changed = old.replace("disclosure: public", "disclosure: authorities")
    file.write_text(text.replace(old, changed))
    (problem,) = refused(packs, "catalogue")
    assert "请把 from_date 改为今后的日期" in problem
    file.write_text(
        text.replace(old, changed.replace("from_date: 2000-01-01", f"from_date: {ahead}"))
    )
    assert load(packs, "catalogue")["catalogue"].tally is not None
    versions = CatalogueVersion.objects.filter(item__code="levy").order_by("number")
    assert list(versions.values_list("number", "disclosure", "valid_from", "recorded_on")) == [
        (1, "public", date(2000, 1, 1), clock.today()),
        (2, "authorities", ahead, clock.today()),
    ]
    assert version_on("levy", clock.today()).number == 1
    assert version_on("levy", ahead).number == 2
    again = load(packs, "catalogue")["catalogue"].tally
    assert again is None


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "reason"),
    [
        (
            "catalogue/items.yaml",
            "kind: levy\n    polarity: neutral",
            "kind: levy\n    polarity: adverse",
            "",
            "“levy”的 polarity 不能改变",
        ),
        (
            "catalogue/disclosure.yaml",
            (
                "code: ndrc36-general, scope: ordinary, severity: general, from_date: 2026-04-01, "
                "favourable_to_earlier: true, shown: true, least_months: 3"
            ),
            (
                "code: ndrc36-general, scope: ordinary, severity: general, from_date: 2026-04-01, "
                "favourable_to_earlier: true, shown: true, least_months: 6"
            ),
            "",
            "公示规则“ndrc36-general”已登记，不能改动",
        ),
        (
            "hb/behaviours.yaml",
            "code: hb-air-excess",
            "code: zj-air-excess",
            "hb/behaviours.yaml:9",
            "“zj-air-excess”的编码不属本行业",
        ),
        (
            "hb/behaviours.yaml",
            "code: hb-air-excess",
            "code: hb-air",
            "hb/pack.yaml:1",
            "上次装载的失信行为“hb-air-excess”不见了",
        ),
        (
            "catalogue/items.yaml",
            "code: CF_SY, name: 违法事实, type: text, into: texts",
            "code: CF_SY, name: 违法事实, type: text, into: amount",
            "",
            "“text”不能写入 amount",
        ),
        (
            "catalogue/items.yaml",
            "code: CF_FRDB, name: 法定代表人, type: person, into: nowhere",
            "code: CF_FRDB, name: 法定代表人, type: person, into: fields",
            "",
            "人员姓名和证件号码只能写入可擦除文本，或不予保存",
        ),
        (
            "jiangyin/senders.yaml",
            "item: property,",
            "item: propriety,",
            "",
            "没有目录条目 propriety",
        ),
        (
            "catalogue/disclosure.yaml",
            "penalty: circular,",
            "penalty: circle,",
            "",
            "没有处罚种类 circle",
        ),
    ],
)
def test_a_wrong_pack_is_refused_with_its_line(
    packs: Path, file: str, old: str, new: str, line: str, reason: str
) -> None:
    load(packs)
    edit(packs / file, old, new)
    problems = refused(packs)
    assert [each for each in problems if reason in each and each.startswith(line)]


def test_a_behaviour_is_ended_from_a_day_ahead(packs: Path) -> None:
    load(packs)
    ahead = clock.today() + timedelta(days=10)
    file = packs / "hb" / "behaviours.yaml"
    text = file.read_text()
    (line,) = [each for each in text.splitlines() if "hb-waste-label," in each]
    file.write_text(text.replace(line, line.replace("}", f", ended: true, from_date: {ahead}}}")))
    load(packs, "hb")
    codes = [version.behaviour.code for version in behaviours_on(clock.today(), "hb")]
    later = [version.behaviour.code for version in behaviours_on(ahead, "hb")]
    assert ("hb-waste-label" in codes, "hb-waste-label" in later) == (True, False)
    assert len(later) == len(codes) - 1
