"""Many organisations at once: ranges of them told by several processes, each by the same services.

Organisations of different ranges share nothing but offices, so ranges never wait for each other;
one that was cut off is taken on where it stood when the command is given again.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from multiprocessing import get_context

import django
from django.db import connections

Say = Callable[[str], None]


def prepare(count: int, seed: int, until: date, *, workers: int, say: Say) -> int:
    from portal.demo import ledger

    ledger.open_offices()
    waiting = ledger.untold(count, seed, until)
    connections.close_all()
    came = done = 0
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=django.setup) as pool:
        running = [pool.submit(_tell, start, end, seed, until) for start, end in waiting]
        for finished in as_completed(running):
            came += finished.result()
            done += 1
            say(f"{done}/{len(waiting)} 段完成，新增 {came:,} 条信息")
    return came


def _tell(start: int, end: int, seed: int, until: date) -> int:
    from portal.demo import ledger

    return ledger.tell(ledger.open_offices(), start, end, seed, until)
