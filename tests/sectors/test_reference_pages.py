"""Reference pages anyone may read, and what was loaded."""

import pytest

from core import doors
from core.actors import SYSTEM
from sectors.models import Basis, Pack, Sector
from sectors.queries.lines import NOT_PUBLIC, public_bases_of
from sectors.services.packs import load_packs
from tests.sectors import build
from tests.sectors.browser import Browser, administrator, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.req("R270")
def test_reference_pages_are_open_to_anyone() -> None:
    doors.run(load_packs, actor=SYSTEM)
    visitor = Browser()
    page = text_of(visitor.get("/sectors"))
    assert "住房和城乡建设" in page
    assert "江阴市数据局" in page
    assert "江阴市行政审批局" in text_of(visitor.get("/sectors", on="2021-03-26"))
    sector = text_of(visitor.get("/sectors/hb"))
    assert "苏信用发〔2020〕3号" in sector
    assert "文号待核" in sector
    assert visitor.get("/sectors/none").status_code == 404
    assert "无锡市" in text_of(visitor.get("/regions/320000"))
    assert "本地编码" in text_of(visitor.get("/regions/320281"))
    assert "鼓楼区" in text_of(visitor.get("/regions", q="鼓楼"))
    assert visitor.get("/regions/999999").status_code == 404
    assert text_of(visitor.get("/industries")).count("<details") == 20


def test_no_public_page_uses_the_words_of_the_former_lists() -> None:
    doors.run(load_packs, actor=SYSTEM)
    visitor, agent = Browser(), Browser(build.person("王经办", "agent"))
    codes = list(Sector.objects.order_by("code").values_list("code", flat=True))
    addresses = ["/sectors", "/regions", "/regions/320281", "/industries"]
    addresses += [f"/sectors/{code}" for code in codes]
    said = []
    for browser in (visitor, agent):
        for address in addresses:
            response = browser.get(address)
            assert response.status_code == 200
            said += [(address, word) for word in NOT_PUBLIC if word in text_of(response)]
    assert (said, len(codes) >= 20) == ([], True)
    assert "已被替代" not in text_of(visitor.get("/sectors/wl"))
    assert "文化和旅游市场信用管理规定（文化和旅游部令第7号）" in text_of(
        visitor.get("/sectors/wl")
    )


def test_staff_read_every_basis_by_its_title() -> None:
    doors.run(load_packs, actor=SYSTEM)
    page = text_of(administrator().get("/sectors/wl"))
    assert "全国文化市场黑名单管理办法" in page
    assert "已被替代" in page


def test_an_adverse_basis_in_force_is_known_to_the_public_by_its_number() -> None:
    pack = Pack.objects.create(code="test", name="测试", kind="county")
    for title, number in (
        ("甲黑名单办法", "某发〔2018〕1号"),
        ("乙联合惩戒办法", ""),
        ("丙规定", ""),
    ):
        Basis.objects.create(pack=pack, title=title, document_no=number, mark="known")
    shown = public_bases_of(build.sector())
    assert [(basis.title, basis.document_no) for basis in shown] == [
        ("", "某发〔2018〕1号"),
        ("丙规定", ""),
    ]


@pytest.mark.req("R271")
def test_packs_and_their_overrides_are_shown() -> None:
    doors.run(load_packs, actor=SYSTEM)
    page = text_of(administrator().get("/packs"))
    assert "没有差异" in page
    assert page.count('<th scope="row">') == 23
