"""Finding organisations: by a piece of the name, the sign, letters, code; what is not answered."""

import math
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.actors import PUBLIC, Actor
from core.errors import Refusal
from core.models import AuditEvent
from records.decisions.names import bigrams, initials, mask_address, mask_person, searchable
from records.decisions.searching import Kind, read_query
from records.queries.search import search_subjects
from records.services import subjects
from records.sql import search as sql
from records.sql.subjects import SubjectRow
from tests.records.build import World, code

NAMES = [
    "江阴市金鑫科技有限公司",
    "江阴市金鑫科技园区管理有限公司",
    "江阴金鑫毛纺厂",
    "江阴市长江毛纺织有限公司",
    "江阴ABC_100%化纤厂",
]


@pytest.fixture
def named(world: World) -> dict[str, str]:
    rows = [
        SubjectRow(
            uscc=code(),
            valid_from=date(2020, 1, 1),
            name=name,
            kind="enterprise",
            region_code="320281013" if "毛纺" in name else "320281001",
        )
        for name in NAMES
    ]
    world.register_rows(rows)
    return {row.name: row.uscc for row in rows}


def found(query: str, actor: Actor = PUBLIC, **given: object) -> list[str]:
    page = search_subjects(actor=actor, query=query, **given)  # type: ignore[arg-type]  # by name
    return [item.name for item in page.items]


@pytest.mark.django_db
@pytest.mark.req("R182")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("金鑫", ["江阴金鑫毛纺厂", "江阴市金鑫科技有限公司", "江阴市金鑫科技园区管理有限公司"]),
        ("金鑫科技", ["江阴市金鑫科技有限公司", "江阴市金鑫科技园区管理有限公司"]),
        (" 金鑫 科技有限 ", ["江阴市金鑫科技有限公司"]),
        ("毛纺", ["江阴金鑫毛纺厂", "江阴市长江毛纺织有限公司"]),
        ("鑫金", []),
        ("abc_1", ["江阴ABC_100%化纤厂"]),
        ("100%", ["江阴ABC_100%化纤厂"]),
        ("1_0", []),
        ("ＡＢＣ", ["江阴ABC_100%化纤厂"]),
        ("jyjx", ["江阴金鑫毛纺厂"]),
        ("JYSJXKJY", ["江阴市金鑫科技有限公司", "江阴市金鑫科技园区管理有限公司"]),
        ("zzzz", []),
    ],
)
def test_a_name_is_found_by_a_piece_of_it(
    named: dict[str, str], query: str, expected: list[str]
) -> None:
    assert found(query) == expected


@pytest.mark.django_db
def test_a_code_is_found_as_such(named: dict[str, str]) -> None:
    name = NAMES[0]
    assert found(named[name]) == found(f" {named[name].lower()} ") == [name]
    assert found(code()) == []


@pytest.mark.django_db
def test_an_area_narrows(named: dict[str, str]) -> None:
    assert found("金鑫", region="320281013") == ["江阴金鑫毛纺厂"]
    assert len(found("金鑫", region="320200")) == 3
    assert len(found("金鑫", region="320000")) == 3
    assert found("金鑫", region="330000") == []
    with pytest.raises(Refusal):
        found("金鑫", region="%")


@pytest.mark.django_db
def test_former_names_and_signs_are_found_after_present_ones(world: World) -> None:
    shop = SubjectRow(
        uscc=code(),
        valid_from=date(2020, 1, 1),
        name="江阴市华士镇小王面馆",
        sign="王记",
        kind="household",
    )
    world.register_rows([shop])
    world.register_rows([replace(shop, valid_from=date(2024, 1, 1), name="江阴市王记小吃店")])
    world.subject("江阴市华士镇小王面馆连锁管理有限责任公司")
    assert found("小王面馆") == [
        "江阴市华士镇小王面馆连锁管理有限责任公司",
        "江阴市王记小吃店",
    ]
    assert found("王记") == ["江阴市王记小吃店"]


@pytest.mark.django_db
def test_a_household_without_a_sign_is_found_by_code_only(world: World) -> None:
    operator = world.subject("王小明", kind="household")
    assert found("王小明") == found("王小明", actor=world.clerk) == []
    assert found(operator.uscc) == ["王*（个体工商户）"]
    assert found(operator.uscc, actor=world.clerk) == ["王小明"]


@pytest.mark.django_db
@pytest.mark.req("R182")
def test_a_household_called_by_its_operator_is_shown_and_found_by_its_sign(world: World) -> None:
    shop = world.subject("王小明", kind="household", sign="王记面馆")
    assert found("王小明") == []
    assert found("王记面馆") == found(shop.uscc) == ["王记面馆（个体工商户）"]
    assert found(shop.uscc, actor=world.clerk) == ["王小明"]


@pytest.mark.django_db
def test_what_is_provisional_is_found_by_staff_only(world: World) -> None:
    from core import doors

    row = SubjectRow(
        uscc=code(), valid_from=date(2026, 1, 1), name="江阴待核新厂", kind="enterprise"
    )
    doors.run(subjects.add_provisional_subject, actor=world.clerk, unit_id=world.bureau.id, row=row)
    assert found("待核新厂") == found(row.uscc) == []
    assert found("待核新厂", actor=world.clerk) == found(row.uscc, actor=world.clerk)
    assert found(row.uscc, actor=world.clerk) == ["江阴待核新厂"]


