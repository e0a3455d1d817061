"""The catalogue in force on a day, as its page and its exports say it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from portal.public.words import months
from records.decisions.fields import NOWHERE, Field, Required, read_schema
from records.models import CatalogueSource, CatalogueVersion, InfoClass
from records.queries import catalogue

COLUMNS = (
    ("code", "条目编码"),
    ("name", "名称"),
    ("info_class", "信息分类"),
    ("kind", "类别"),
    ("polarity", "性质"),
    ("sector", "行业领域"),
    ("version", "版本"),
    ("valid_from", "施行日期"),
    ("basis", "依据"),
    ("disclosure", "公开属性"),
    ("shown", "公开期限"),
    ("shared_with", "共享范围"),
    ("update_cycle", "更新周期"),
    ("report_days", "报送时限（工作日）"),
    ("sources", "信源单位"),
    ("data_resource", "政务数据资源代码"),
    ("fields", "数据项"),
    ("source", "出处"),
    ("remark", "说明"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the catalogue, with who may supply it."""

    version: CatalogueVersion
    senders: Sequence[CatalogueSource]

    @property
    def sources(self) -> str:
        names = [sender.unit.name for sender in self.senders]
        if self.version.item.is_system:
            return "本平台办理形成"
        if self.version.any_unit:
            names.insert(0, "凡依法履职的有权机关")
        return "、".join(names) or "待定"

    @property
    def shown(self) -> str:
        version = self.version
        if version.disclosure != CatalogueVersion.Disclosure.PUBLIC:
            return "不公开"
        if version.polarity == "adverse":
            return "按失信程度"
        return months(version.shown_months) if version.shown_months else "有效期内"

    @property
    def remark(self) -> str:
        marks = {"示例": self.version.is_illustrative, "待核": self.version.unverified}
        return "、".join(mark for mark, holds in marks.items() if holds)

    def schema(self) -> list[Field]:
        """Without what is read past: numbers and names of persons are in no record."""
        return [field for field in read_schema(self.version.fields) if field.into != NOWHERE]

    def row(self) -> dict[str, str]:
        version = self.version
        return {
            "code": version.item.code,
            "name": version.name,
            "info_class": version.item.get_info_class_display(),
            "kind": version.get_kind_display(),
            "polarity": version.get_polarity_display(),
            "sector": version.item.sector.name if version.item.sector else "",
            "version": str(version.number),
            "valid_from": version.valid_from.isoformat(),
            "basis": version.basis,
            "disclosure": version.get_disclosure_display(),
            "shown": self.shown,
            "shared_with": version.shared_with,
            "update_cycle": version.update_cycle,
            "report_days": "" if version.report_days is None else str(version.report_days),
            "sources": self.sources,
            "data_resource": version.data_resource,
            "fields": "、".join(field.name for field in self.schema()),
            "source": version.source,
            "remark": self.remark,
        }


def entries(day: date) -> list[Entry]:
    versions = catalogue.list_catalogue(day)
    senders = catalogue.senders_of([version.id for version in versions])
    return [Entry(version, senders.get(version.id, [])) for version in versions]


def by_class(found: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """In the order of the thirteen classes."""
    for value, group in groupby(found, key=lambda entry: entry.version.item.info_class):
        yield InfoClass(value).label, list(group)


def entry_on(code: str, day: date) -> Entry:
    version = catalogue.version_on(code, day)
    return Entry(version, catalogue.senders_of([version.id]).get(version.id, []))


def editions() -> list[tuple[date, int]]:
    """The days from which something of the catalogue changed, the newest first, and how many items
    changed with each."""
    days = CatalogueVersion.objects.values_list("valid_from", flat=True)
    counted: dict[date, int] = {}
    for day in days:
        counted[day] = counted.get(day, 0) + 1
    return sorted(counted.items(), reverse=True)


def required(field: Field) -> str:
    words: Mapping[Required, str] = {
        Required.ALWAYS: "必填",
        Required.ORGANISATION: "法人及非法人组织必填",
        Required.WHEN: f"{'、'.join(field.when_has)}时必填",
    }
    return words.get(field.required, "选填")
