"""The great load, step by step; given again after an interruption it goes on where it stood."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import date
from io import StringIO
from random import Random
from typing import Any

import psycopg2
from django.db import connection as django
from psycopg2.extensions import connection, cursor

from core import doors
from core.actors import SYSTEM
from exchange.services.sequencing import sequence
from portal.demo import bulk as many
from portal.demo.county.codes import FIRST_DRAWN
from portal.demo.many.naming import Original, as_row, code_of, copied_names, number_of, renaming
from portal.demo.many.naming import is_drawn as drawn
from portal.demo.sql import bare
from portal.demo.sql import copies as sql
from records.decisions.names import initials
from records.models import Subject, SubjectName, SubjectVersion

Say = Callable[[str], None]
# So many are told through the services; the rest are copies of them.
COUNTY = 10_000
# Copies written in one transaction.
TOGETHER = 4


class Load:
    def __init__(self, wanted: int, size: int, seed: int, say: Say) -> None:
        """`size` organisations of the county are there; `wanted` in all."""
        self.wanted, self.size, self.seed, self.say = wanted, size, seed, say
        self.copies = 0

    def run(self, workers: int) -> None:
        while doors.run(sequence, actor=SYSTEM):
            pass
        originals = load_originals(self.size)
        # Some of the county's organisations are yet to be founded.
        self.copies = -(-self.wanted // len(originals)) - 1
        check_letters(originals, self.copies, self.size, self.seed)
        with owner() as opened, opened.cursor() as running:
            if not bare.is_bare(running):
                if _asked(running, sql.ANY_COPY):
                    self.say("副本此前已载入，不再重复")
                    return
                self._begin(running, originals)
                opened.commit()
                self.say("索引、外键和触发器已暂时取下")
            places = int(_asked(running, sql.PLACES))
            waiting = [each for each in self._ranges() if not self._is_there(running, each[1])]
        with ThreadPoolExecutor(workers) as pool:
            done = [pool.submit(self._copy, originals, each, places) for each in waiting]
            for n, finished in enumerate(as_completed(done), 1):
                finished.result()
                self.say(f"{n}/{len(done)} 段已复制")
        self._finish()

    def _ranges(self) -> Iterator[tuple[int, int]]:
        for first in range(1, self.copies + 1, TOGETHER):
            yield first, min(first + TOGETHER - 1, self.copies)

    def _begin(self, running: cursor, originals: Sequence[Original]) -> None:
        bare.take_off(running, sql.TABLES)
        running.execute(sql.OF, [[each.uscc for each in originals]])
        for statement in (*sql.PREPARE, *sql.SNAPSHOTS):
            running.execute(statement)
        running.execute("ANALYZE")

    def _is_there(self, running: cursor, copy: int) -> bool:
        return bool(_asked(running, sql.IS_THERE, copy=copy, stride=sql.STRIDE))

    def _copy(self, originals: Sequence[Original], copies: tuple[int, int], places: int) -> None:
        with owner() as opened, opened.cursor() as running:
            running.execute(sql.SETTINGS)
            self._name(running, originals, copies)
            values = {"first": copies[0], "last": copies[1], "places": places}
            for statement in sql.EACH:
                running.execute(statement, values)
            opened.commit()

    def _name(
        self, running: cursor, originals: Sequence[Original], copies: tuple[int, int]
    ) -> None:
        codes, named, found = StringIO(), StringIO(), StringIO()
        for copy in range(copies[0], copies[1] + 1):
            for each in originals:
                renamed = renaming(each.number, copy, self.size, self.seed)
                code = code_of(each, copy, self.size)
                codes.write(f"{copy}\t{each.subject_id}\t{code}\n")
                for version in each.versions:
                    name, sign = renamed.of(version.name), renamed.of(version.sign)
                    named.write(f"{copy}\t{version.pk}\t{name}\t{sign}\n")
                for row, term in copied_names(each, renamed):
                    subject_id = each.subject_id + copy * sql.STRIDE
                    found.write(as_row(row, subject_id, renamed, term))
        copied = (("COPY demo_code FROM STDIN", codes), ("COPY demo_name FROM STDIN", named))
        for statement, content in (*copied, (sql.NAMES, found)):
            content.seek(0)
            running.copy_expert(statement, content)

    def _finish(self) -> None:
        with owner() as opened, opened.cursor() as running:
            waiting = bare.what_to_put_back(running)
            for table in sql.TABLES:
                running.execute(sql.NEXT_ID.format(table), [table])
            opened.commit()
            running.execute(sql.SETTINGS)
            for n, (place, back) in enumerate(waiting, 1):
                bare.put_back(running, place, back)
                opened.commit()
                self.say(f"{n}/{len(waiting)} {back[:90]}")
            for name in (*sql.SCRATCH, *sql.SCRATCH_MORE):
                running.execute(f"DROP TABLE demo_{name}")  # names of our own
            bare.forget(running)
            opened.commit()
            opened.autocommit = True
            for table in sql.TABLES:
                running.execute(f"VACUUM (ANALYZE) {table}")  # names of our own
        self.say("约束、索引和触发器已恢复，逐行检查通过")


def load_originals(size: int) -> list[Original]:
    versions: defaultdict[int, list[SubjectVersion]] = defaultdict(list)
    names: defaultdict[int, list[SubjectName]] = defaultdict(list)
    subjects = [
        (subject_id, uscc)
        for subject_id, uscc in Subject.objects.filter(id__lt=sql.STRIDE)
        .order_by("id")
        .values_list("id", "uscc")
        if drawn(uscc) and number_of(uscc) < FIRST_DRAWN + size
    ]
    wanted = {subject_id for subject_id, _ in subjects}
    for version in SubjectVersion.objects.filter(subject_id__lt=sql.STRIDE).order_by("id"):
        if version.subject_id in wanted:
            versions[version.subject_id].append(version)
    for name in SubjectName.objects.filter(subject_id__lt=sql.STRIDE).order_by("id"):
        if name.subject_id in wanted:
            names[name.subject_id].append(name)
    return [
        Original(number_of(uscc), each, uscc, tuple(versions[each]), tuple(names[each]))
        for each, uscc in subjects
    ]


def check_letters(originals: Sequence[Original], copies: int, size: int, seed: int) -> None:
    """Letters are put together character by character; a character read otherwise in company would
    make them wrong, so some are compared with how the services read the whole."""
    chosen = Random(seed)  # noqa: S311  # a sample
    for _ in range(500):
        each = chosen.choice(originals)
        renamed = renaming(each.number, chosen.randint(1, max(copies, 1)), size, seed)
        for row, term in copied_names(each, renamed):
            if renamed.initials(row.term, row.initials) != initials(term):
                raise ValueError(f"the letters of {term} are not those of its characters")


@contextmanager
def owner() -> Iterator[connection]:
    """A connection as the owner of the database: the application may neither take keys off nor
    choose ids."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    opened = psycopg2.connect(url, dbname=django.settings_dict["NAME"])
    try:
        yield opened
    finally:
        opened.close()


def _asked(running: cursor, question: str, **values: int) -> Any:
    running.execute(question, values)
    (answer,) = running.fetchone() or (None,)
    return answer


def prepare(
    count: int, seed: int, until: date, *, workers: int, say: Say, size: int = COUNTY
) -> None:
    """As many as wanted: the county by several processes, the rest as copies of it."""
    many.prepare(min(count, size), seed, until, workers=workers, say=say)
    if count > size:
        Load(count, size, seed, say).run(workers)