@pytest.mark.django_db
def test_pages_follow_without_gap_or_repeat(world: World) -> None:
    world.register_rows(
        [
            SubjectRow(
                uscc=code(),
                valid_from=date(2020, 1, 1),
                name=f"江阴市第{number}演示厂",
                kind="enterprise",
            )
            for number in range(25)
        ]
    )
    seen: list[int] = []
    cursor = None
    for expected in (10, 10, 5):
        page = search_subjects(actor=PUBLIC, query="演示厂", cursor=cursor, size=10)
        assert len(page.items) == expected
        seen += [item.subject_id for item in page.items]
        cursor = page.next
    assert cursor is None
    assert len(set(seen)) == 25
    with pytest.raises(Refusal):
        search_subjects(actor=PUBLIC, query="演示厂", cursor="x")


@pytest.mark.django_db
def test_persons_are_not_searched_for_and_questions_not_kept(world: World) -> None:
    for query in (
        "11010519491231002X",
        " 11010519491231002x ",
        "110105491231002",
        "11010519491231002 X",
        "张三 11010519491231002X",
        "1101051949-12310021",
        "13812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "王经理13812345678",
        "0510-86861234",
        "（0510）86861234",
    ):
        with pytest.raises(Refusal) as refusal:
            found(query)
        assert refusal.value.code == "records.search_person"
        assert query.strip() not in str(refusal.value)
    for query in ("", " ", "金", "\x00"):
        with pytest.raises(Refusal) as refusal:
            found(query)
        assert refusal.value.code == "records.search_short"
    assert AuditEvent.objects.filter(action__contains="search").count() == 0


@pytest.mark.django_db
def test_a_search_costs_one_statement(named: dict[str, str]) -> None:
    # What all names have is learned from the statistics every ten minutes.
    found("金鑫")
    for query, size in (("金鑫", 1), ("金鑫", 50), ("jyjx", 50)):
        with CaptureQueriesContext(connection) as queries:
            found(query, size=size)
        assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        found(named[NAMES[0]])
    assert len(queries) == 2


@pytest.mark.parametrize(
    "query",
    ["91320281MAY0000178", "320281000012345", "2026年第13812345678901号", "1381234567", "168商行"],
)
def test_numbers_of_firms_are_asked_for(query: str) -> None:
    assert read_query(query).kind in {Kind.CODE, Kind.FRAGMENT}


@pytest.mark.django_db
def test_pairs_that_all_names_have_are_left_to_the_name_itself(
    named: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = {"有限": 0.9, "限公": 0.8, "公司": 0.9, "纺织": 0.03, "毛纺": 0.02, "染整": 0.04}
    known = sql.Learned(shares, math.inf)
    monkeypatch.setattr(sql, "learned", known)
    assert known.telling(["公司", "有限", "织有", "限公"]) == ["织有"]
    assert known.telling(["公司", "纺织"]) == ["纺织"]
    assert known.telling(["染整", "毛纺", "纺织"]) == ["毛纺", "纺织"]
    assert known.telling(["公司", "有限"]) == []
    assert found("毛纺织有限公司") == ["江阴市长江毛纺织有限公司"]
    assert found("纺织") == ["江阴市长江毛纺织有限公司"]
    assert found("纺织公司") == []
    assert len(found("有限公司")) == 3


@given(st.text(max_size=80))
def test_any_question_is_read(raw: str) -> None:
    query = read_query(raw)
    if query.kind in {Kind.FRAGMENT, Kind.LETTERS}:
        assert 2 <= len(query.text) <= 60
        assert query.bigrams == tuple(bigrams(query.text))


@given(
    st.text("江阴市毛纺织有限公司金鑫AB1", min_size=2, max_size=20),
    st.data(),
)
def test_every_piece_of_a_name_has_its_pairs_in_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    assert set(bigrams(searchable(name[start:end]))) <= set(bigrams(searchable(name)))


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("张 三", "张*"),
        ("张", "张*"),
        ("", ""),
    ],
)
def test_a_persons_name_is_masked(name: str, masked: str) -> None:
    assert mask_person(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("江阴市华士镇环南路12号3幢201室", "江阴市华士镇环南路"),
        ("江阴市周庄镇宗言村陶家１２号", "江阴市周庄镇宗言村"),
        ("虹桥新天地A座", ""),
        ("", ""),
    ],
)
def test_an_address_is_masked_to_its_street(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_letters_follow_how_a_name_is_read() -> None:
    assert initials("江阴市重庆长江银行(无锡)ABC有限公司") == "JYSCQCJYHWXABCYXGS"


@pytest.mark.django_db
def test_the_name_itself_comes_first_however_many_contain_it(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_subject (uscc, ledger_at, ledger_txid, confirmed_at) "
            "SELECT '91320281' || lpad(n::text, 10, '0'), now(), 1, now() "
            "FROM generate_series(1, 1500) AS n"
        )
        cursor.execute(
            "INSERT INTO records_subjectname (subject_id, kind, term, bigrams, initials, "
            "short_initials, region_code, is_confirmed) "
            "SELECT id, 'legal', '江阴市演示厂' || id, %s, '', '', '', true FROM records_subject",
            [bigrams("江阴市演示厂")],
        )
    world.subject("演示")
    assert found("演示")[0] == "演示"
