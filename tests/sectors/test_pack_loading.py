"""Loading packs: the shipped ones with exact counts, once and again; corrections; the command."""

import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from core import clock, doors
from core.actors import SYSTEM
from core.errors import Refusal
from core.models import AuditEvent
from sectors.loader import registry
from sectors.loader.folders import SHIPPED
from sectors.models import (
    Basis,
    Division,
    Industry,
    Line,
    LineOwner,
    OrgUnit,
    Pack,
    PackLoad,
    PackOverride,
    PackRow,
    Region,
    Sector,
    UnitName,
    UnitSuccession,
)
from sectors.services.packs import Loaded, load_packs

pytestmark = pytest.mark.django_db

EVERYTHING = (Pack, Region, Industry, OrgUnit, UnitName, Sector, Line, LineOwner, PackRow, PackLoad)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of the shipped packs that a test may change."""
    return shutil.copytree(SHIPPED, tmp_path / "packs")


def load(root: Path = SHIPPED, *names: str) -> dict[str, Loaded]:
    return {each.code: each for each in doors.run(load_packs, actor=SYSTEM, root=root, names=names)}


def counts() -> list[int]:
    return [model._default_manager.count() for model in EVERYTHING]


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


@pytest.mark.req("R019", "R270")
def test_the_shipped_packs_give_exactly_what_the_papers_say() -> None:
    load()
    printed = OrgUnit.objects.filter(printed_order__isnull=False).order_by("printed_order")
    assert list(printed.values_list("printed_order", flat=True)) == list(range(1, 35))
    twenty = Sector.objects.filter(number__isnull=False).order_by("number")
    assert " ".join(twenty.values_list("code", flat=True)) == (
        "kj gx ga mz rs hb zj jt sl ny sw wl wj yj gg gd ls ss hs zc"
    )
    by_level = dict(Region.objects.values_list("level").annotate(n=Count("code")))
    assert by_level == {1: 1, 2: 13, 3: 95, 4: 18}
    assert dict(Industry.objects.values_list("level").annotate(n=Count("code"))) == {
        "section": 20,
        "division": 97,
    }
    units = dict(OrgUnit.objects.values_list("level").annotate(n=Count("id")))
    assert units == {1: 30, 2: 9, 3: 39, 4: 36}
    county = Line.objects.filter(code__startswith="jy-")
    assert (county.filter(is_added=False).count(), county.filter(is_added=True).count()) == (60, 8)
    assert (Line.objects.count(), UnitSuccession.objects.count(), Division.objects.count()) == (
        87 + 68,
        6,
        25,
    )
    assert Pack.objects.count() == PackLoad.objects.count() == 23


def test_a_second_load_does_nothing() -> None:
    load()
    before, events = counts(), AuditEvent.objects.count()
    again = load()
    assert {each.tally for each in again.values()} == {None}
    assert counts() == before
    assert AuditEvent.objects.count() == events
    forced = doors.run(load_packs, actor=SYSTEM, again=True)
    assert [
        (each.tally.added, each.tally.changed, each.tally.ended, each.tally.kept)
        for each in forced
        if each.tally
    ] == [(0, 0, 0, 0)] * 23
    assert PackOverride.objects.count() == 0


def test_names_then_and_now_and_owners_by_date() -> None:
    load()
    unit = OrgUnit.objects.get(code="320281-spj")
    assert (unit.name, unit.printed_as) == ("江阴市数据局", "审批局")
    names = unit.names.order_by("valid_from")
    assert list(names.values_list("name", "valid_from", "valid_to", "unverified")) == [
        ("江阴市数据局", date(2025, 1, 1), None, True),
        ("江阴市行政审批局", None, date(2025, 1, 1), False),
    ]
    owners = LineOwner.objects.filter(line__code="jy-banking").order_by("valid_from")
    assert list(owners.values_list("unit__code", "valid_from", "valid_to")) == [
        ("320281-rh", date(2021, 3, 26), date(2023, 8, 18)),
        ("320281-jrjg", date(2023, 8, 18), None),
    ]


def test_each_load_is_written_down() -> None:
    load()
    event = AuditEvent.objects.get(action="sectors.load_pack", target_id="hb")
    assert event.actor_kind == "system"
    assert event.detail == {
        "hash": bytes(PackLoad.objects.get(pack="hb").content_hash).hex(),
        "version": 1,
        "added": 16,
        "changed": 0,
        "ended": 0,
        "kept": 0,
    }


@pytest.mark.req("R271")
def test_a_changed_pack_replaces_what_nobody_touched_and_keeps_corrections(packs: Path) -> None:
    load(packs)
    OrgUnit.objects.filter(code="320281-wmb").update(short_name="文明办（更正）")
    units = packs / "jiangyin" / "units.yaml"
    edit(units, "short_name: 市文明办", "short_name: 文明办")
    edit(units, "short_name: 市教育局", "short_name: 教育局")
    loaded = load(packs)
    tally = loaded["jiangyin"].tally
    assert tally
    assert (tally.added, tally.changed, tally.ended, tally.kept) == (0, 1, 0, 1)
    assert {code for code, each in loaded.items() if each.tally} == {"jiangyin"}
    assert OrgUnit.objects.get(code="320281-wmb").short_name == "文明办（更正）"
    assert OrgUnit.objects.get(code="320281-jyj").short_name == "教育局"
    assert sorted(
        PackOverride.objects.values_list("key", "field", "in_pack", "in_force", "outcome")
    ) == [
        ("320281-jyj", "short_name", "教育局", "市教育局", "replaced"),
        ("320281-wmb", "short_name", "文明办", "文明办（更正）", "kept"),
    ]
    # The correction is told once; the next change elsewhere does not tell it again.
    edit(units, "short_name: 市信用办", "short_name: 信用办")
    load(packs)
    assert PackOverride.objects.filter(outcome="kept").count() == 1


def test_what_a_pack_no_longer_names_ends_and_comes_back(packs: Path) -> None:
    load(packs)
    header = packs / "hb" / "pack.yaml"
    text = header.read_text()
    header.write_text(text[: text.index("  - code: hb-third-party")])
    before = counts()
    tally = load(packs)["hb"].tally
    assert tally
    assert (tally.added, tally.changed, tally.ended) == (0, 0, 1)
    line = Line.objects.get(code="hb-third-party")
    assert line.valid_to == clock.today()
    assert line.owners.get().valid_to == clock.today()
    assert [now - then for now, then in zip(counts(), before, strict=True)] == [0] * 9 + [1]
    header.write_text(text)
    load(packs)
    back = Line.objects.get(code="hb-third-party")
    assert (back.valid_to, back.owners.get().valid_to) == (None, None)


def test_a_unit_in_use_is_not_ended_by_leaving_it_out(packs: Path) -> None:
    load(packs)
    units = packs / "jiangyin" / "units.yaml"
    text = units.read_text()
    start = text.index("  - code: 320281-jyj\n")
    units.write_text(text[:start] + text[text.index("  - code: 320281-gxj\n") :])
    lines = packs / "jiangyin" / "lines.yaml"
    assert "unit: 320281-jyj" in lines.read_text()
    before = counts()
    with pytest.raises(Refusal) as refused:
        load(packs)
    assert refused.value.code == "sectors.pack_refused"
    assert [field.field for field in refused.value.fields] == ["jiangyin/pack.yaml:1"]
    assert counts() == before
    assert OrgUnit.objects.get(code="320281-jyj").valid_to is None


def test_a_broken_pack_leaves_nothing_half_written(packs: Path) -> None:
    edit(packs / "zj" / "pack.yaml", "lead_unit: 320000-zjt", "lead_unit: 320000-nobody")
    edit(packs / "hs" / "pack.yaml", "determined_by: national", "determined_by: heaven")
    with pytest.raises(Refusal) as refused:
        load(packs)
    assert [(field.field, field.message) for field in refused.value.fields] == [
        ("hs/pack.yaml:12", "“determined_by”的取值不对。只能是 national、province、local。"),
    ]
    assert counts() == [0] * len(EVERYTHING)
    edit(packs / "hs" / "pack.yaml", "determined_by: heaven", "determined_by: national")
    with pytest.raises(Refusal) as refused:
        load(packs)
    assert {field.field for field in refused.value.fields} == {"zj/pack.yaml:12"}
    assert counts() == [0] * len(EVERYTHING)
    assert AuditEvent.objects.count() == 0


def test_the_command_loads_checks_and_refuses(packs: Path) -> None:
    out, err = StringIO(), StringIO()
    call_command("load_packs", "--check", root=packs, stdout=out)
    assert "hb v1：新增 16，更新 0，停用 0，保留本地更正 0" in out.getvalue().splitlines()
    assert counts() == [0] * len(EVERYTHING)
    call_command("load_packs", "codes", root=packs, stdout=StringIO())
    assert PackLoad.objects.count() == 1
    edit(packs / "hb" / "pack.yaml", "order: 6", "order: six")
    with pytest.raises(CommandError, match="没有装载任何内容"):
        call_command("load_packs", "hb", root=packs, stdout=StringIO(), stderr=err)
    assert err.getvalue() == "hb/pack.yaml:8: “order”应为 1 至 999 的整数。请更正。\n"
    assert PackLoad.objects.count() == 1


def test_every_section_of_the_shipped_packs_has_a_loader() -> None:
    own = {"industries", "lines", "pack", "regions", "units"}
    assert own <= set(registry.names())
    order = [part.name for part in registry.parts_in_order()]
    assert order.index("regions") < order.index("units") < order.index("sectors")
    assert order.index("sectors") < order.index("province_lines") < order.index("lines")
    assert order.index("lines") < order.index("successions")
    assert Basis.objects.count() == 0
