"""Intake: 100,000 penalties by the official template through the real door, beside plain SQL.

Both write the same tables with all their keys, indexes and triggers, turn by turn in one run: the
floor is COPY to a staging table, validation in SQL, and one INSERT for facts, texts and versions.
The product's time is that of a worker from a file that has arrived to the finished batch with its
report: read, recognised, interpreted, settled, written in chunks, answered row by row.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from bench.registry import Measure, benchmark

ROOT = Path(__file__).resolve().parent.parent
NAME = "credit_bench_intake"
ROWS = int(os.environ.get("ROWS", "100000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
MEMORY_ROWS = int(os.environ.get("MEMORY_ROWS", "1000000"))
# In the numbers of the decisions, so that each run has its own.
RUN = os.getpid()
UNIT = "320281-sthjj"
HEADINGS = {
    "CF_XDR_MC": "行政相对人名称",
    "CF_XDR_LB": "行政相对人类别",
    "CF_XDR_SHXYM": "统一社会信用代码",
    "CF_WSH": "行政处罚决定书文号",
    "CF_WFXW": "违法行为类型",
    "CF_SY": "违法事实",
    "CF_YJ": "处罚依据",
    "CF_CFLB": "处罚类别",
    "CF_NR": "处罚内容",
    "CF_NR_FK": "罚款金额（万元）",
    "CF_JDRQ": "处罚决定日期",
    "CF_CFJG": "处罚机关",
    "CF_CFJGDM": "处罚机关统一社会信用代码",
    "CF_SJLY": "数据来源单位",
    "CF_SJLYDM": "数据来源单位统一社会信用代码",
}


@benchmark("intake", "10 万行处罚报送的用时，与直接用 SQL 入库相比")
def intake(subjects: int) -> Iterator[Measure]:
    url = _fresh_database()
    found = _child(url, "times", str(min(subjects, 20_000)))
    floor, product = (statistics.median(found[name]) for name in ("floor", "product"))
    yield Measure(
        "intake",
        ROWS / product,
        "rows/s",
        limit=0.5,
        floor=ROWS / floor,
        at_least=True,
    )
    found = _child(url, "memory", str(min(subjects, 20_000)))
    yield Measure("intake_memory", found["mb"], "MB", limit=512)


def _fresh_database() -> str:
    owner = os.environ["DATABASE_OWNER_URL"]
    with closing(psycopg2.connect(owner)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {NAME}")
    _manage(owner, "migrate", "--verbosity", "0")
    _manage(owner, "load_packs")
    return _named(os.environ["DATABASE_URL"])


def _named(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))


def _manage(owner: str, *arguments: str) -> None:
    given = {
        "DATABASE_OWNER_URL": _named(owner),
        "DATABASE_URL": _named(os.environ["DATABASE_URL"]),
    }
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **given},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _child(url: str, *arguments: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.intake", *arguments],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url, "CREDIT_DATA": folder},
            check=True,
            stdout=subprocess.PIPE,
        )
    return dict(json.loads(done.stdout.splitlines()[-1]))


# From here on in a process of its own, which knows nothing but the database of the benchmark.

STAGE = """
CREATE UNLOGGED TABLE IF NOT EXISTS bench_stage (
    CF_XDR_MC text, CF_XDR_LB text, CF_XDR_SHXYM text, CF_WSH text, CF_WFXW text, CF_SY text,
    CF_YJ text, CF_CFLB text, CF_NR text, CF_NR_FK text, CF_JDRQ text, CF_CFJG text,
    CF_CFJGDM text, CF_SJLY text, CF_SJLYDM text, n bigserial
)
"""
COLUMNS = ", ".join(HEADINGS)
CHECKED = """
CREATE TEMP TABLE bench_checked ON COMMIT DROP AS
SELECT subject.id AS subject_id, stage.*, stage.CF_JDRQ::date AS decided_on,
    (stage.CF_NR_FK::numeric * 1000000)::bigint AS amount, graded.severity, rule.id AS rule_id,
    row_number() OVER (PARTITION BY subject.id, stage.CF_WSH ORDER BY stage.n) AS nth,
    nextval('records_fact_id_seq') AS fact_id, nextval('records_facttext_id_seq') AS text_id,
    uuid_send(gen_random_uuid()) AS salt,
    jsonb_build_object('CF_WFXW', stage.CF_WFXW, 'CF_CFLB', stage.CF_CFLB,
        'CF_SJLY', stage.CF_SJLY, 'CF_SJLYDM', stage.CF_SJLYDM) AS fields,
    jsonb_build_object('CF_SY', stage.CF_SY, 'CF_NR', stage.CF_NR) AS texts
