"""Reference pages anyone may read, and what was loaded."""

import pytest

from core import doors
from core.actors import SYSTEM
from sectors.services.packs import load_packs
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
    assert "原则上不公示" in text_of(visitor.get("/severities"))
    assert "当日没有三级划分" in text_of(visitor.get("/severities", on="2026-03-31"))


@pytest.mark.req("R271")
def test_packs_and_their_overrides_are_shown() -> None:
    doors.run(load_packs, actor=SYSTEM)
    page = text_of(administrator().get("/packs"))
    assert "没有差异" in page
    assert page.count('<th scope="row">') == 22
