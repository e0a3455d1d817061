"""Finding organisations by a piece of their name, in SQL, against the scan it stands for."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date

import django

from bench import ledger
from bench.registry import Measure, benchmark

LENGTHS = (2, 3, 4, 6)
PER_LENGTH = 40
REPEATS = 7
MEDIAN_MS, MAX_MS = 5, 50
DAY = date(2026, 11, 20)
# Half of all names have one of these.
COMMON = {
    2: ("公司", "有限", "江阴", "科技", "贸易"),
    3: ("江阴市", "限公司", "科技有"),
    4: ("有限公司", "科技有限", "贸易有限"),
    6: ("科技有限公司", "贸易有限公司", "机械有限公司"),
}
LETTERS = ("JY", "JYS", "JX", "HYKJ", "JYSJX")
NAMES = """
SELECT term FROM records_subjectname WHERE kind = 'legal' AND subject_id >= %s
ORDER BY subject_id LIMIT 1
"""
SCAN = """
SELECT subject_id FROM records_subjectname WHERE term LIKE %s AND is_confirmed
ORDER BY char_length(term), subject_id LIMIT 21
"""


@benchmark("search", "按名称片段查找主体（SQL），对比逐行扫描")
def search(subjects: int) -> Iterator[Measure]:
    """Fragments of names from all over the ledger, and those that half of all names have, asked as
    the page asks. The best of some runs counts: the machine is shared."""
    del subjects  # whatever lies in the database
    django.setup()
    yield from ledger.measures_of_size()
    draw = random.Random(ledger.SEED)  # which names are asked for is no secret
    names = _names(draw)
    scan = _scan([names[0][2:4], "公司"])
    for length in LENGTHS:
        rare = [_piece(draw, name, length) for name in names if len(name) > length]
        yield from _measures(f"search-{length}", [*rare[:PER_LENGTH], *COMMON[length]], scan)
    yield from _measures("search-letters", LETTERS, scan)


def _measures(name: str, fragments: Sequence[str], scan: float) -> Iterator[Measure]:
    taken = [min(_milliseconds(_question(text)) for _ in range(REPEATS)) for text in fragments]
    yield Measure(f"{name}-median", statistics.median(taken), "ms", limit=MEDIAN_MS)
    yield Measure(f"{name}-max", max(taken), "ms", limit=MAX_MS)
    yield Measure(f"{name}-against-scan", max(taken), "ms", limit=1, floor=scan)


def _question(text: str) -> Callable[[], object]:
    from records.decisions.searching import Kind, read_query
    from records.sql.search import FEWER, Search, search

    query = read_query(text)
    asked = Search(
        bigrams=query.bigrams,
        pattern=query.pattern(),
        prefix=query.text if query.kind is Kind.LETTERS else "",
        candidates=FEWER,
        limit=21,
    )
    return lambda: search(asked, DAY)


def _names(draw: random.Random) -> list[str]:
    with closing(ledger.connection()) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT min(subject_id), max(subject_id) FROM records_subjectname")
        lowest, highest = cursor.fetchone() or (0, 0)
        found = []
        for _ in range(2 * PER_LENGTH):
            cursor.execute(NAMES, [draw.randint(lowest, highest)])
            found += [row[0] for row in cursor.fetchall()]
    return found


def _piece(draw: random.Random, name: str, length: int) -> str:
    start = draw.randint(0, len(name) - length)
    return name[start : start + length]


def _scan(fragments: Sequence[str]) -> float:
    """The quickest of the scans, on one process."""
    with closing(ledger.connection()) as opened, opened.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        taken = []
        for fragment in fragments:
            pattern = f"%{fragment}%"
            cursor.execute(SCAN, [pattern])
            taken.append(_milliseconds(lambda: cursor.execute(SCAN, [pattern])))  # noqa: B023  # called at once
    return min(taken)


def _milliseconds(question: Callable[[], object]) -> float:
    started = time.perf_counter()
    question()
    return (time.perf_counter() - started) * 1000
