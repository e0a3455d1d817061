"""Section senders: which units of a county supply which items of the catalogue."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records.models import CatalogueSource, CatalogueVersion
from sectors.loader.load import Load
from sectors.loader.registry import Section
from sectors.loader.schema import ListOf, Record, Row, code, rows

if TYPE_CHECKING:
    from sectors.loader.staging import StagedFile


class Senders:
    """Units are added to the latest edition of an item; one that no longer supplies it is left out
    of the next edition, so nothing is taken away here."""

    name = "senders"
    after = ("catalogue", "units")

    def check(self, load: Load) -> None:
        for _, row in _rows(load):
            if not load.knows("item", row["item"]):
                load.problem(row.problem("item", f"没有目录条目 {row['item']}", "请核对代码。"))
            for unit in row["units"]:
                if not load.knows("unit", unit):
                    load.problem(row.problem("units", f"没有机构 {unit}", "请核对代码。"))

    def apply(self, load: Load) -> None:
        latest = CatalogueVersion.objects.order_by("item_id", "-number").distinct("item_id")
        versions = {version.item_id: version.id for version in latest}
        known = set(CatalogueSource.objects.values_list("version_id", "unit_id"))
        new = []
        for file, row in _rows(load):
            version = versions[int(load.id_of("item", row["item"]))]
            for unit in row["units"]:
                pair = (version, int(load.id_of("unit", unit)))
                if pair not in known:
                    known.add(pair)
                    new.append(CatalogueSource(version_id=pair[0], unit_id=pair[1]))
                    load.tallies[file.pack].added += 1
        CatalogueSource.objects.bulk_create(new)


def _rows(load: Load) -> Iterator[tuple["StagedFile", Row]]:
    for file in load.files("senders"):
        for row in rows(file.row["senders"]):
            yield file, row


SENDERS_SECTION = Section(
    "senders",
    Record(
        fields={
            "senders": ListOf(
                Record(fields={"item": code(), "units": ListOf(code(), least=1)}), unique="item"
            )
        }
    ),
    (Senders(),),
)