FROM bench_stage AS stage
JOIN records_subject AS subject ON subject.uscc = stage.CF_XDR_SHXYM
JOIN records_subjectname AS name ON name.subject_id = subject.id AND name.term = stage.CF_XDR_MC
JOIN records_penaltykind AS kind ON kind.template_name = stage.CF_CFLB
LEFT JOIN LATERAL (
    SELECT step.severity FROM records_penaltyseverity AS step
    WHERE step.penalty_kind_id = kind.code AND step.sector_id IS NULL
        AND step.amount_from <= stage.CF_NR_FK::numeric * 1000000
    ORDER BY step.amount_from DESC LIMIT 1
) AS graded ON true
LEFT JOIN LATERAL (
    SELECT rule.id FROM records_disclosurerule AS rule
    WHERE rule.scope = 'ordinary' AND rule.severity = graded.severity
        AND rule.valid_from <= stage.CF_JDRQ::date
    ORDER BY rule.valid_from DESC LIMIT 1
) AS rule ON true
WHERE stage.CF_XDR_SHXYM ~ '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$'
    AND stage.CF_XDR_LB IN ('法人及非法人组织', '个体工商户')
    AND stage.CF_JDRQ ~ '^[0-9]{4}/[0-9]{2}/[0-9]{2}$' AND stage.CF_WSH ~ '号$'
    AND stage.CF_NR_FK ~ '^[0-9]+([.][0-9]+)?$' AND length(stage.CF_SY) <= 5000
    AND length(stage.CF_YJ) <= 2000 AND length(stage.CF_NR) <= 4000
    AND NOT EXISTS (
        SELECT FROM records_factversion AS version
        WHERE version.document_key = stage.CF_WSH AND version.subject_id = subject.id
            AND version.authority_key = %(key)s AND version.kind = 'penalty'
            AND version.closed_at IS NULL
    )
"""
CLOCK = """
UPDATE records_subject SET ledger_txid = pg_current_xact_id()::text::bigint,
    ledger_at = greatest(clock_timestamp(), ledger_at + interval '1 microsecond')
WHERE id IN (SELECT subject_id FROM bench_checked)
"""
FACTS = """
INSERT INTO records_fact (id, subject_id, item_id, opened_at)
SELECT fact_id, subject_id, %(item)s, subject.ledger_at
FROM bench_checked JOIN records_subject AS subject ON subject.id = subject_id WHERE nth = 1
"""
TEXTS = """
INSERT INTO records_facttext (id, subject_id, fact_id, texts, salt)
SELECT text_id, subject_id, fact_id, texts, salt FROM bench_checked WHERE nth = 1
"""
VERSIONS = """
INSERT INTO records_factversion (subject_id, fact_id, item_id, kind, polarity,
    catalogue_version_id, unit_id, opened_at, recorded_on, decided_on, starts_on, document_no,
    document_key, authority, authority_key, source_key, basis, severity, intent, outcome, amount,
    clock_starts_on, disclosure_rule_id, notice_basis, attestation_id, fields, text_id, text_hash,
    content_hash, batch_id)
