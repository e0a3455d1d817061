"""Units: added, corrected, renamed, ended, and seen as they were."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest

from core import clock, doors
from core.actors import SYSTEM, Actor, ActorKind, AdminRole, Role
from core.errors import Refusal
from core.models import AuditEvent
from desk.models import WorkItem
from desk.models.work import NO_DATE
from documents.models import PaperDraft
from sectors.models import HandOver, OrgUnit, UnitName, UnitSuccession
from sectors.queries.units import (
    Search,
    count_by_level,
    get_unit,
    list_units,
    names_on,
    unit_name,
    units_within,
)
from sectors.services import units
from tests import people
from tests.sectors import build

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def admin() -> Actor:
    return build.administrator(AdminRole.SYSTEM)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def refused(service: object, **arguments: object) -> Refusal:
    with pytest.raises(Refusal) as raised:
        doors.run(service, **arguments)  # type: ignore[arg-type]  # any service
    return raised.value


def test_a_unit_is_added_with_its_name(admin: Actor) -> None:
    build.region("990000")
    unit = doors.run(
        units.add_unit,
        actor=admin,
        code="990000-kjt",
        level=1,
        kind="government",
        name="某省科学技术厅",
        short_name="省科技厅",
        region_id="990000",
        uscc="113202810141234584",
        valid_from=date(2019, 1, 1),
    )
    stored = get_unit(unit.pk)
    assert (stored.code, stored.name, stored.level, stored.valid_from, stored.valid_to) == (
        "990000-kjt",
        "某省科学技术厅",
        1,
        date(2019, 1, 1),
        None,
    )
    assert list(stored.names.values_list("name", "valid_from", "valid_to")) == [
        ("某省科学技术厅", date(2019, 1, 1), None)
    ]
    event = AuditEvent.objects.get()
    assert (event.action, event.target_kind, event.target_id, event.person_id) == (
        "sectors.add_unit",
        "unit",
        str(unit.pk),
        admin.person_id,
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "taken"}, "sectors.unit_code_taken"),
        ({"code": "a b"}, "sectors.unit_code_form"),
        ({"uscc": "113202810141234584"}, "sectors.unit_uscc_taken"),
        ({"uscc": "1"}, "sectors.unit_uscc_form"),
        ({"level": 1, "under": True}, "sectors.unit_parent_level"),
        ({"valid_from": date(2019, 1, 1), "under": True}, "sectors.outside_validity"),
    ],
)
def test_a_wrong_unit_is_refused(admin: Actor, changes: dict[str, object], code: str) -> None:
    parent = build.unit("taken", uscc="113202810141234584", valid_from=date(2020, 1, 1))
    values = {"code": "u2", "level": 3, "kind": "government", "name": "某局", **changes}
    if values.pop("under", False):
        values["parent_id"] = parent.pk
    assert refused(units.add_unit, actor=admin, **values).code == code
    assert OrgUnit.objects.count() == UnitName.objects.count() == 1


@pytest.mark.parametrize(
    "actor",
    [
        Actor(kind=ActorKind.STAFF, id=1, person_id=1, admin_role=AdminRole.SECURITY),
        Actor(kind=ActorKind.STAFF, id=1, person_id=1, admin_role=AdminRole.AUDIT),
        Actor(kind=ActorKind.STAFF, id=1, person_id=1),
        Actor(kind=ActorKind.CLIENT, id=1, unit_id=1),
        Actor(kind=ActorKind.PUBLIC),
    ],
)
def test_only_the_system_administrator_changes_units(actor: Actor) -> None:
    unit = build.unit()
    seen = units.fingerprint(unit)
    calls: list[tuple[object, dict[str, object]]] = [
        (units.add_unit, {"code": "u2", "level": 3, "kind": "government", "name": "某局"}),
        (units.change_unit, {"unit_id": unit.pk, "seen": seen, "remark": "x"}),
        (
            units.rename_unit,
            {
                "unit_id": unit.pk,
                "name": "新名",
                "short_name": "",
                "effective_on": clock.today(),
                "basis": "某文",
            },
        ),
        (units.end_unit, {"unit_id": unit.pk, "ends_on": clock.today()}),
        (units.reopen_unit, {"unit_id": unit.pk}),
    ]
    for service, arguments in calls:
        assert refused(service, actor=actor, **arguments).code == "core.not_allowed"
    stored = OrgUnit.objects.get()
    assert (stored.name, stored.remark, stored.valid_to) == (unit.name, "", None)
    denials = AuditEvent.objects.filter(kind="denial").count()
    assert denials == (0 if actor.kind is ActorKind.PUBLIC else 5)
    assert AuditEvent.objects.filter(kind="change").count() == 0


def test_a_correction_says_what_changed_and_never_overwrites_another(admin: Actor) -> None:
    unit = build.unit()
    seen = units.fingerprint(unit)
    given = {"remark": "已核对", "kind": "party"}
    doors.run(units.change_unit, actor=admin, unit_id=unit.pk, seen=seen, **given)
    event = AuditEvent.objects.get()
    assert event.detail == {
        "fields": ["kind", "remark"],
        "before": {"kind": sha256("government"), "remark": sha256("")},
        "after": {"kind": sha256("party"), "remark": sha256("已核对")},
    }
    conflict = refused(units.change_unit, actor=admin, unit_id=unit.pk, seen=seen, remark="另一个")
    assert conflict.code == "core.conflict"
    assert OrgUnit.objects.get().remark == "已核对"


def test_a_parent_beneath_itself_is_refused(admin: Actor) -> None:
    top = build.unit()
    low = build.unit(parent=top)
    seen = units.fingerprint(top)
    circle = refused(units.change_unit, actor=admin, unit_id=top.pk, seen=seen, parent_id=low.pk)
    assert circle.code == "sectors.unit_circle"
    assert OrgUnit.objects.get(id=top.pk).parent_id is None


@pytest.mark.req("R019")
def test_a_rename_keeps_the_past_and_may_lie_ahead(admin: Actor) -> None:
    unit = build.unit(name="老城建局")
    today = clock.today()
    for name, day in (("建设局", today - 30 * DAY), ("住建局", today + DAY)):
        doors.run(
            units.rename_unit,
            actor=admin,
            unit_id=unit.pk,
            name=name,
            short_name=name,
            effective_on=day,
            basis="某发〔2014〕9号",
        )
    assert OrgUnit.objects.get().name == "建设局"
    days = (today - 31 * DAY, today - 30 * DAY, today, today + DAY)
    assert [unit_name(unit.pk, day) for day in days] == ["老城建局", "建设局", "建设局", "住建局"]
    assert names_on([unit.pk], date(1949, 10, 1)) == {unit.pk: "老城建局"}
    assert UnitSuccession.objects.filter(kind="rename", from_unit=unit, to_unit=unit).count() == 2
    early = refused(
        units.rename_unit,
        actor=admin,
        unit_id=unit.pk,
        name="又名",
        short_name="",
        effective_on=today + DAY,
        basis="某文",
    )
    assert early.code == "sectors.rename_date"
    assert UnitName.objects.count() == 3


def test_a_new_name_takes_its_place_on_its_day(admin: Actor) -> None:
    unit = build.unit(name="旧名")
    UnitName.objects.update(valid_to=clock.today())
    UnitName.objects.create(
        unit=unit, name="新名", valid_from=clock.today(), recorded_at=clock.now()
    )
    assert doors.run(units.refresh_names, actor=SYSTEM) == 1
    assert OrgUnit.objects.get().name == "新名"
    assert doors.run(units.refresh_names, actor=SYSTEM) == 0


def test_a_name_is_corrected_without_touching_its_days(admin: Actor) -> None:
    unit = build.unit(name="某局（代核）")
    UnitName.objects.update(unverified=True)
    name = UnitName.objects.get()
    doors.run(units.correct_name, actor=admin, name_id=name.pk, name="某局", unverified=False)
    name.refresh_from_db()
    assert (name.name, name.unverified) == ("某局", False)
    assert (name.valid_from, name.valid_to) == (None, None)
    assert OrgUnit.objects.get(id=unit.pk).name == "某局"
    assert AuditEvent.objects.get().detail == {
        "name": name.pk,
        "fields": ["name", "unverified"],
        "before": {"name": sha256("某局（代核）"), "unverified": sha256("True")},
        "after": {"name": sha256("某局"), "unverified": sha256("False")},
    }


def test_one_administrator_does_not_rewrite_the_past(admin: Actor) -> None:
    today = clock.today()
    unit = build.unit(name="老名")
    rename: dict[str, Any] = {
        "unit_id": unit.pk,
        "name": "新名",
        "short_name": "",
        "effective_on": today - 31 * DAY,
        "basis": "某文",
    }
    assert refused(units.rename_unit, actor=admin, **rename).code == "sectors.too_long_past"
    end: dict[str, Any] = {"unit_id": unit.pk, "ends_on": today - DAY}
    assert refused(units.end_unit, actor=admin, **end).code == "sectors.date_too_early"
    ended = build.unit(valid_to=today - 31 * DAY)
    reopen = refused(units.reopen_unit, actor=admin, unit_id=ended.pk)
    assert reopen.code == "sectors.too_long_past"
    assert reopen.detail == (
        f"更名、沿革和撤销停用最多追溯 30 天，即不早于 {(today - 30 * DAY).isoformat()}。"
        "更早的变动须有经审核的配置包或省级数据，请由系统管理员装载。"
    )
    assert [get_unit(each.pk).valid_to for each in (unit, ended)] == [None, ended.valid_to]
    assert list(UnitName.objects.filter(unit=unit).values_list("name", flat=True)) == ["老名"]


def test_a_unit_in_use_does_not_end_and_says_why(admin: Actor) -> None:
    unit = build.unit()
    build.unit(parent=unit)
    build.division(unit)
    build.line(unit)
    build.membership(build.person(), unit)
    build.membership(build.person(), unit, state="proposed", begins=clock.today())
    build.membership(build.person(), unit, state="declined")
    build.membership(build.person(), unit, ends=date(2024, 1, 1))
    build.unit(vertical_parent=unit)
    people.make_client(unit_id=unit.pk)
    revoked, _ = people.make_client(unit_id=unit.pk)
    revoked.revoked_at, revoked.revocation_reason = clock.now(), "停用"
    revoked.revoked_by = build.person()
    revoked.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    day = clock.today()
    in_use = refused(units.end_unit, actor=admin, unit_id=unit.pk, ends_on=day)
    assert in_use.code == "sectors.unit_in_use"
    assert in_use.detail == (
        f"到 {day.isoformat()} 停用时，该机构仍有：2 名在岗或待确认人员、1 条归口条线、1 个处室、"
        "2 个下级或受其业务主管的机构、1 个未撤销的接口客户端。"
        "请先结束任职、登记沿革把条线划转给承接机构、停用处室、为其改登上级机构或业务主管机构、"
        "由安全管理员撤销接口客户端，再停用。机构只能停用，不能删除。"
    )
    assert OrgUnit.objects.get(id=unit.pk).valid_to is None


def test_a_unit_does_not_end_over_a_hand_over(admin: Actor) -> None:
    unit = build.unit()
    today = clock.today()
    held, other = (build.membership(build.person(), unit, ends=today + 9 * DAY) for _ in range(2))
    made = HandOver.objects.create(
        unit=unit,
        membership=held,
        from_person=held.person,
        to_membership=other,
        to_person=other.person,
        valid_from=today,
        valid_to=today + 20 * DAY,
        reason="leave",
        made_by=held.person,
        made_at=clock.now(),
    )
    end: dict[str, Any] = {"actor": admin, "unit_id": unit.pk, "ends_on": today + 9 * DAY}
    assert "仍有：1 项代岗。请先撤销代岗，再停用" in refused(units.end_unit, **end).detail
    made.revoked_on, made.revoked_at, made.revoked_by = today, clock.now(), held.person
    made.save(update_fields=["revoked_on", "revoked_at", "revoked_by"])
    doors.run(units.end_unit, **end)
    assert get_unit(unit.pk).valid_to == today + 9 * DAY


def test_a_unit_does_not_end_over_open_work_or_a_draft_to_be_decided(admin: Actor) -> None:
    unit = build.unit()
    item = WorkItem.objects.create(
        kind="test",
        target_kind="test",
        target_id=1,
        unit=unit,
        role="clerk",
        title="核对信源目录",
        created_at=clock.now(),
        sort_on=NO_DATE,
    )
    draft = PaperDraft.objects.create(
        kind="letter",
        unit=unit,
        title="函",
        data={},
        state="submitted",
        drafted_by=build.person(),
        drafted_at=clock.now(),
        changed_at=clock.now(),
    )
    end: dict[str, Any] = {"actor": admin, "unit_id": unit.pk, "ends_on": clock.today()}
    assert refused(units.end_unit, **end).detail == (
        f"到 {clock.today().isoformat()} 停用时，该机构仍有：1 件未办结待办、1 件待签发文书。"
        "请先办结或取消待办、签发或退回文书，再停用。机构只能停用，不能删除。"
    )
    item.state, item.ended_at, item.ended_by_kind = "done", clock.now(), "system"
    item.save(update_fields=["state", "ended_at", "ended_by_kind"])
    draft.state = "discarded"
    draft.save(update_fields=["state"])
    doors.run(units.end_unit, **end)
    assert get_unit(unit.pk).valid_to == clock.today()


def test_a_unit_ends_on_a_day_and_the_end_can_be_taken_back(admin: Actor) -> None:
    unit = build.unit()
    build.membership(build.person(), unit, ends=date(2024, 1, 1))
    today = clock.today()
    doors.run(units.end_unit, actor=admin, unit_id=unit.pk, ends_on=today)
    assert get_unit(unit.pk).valid_to == today
    assert UnitName.objects.get(unit=unit).valid_to == today
    assert OrgUnit.objects.on(today - DAY).count() == 1
    assert OrgUnit.objects.on(today).count() == 0
    again = refused(units.end_unit, actor=admin, unit_id=unit.pk, ends_on=today + DAY)
    assert again.code == "sectors.unit_ended"
    doors.run(units.reopen_unit, actor=admin, unit_id=unit.pk)
    assert (get_unit(unit.pk).valid_to, UnitName.objects.get(unit=unit).valid_to) == (None, None)


@pytest.mark.req("R019")
def test_everything_beneath_a_unit_in_both_systems() -> None:
    government = build.unit(level=1)
    bureau = build.unit(level=1, parent=government)
    county = build.unit(parent=government)
    branch = build.unit(vertical_parent=bureau, parent=county)
    town = build.unit(level=4, parent=county)
    alone = build.unit()
    ids = {each.pk for each in (government, bureau, county, branch, town)}
    assert units_within(government.pk) == ids
    assert units_within(bureau.pk) == {bureau.pk, branch.pk}
    assert units_within(county.pk) == {county.pk, branch.pk, town.pk}
    assert units_within(alone.pk) == {alone.pk}


def test_a_list_is_searched_by_any_name_and_narrowed() -> None:
    today = clock.today()
    renamed = build.unit("320281-b", name="老名局")
    UnitName.objects.update(valid_to=date(2020, 1, 1))
    UnitName.objects.create(
        unit=renamed, name="新名局", valid_from=date(2020, 1, 1), recorded_at=clock.now()
    )
    build.unit("320281-a", level=4, name="某镇", short_name="镇")
    build.unit("320281-c", name="某法院", kind="court")
    build.unit("320281-d", name="撤销局", valid_to=date(2021, 1, 1))

    def found(search: Search) -> list[tuple[str, str]]:
        page = list_units(search)
        return [(unit.code, unit.name_then) for unit in page.items]  # type: ignore[attr-defined]  # annotated

    assert found(Search(on=today)) == [
        ("320281-b", "新名局"),
        ("320281-c", "某法院"),
        ("320281-a", "某镇"),
    ]
    assert found(Search(on=today, text="老名")) == [("320281-b", "新名局")]
    assert found(Search(on=date(2019, 6, 1), text="新名")) == [("320281-b", "老名局")]
    assert found(Search(on=today, level=4)) == [("320281-a", "某镇")]
    assert found(Search(on=today, kind="court")) == [("320281-c", "某法院")]
    assert found(Search(on=today, text="撤销")) == []
    assert found(Search(on=today, text="撤销", with_ended=True)) == [("320281-d", "撤销局")]
    assert found(Search(on=date(2020, 12, 31), text="撤销")) == [("320281-d", "撤销局")]
    assert count_by_level(Search(on=today, level=4)) == {3: 2, 4: 1}


def test_a_list_counts_lines_and_members_of_the_day() -> None:
    unit = build.unit()
    build.line(unit)
    build.line(unit)
    build.membership(build.person(), unit, Role.CLERK)
    build.membership(build.person(), unit, Role.CLERK, ends=date(2024, 1, 1))
    build.membership(build.person(), unit, Role.CLERK, state="proposed")
    row = list_units(Search(on=clock.today())).items[0]
    assert (row.line_count, row.member_count) == (2, 1)  # type: ignore[attr-defined]  # annotated
