"""The data benchmarks run on: as many invented organisations as asked for, loaded once and kept.

Of a size that is there already nothing is loaded again. `CREDIT_BENCH_DATABASE` names another
database on the same server that holds it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from bench.registry import Measure, benchmark

ROOT = Path(__file__).resolve().parent.parent
SEED = 20260401
# At a hundred thousand organisations and more; a smaller load mostly waits for the services.
FACTS_PER_SECOND = 1_000
TOLD = """
SELECT coalesce(max((detail->>'end')::int), 0) FROM core_auditevent
WHERE action = 'portal.tell_county' AND (detail->>'seed')::int = %s
"""
SIZES = """
SELECT (SELECT count(*) FROM records_subject), (SELECT count(*) FROM records_factversion)
"""


@dataclass(frozen=True, slots=True)
class Data:
    """Where the data is: the application's and the owner's address, and how much there is."""

    url: str
    owner_url: str
    subjects: int
    facts: int
    # How many facts were loaded just now.
    came: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": self.url, "DATABASE_OWNER_URL": self.owner_url}


@benchmark("data", "性能数据的准备：已有则不再载入")
def data(subjects: int) -> Iterator[Measure]:
    """First by name, so that whoever runs all of them runs them on this."""
    started = time.monotonic()
    found = ready(subjects)
    took = time.monotonic() - started
    yield Measure("data-subjects", found.subjects, "subjects", limit=0.9 * subjects, at_least=True)
    if found.came:
        rate = found.came / took
        yield Measure("data-load", rate, "facts/s", limit=FACTS_PER_SECOND, at_least=True)


def ready(subjects: int) -> Data:
    """At least nine tenths of as many as asked for: some are yet to be founded."""
    url, owner_url = _named(os.environ["DATABASE_URL"]), _named(os.environ["DATABASE_OWNER_URL"])
    _create(owner_url)
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": owner_url}
    if not _is_migrated(owner_url):
        for command in (("migrate", "--verbosity", "0"), ("load_packs",)):
            _manage(environment, *command)
        _manage(environment, "rotate_signing_key", "--if-missing")
    found = _sizes(owner_url)
    if not _is_told(owner_url) or found[0] < 0.9 * subjects:
        arguments = ("--subjects", str(subjects), "--seed", str(SEED), "--bulk")
        _manage(environment, "load_demo", *arguments)
        more = _sizes(owner_url)
        return Data(url, owner_url, *more, came=more[1] - found[1])
    return Data(url, owner_url, *found)


def _named(url: str) -> str:
    name = os.environ.get("CREDIT_BENCH_DATABASE")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")) if name else url


def _create(owner_url: str) -> None:
    name = os.environ.get("CREDIT_BENCH_DATABASE")
    if not name:
        return
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{name}"')


def _is_migrated(owner_url: str) -> bool:
    return _first(owner_url, "SELECT to_regclass('exchange_change') IS NOT NULL")[0] is True


def _is_told(owner_url: str) -> bool:
    return int(str(_first(owner_url, TOLD, SEED)[0])) > 0


def _sizes(owner_url: str) -> tuple[int, int]:
    subjects, facts = _first(owner_url, SIZES)
    return int(str(subjects)), int(str(facts))


def _first(url: str, query: str, *values: object) -> tuple[object, ...]:
    with closing(psycopg2.connect(url)) as opened, opened.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone() or ()


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=sys.stderr,
    )