SELECT subject_id, fact_id, %(item)s, 'penalty', 'adverse', %(version)s, %(unit)s,
    subject.ledger_at, %(today)s, decided_on, decided_on, CF_WSH, CF_WSH, CF_CFJG, %(key)s, '',
    CF_YJ, severity, '', '', amount, decided_on, rule_id, 'attested', %(attestation)s, fields,
    text_id, sha256(salt || convert_to(texts::text, 'UTF8')),
    sha256(convert_to(jsonb_build_array(decided_on, CF_WSH, CF_CFJG, %(key)s, CF_YJ, severity,
        amount, fields)::text, 'UTF8')), %(batch)s
FROM bench_checked JOIN records_subject AS subject ON subject.id = subject_id WHERE nth = 1
"""


class Office:
    """The bureau that sends, its clerk, and organisations to send about."""

    def __init__(self, subjects: int) -> None:
        from accounts.models import Person
        from core import clock
        from core.actors import Actor, ActorKind, Duty, Role
        from records.models import Subject
        from records.queries.catalogue import version_on
        from sectors.models import OrgUnit

        self.today = clock.today()
        self.version = version_on("penalty", self.today)
        self.unit = OrgUnit.objects.get(code=UNIT)
        self.clerk, self.second = (
            Actor(
                kind=ActorKind.STAFF,
                person_id=Person.objects.create(name="测量", created_at=clock.now()).id,
                unit_id=self.unit.id,
                duties=(Duty(unit_id=self.unit.id, role=role),),
            )
            for role in (Role.CLERK, Role.REVIEWER)
        )
        self.codes = codes(subjects)
        if Subject.objects.count() < subjects:
            self._register()

    def _register(self) -> None:
        from core import doors
        from core.actors import SYSTEM
        from records.queries.catalogue import version_on
        from records.services.subjects import register_subject_versions
        from records.sql.subjects import SubjectRow

        registration = version_on("registration", self.today)
        unit_id = registration.sources.order_by("unit_id").values_list("unit_id", flat=True)[0]
        rows = [
            SubjectRow(
                n=n,
                uscc=uscc,
                valid_from=date(2015, 1, 1),
                name=name_of(n),
                kind="enterprise",
                region_code="320281",
            )
            for n, uscc in enumerate(self.codes)
        ]
        for start in range(0, len(rows), 5_000):
            doors.run(
                register_subject_versions,
                actor=SYSTEM,
                rows=rows[start : start + 5_000],
                catalogue_version_id=registration.id,
                unit_id=unit_id,
            )

    def write(self, path: Path, tag: str, count: int) -> None:
        """A file of so many penalties, each its own decision."""
        import csv

        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS.values())
            for n in range(count):
                place = n % len(self.codes)
                decided_on = self.today - timedelta(days=30 + n % 300)
                wan = 1 + n % 40
                writer.writerow(
                    [
                        name_of(place),
                        "法人及非法人组织",
                        self.codes[place],
                        f"锡澄环罚{tag}〔{decided_on.year}〕{n + 1}号",
                        "超标排放大气污染物",
                        f"经监测，当事人{n % 97}号排放口颗粒物浓度超过排放标准{1 + n % 9}倍。",
                        "《中华人民共和国大气污染防治法》第九十九条第二项",
                        "罚款",
                        f"罚款人民币{wan}万元整。",
                        str(wan),
                        f"{decided_on:%Y/%m/%d}",
                        self.unit.name,
                        "",
                        self.unit.name,
                        "",
                    ]
                )

    def floor(self, path: Path, batch_id: int, attestation_id: int) -> float:
        from django.db import connection, transaction

        given: dict[str, Any] = {
            "key": self.unit.code.upper(),
            "item": self.version.item_id,
            "version": self.version.id,
            "unit": self.unit.id,
            "today": self.today,
            "attestation": attestation_id,
            "batch": batch_id,
        }
        started = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor, path.open("rb") as file:
            cursor.execute("DELETE FROM bench_stage")
            cursor.copy_expert(
                f"COPY bench_stage ({COLUMNS}) FROM STDIN WITH (FORMAT csv, HEADER, NULL '\\N')",
                file,
            )
            cursor.execute("ANALYZE bench_stage")
            cursor.execute(CHECKED, given)
            cursor.execute("ANALYZE bench_checked")
            for statement in (CLOCK, FACTS, TEXTS, VERSIONS):
                cursor.execute(statement, given)
            assert cursor.rowcount == ROWS, cursor.rowcount
        return time.monotonic() - started

    def product(self, path: Path, count: int) -> tuple[float, int, int]:
        from core import doors
        from documents.store import Incoming
        from records.intake import batches
        from records.models import Batch

        with Incoming() as incoming, path.open("rb") as file:
            while piece := file.read(1 << 20):
                incoming.write(piece)
            incoming.finish()
            started = time.monotonic()
            batch = doors.run(
                batches.receive_and_start,
                actor=self.clerk,
                incoming=incoming,
                file_name=path.name,
                unit_id=self.unit.id,
                item_code=self.version.item.code,
                mode="partial",
                channel="upload",
                attests=True,
            )
        self._work(batch.id)
        # The official item asks for a second person, who has looked and agrees.
        doors.run(batches.approve, actor=self.second, batch_id=batch.id)
        self._work(batch.id)
        took = time.monotonic() - started
        batch = Batch.objects.get(id=batch.id)
        assert (batch.state, batch.counts.get("new")) == ("done", count), batch.counts
        assert batch.attestation_id is not None
        return took, batch.id, batch.attestation_id

    def _work(self, batch_id: int) -> None:
        from core import runner
        from core.models import Job
        from records.models import Batch

        job_id = Batch.objects.get(id=batch_id).job_id
        assert job_id is not None
        while Job.objects.get(id=job_id).state in {"queued", "running"}:
            runner.run(job_id, turn=3_600)


def codes(count: int) -> list[str]:
    from records import uscc

    found = []
    for n in range(count):
        body = f"MAY{n:05d}"
        start = f"91320281{body}{uscc.organisation_check_character(body)}"
        found.append(start + uscc.check_character(start))
    return found


def name_of(n: int) -> str:
    return f"江阴市测量{n:05d}号演示有限公司"


def times(subjects: int, folder: Path) -> dict[str, list[float]]:
    office = Office(subjects)
    found: dict[str, list[float]] = {"floor": [], "product": []}
    # The first turn warms both up, and gives the floor a batch to write for.
    office.write(folder / "warm.csv", f"暖{RUN}", ROWS)
    _, batch_id, attestation_id = office.product(folder / "warm.csv", ROWS)
    for turn in range(ROUNDS):
        office.write(folder / "floor.csv", f"甲{turn}次{RUN}", ROWS)
        found["floor"].append(office.floor(folder / "floor.csv", batch_id, attestation_id))
        office.write(folder / "product.csv", f"乙{turn}次{RUN}", ROWS)
        found["product"].append(office.product(folder / "product.csv", ROWS)[0])
    return found


def memory(subjects: int, folder: Path) -> dict[str, float]:
    """The most a worker holds for a file of a million rows, and what it held before."""
    office = Office(subjects)
    office.write(folder / "million.csv", f"百万{RUN}", MEMORY_ROWS)
    took, _, _ = office.product(folder / "million.csv", MEMORY_ROWS)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"mb": most / 1024, "seconds": took}


def _prepare() -> None:
    import django

    django.setup()
    owner = _named(os.environ["DATABASE_OWNER_URL"])
    with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("GRANT ALL ON bench_stage TO PUBLIC")
        cursor.execute("GRANT ALL ON SEQUENCE bench_stage_n_seq TO PUBLIC")
        connection.commit()


if __name__ == "__main__":
    _prepare()
    work = {"times": times, "memory": memory}[sys.argv[1]]
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(work(int(sys.argv[2]), Path(temporary))))
