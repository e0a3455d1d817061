"""What offices license, look at, honour, list and do besides (data/licences.yaml)."""

from dataclasses import dataclass

from portal.demo.county.draw import Weighted
from portal.demo.county.tables import table

TABLES = table("licences")


@dataclass(frozen=True, slots=True)
class Licence:
    code: str
    office: str
    series: str
    paper: str
    category: str
    certificate: str
    years: int
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    code: str
    office: str
    matter: str


@dataclass(frozen=True, slots=True)
class Honour:
    item: str
    office: str
    name: str
    years: int


@dataclass(frozen=True, slots=True)
class Listing:
    item: str
    office: str
    series: str
    basis: str
    reason: str
    behaviour: str


@dataclass(frozen=True, slots=True)
class Deed:
    item: str
    office: str
    series: str
    matter: str
    basis: str
    outcome: str


LICENCES = {row["code"]: Licence(**row) for row in TABLES["licences"]}
CHECKS = {row["code"]: Check(**row) for row in TABLES["checks"]}
HONOURS = tuple(Honour(**row) for row in TABLES["honours"])
LISTS = Weighted(
    *(
        (
            Listing(**{"behaviour": "", **{k: v for k, v in row.items() if k != "weight"}}),
            row["weight"],
        )
        for row in TABLES["lists"]
    )
)
DEEDS = {row["item"]: Deed(**row) for row in TABLES["acts"]}
