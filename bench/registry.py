"""The list of benchmarks and the form of their results."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

Run = Callable[[int], Iterator["Measure"]]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. It holds when the ratio to the floor (or, without a floor, the value itself)
    is within the limit: at most for times, at least for rates and shares."""

    name: str
    value: float
    unit: str
    limit: float
    floor: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def holds(self) -> bool:
        compared = self.value if self.ratio is None else self.ratio
        return compared >= self.limit if self.at_least else compared <= self.limit

    def as_json(self) -> dict[str, Any]:
        row = asdict(self)
        at_least = row.pop("at_least")
        figures = {**row, "ratio": self.ratio}
        for key in ("value", "floor", "ratio"):
            if figures[key] is not None:
                figures[key] = round(figures[key], 4)
        return {**figures, "bound": ">=" if at_least else "<=", "holds": self.holds}


@dataclass(frozen=True, slots=True)
class Benchmark:
    name: str
    title: str
    run: Run


_known: dict[str, Benchmark] = {}


def benchmark(name: str, title: str) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        if name in _known:
            raise ValueError(f"benchmark {name} is defined twice")
        _known[name] = Benchmark(name, title, run)
        return run

    return register


def known() -> dict[str, Benchmark]:
    return dict(sorted(_known.items()))
