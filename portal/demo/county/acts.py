"""What is punished in the county (data/acts.yaml)."""

from dataclasses import dataclass

from portal.demo.county.tables import Row, table, words


@dataclass(frozen=True, slots=True)
class Act:
    """`penalties` as the template words them; amounts in 分, drawn between two bounds. `office` is
    empty where the town's own office decides."""

    office: str
    series: str
    width: int
    name: str
    basis: str
    penalties: tuple[str, ...]
    lowest: int
    highest: int
    story: str
    behaviour: str
    is_safety: bool


def _act(row: Row) -> Act:
    return Act(
        office=row.get("office", ""),
        series=row["series"],
        width=row.get("width", 0),
        name=row["name"],
        basis=row["basis"],
        penalties=words(row, "penalties"),
        lowest=100 * row.get("lowest", 0),
        highest=100 * row.get("highest", 0),
        story=row["story"],
        behaviour=row.get("behaviour", ""),
        is_safety=row.get("safety", False),
    )


ACTS: dict[str, Act] = {row["code"]: _act(row) for row in table("acts")}
