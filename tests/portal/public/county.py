"""A bureau, a register and a catalogue with the fields of the official templates: what the public
pages have sentences for."""

import html
import re
from typing import Any, Protocol

import yaml

from core import clock
from records.models import CatalogueItem, CatalogueSource, CatalogueVersion
from records.sql.rows import FactRow
from tests.records.build import LONG_AGO, World
from tests.records.intake.test_reading import PACK

WASTE = "擅自倾倒、堆放危险废物"
AIR = "超过大气污染物排放标准排放大气污染物"


class County(World):
    """The catalogue has items of these kinds, with names as the shipped one has them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        raw = yaml.safe_load(PACK.read_text(encoding="utf-8"))["templates"]
        self.templates = {each["code"]: each["fields"] for each in raw}
        self.penalty = self.listed("penalty", "adverse", "行政处罚信息", "penalty")
        self.licence = self.listed("licence", "neutral", "行政许可信息", "licence")
        self.inspection = self.listed(
            "inspection", "neutral", "行政监督检查结果信息", "inspection", shown_months=12
        )
        self.honour = self.listed("honour", "positive", "诚实守信相关荣誉信息", "honour")
        self.abnormal = self.listed("abnormal", "adverse", "经营异常名录信息", "entry")
        self.list_item = self.listed("list", "adverse", "安全生产严重失信主体名单", "entry")

    def listed(
        self, kind: str, polarity: str, name: str, template: str, **values: Any
    ) -> CatalogueVersion:
        info_class = values.pop("info_class", "administration")
        made = CatalogueItem.objects.create(
            code=f"{kind}-{polarity}-{template}",
            info_class=info_class,
            kind=kind,
            polarity=polarity,
        )
        version = CatalogueVersion.objects.create(
            item=made,
            kind=kind,
            polarity=polarity,
            number=1,
            name=name,
            basis="行政处罚法 第四十八条",
            update_cycle="实时",
            fields=self.templates[template],
            source="全国公共信用信息基础目录（2024年版）",
            valid_from=LONG_AGO,
            recorded_on=clock.today(),
            **{"disclosure": "public", **values},
        )
        CatalogueSource.objects.create(version=version, unit=self.bureau)
        return version

    def act(self, version: CatalogueVersion, subject: Any, **values: Any) -> FactRow:
        return self.neutral_row(version, subject, **{"authority": "江阴市应急管理局", **values})


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def text_of(response: Answer) -> str:
    """What is read of a page's main part, without markup and doubled space."""
    page = response.content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    plain = html.unescape(re.sub(r"<[^>]+>", " ", f"<main{main}"))
    return re.sub(r"\s+", " ", plain).strip()


def sentences(response: Answer) -> list[str]:
    """The sentences of the page, each with how long it is shown."""
    found = re.findall(
        r'<p class="fact-said">(.*?)</p>\s*<p class="fact-until">(.*?)</p>',
        response.content.decode(),
        re.DOTALL,
    )
    plain = [re.sub(r"<[^>]+>", "", " ".join(pair)) for pair in found]
    return [re.sub(r"\s+", " ", each).strip() for each in plain]
