"""What the clerk's unit has sent in through the door of intake: batches in every state, and rows
that wait. The files are those of docs/samples, so whoever uploads one of them meets its effect."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

from django.conf import settings

from core import clock, doors, runner
from core.actors import Actor
from documents.store import Incoming
from portal.demo.county import codes
from portal.demo.desk import serving
from portal.demo.offices import Offices
from portal.demo.roster import ENVIRONMENT
from records.intake import batches
from records.models import Batch

ITEM = "penalty"
WEEKLY, GOOD, MISTAKES = "行政处罚-周报一.csv", "行政处罚-正确.csv", "行政处罚-常见错误.csv"
Mode = Batch.Mode


def weekly(offices: Offices) -> None:
    """Taken in on 20 April 2026: with it comes the fine of the first worked example."""
    content = _sample(WEEKLY)
    day = date(2026, 4, 20)
    if content is not None and day <= clock.today():
        _once(offices, WEEKLY, content, day, attests=True, follow=(_confirm, _approve))


def others(offices: Offices) -> None:
    """One full of mistakes, without anybody's word that it was served: its rows wait. One with
    organisations nobody knows and one under a strange name. One for the reviewer, one for the
    clerk."""
    mistakes, good = _sample(MISTAKES), _sample(GOOD)
    if mistakes is None or good is None:
        return
    for name, content, day, attests, follow in (
        ("十月补报（未附送达声明）.csv", mistakes, date(2026, 11, 9), False, (_confirm, _approve)),
        ("乡镇移交案件.csv", _strangers(good), date(2026, 11, 12), True, (_confirm, _approve)),
        ("本周处罚（待复核）.csv", _renumbered(good, 300), date(2026, 11, 18), True, (_confirm,)),
        ("本周处罚二（待入库）.csv", _renumbered(good, 400), date(2026, 11, 19), True, ()),
    ):
        if day <= clock.today():
            _once(offices, name, content, day, attests=attests, follow=follow)


def _once(
    offices: Offices,
    name: str,
    content: bytes,
    day: date,
    *,
    attests: bool,
    follow: tuple[Callable[[Batch], Batch], ...],
) -> None:
    unit = offices.by_code[ENVIRONMENT]
    if Batch.objects.filter(unit_id=unit.id, file_name=name).exists():
        return
    clerk = serving("clerk")
    with clock.telling(min(datetime.combine(day, time(9), clock.SHANGHAI), clock.true_now())):
        with Incoming() as incoming:
            incoming.write(content)
            incoming.finish()
            batch = doors.run(
                batches.receive_and_start,
                actor=clerk,
                incoming=incoming,
                file_name=name,
                unit_id=unit.id,
                item_code=ITEM,
                mode=Mode.CHECK,
                channel=Batch.Channel.UPLOAD,
                attests=attests,
            )
        batch = _work(batch)
        for step in follow:
            batch = step(batch)


def _confirm(batch: Batch) -> Batch:
    return doors.run(
        batches.confirm, actor=_acting("clerk", batch), batch_id=batch.pk, mode=Mode.PARTIAL
    )


def _approve(batch: Batch) -> Batch:
    actor = _acting("reviewer", batch)
    return _work(doors.run(batches.approve, actor=actor, batch_id=batch.pk))


def _acting(username: str, batch: Batch) -> Actor:
    """With the duties of today: in the past that is told, nobody had an account yet."""
    del batch
    with clock.telling(clock.true_now()):
        return serving(username)


def _work(batch: Batch) -> Batch:
    assert batch.job_id is not None
    runner.run(batch.job_id)
    return Batch.objects.get(id=batch.pk)


def _sample(name: str) -> bytes | None:
    """None where the platform is installed without its documentation."""
    path = Path(settings.BASE_DIR) / "docs" / "samples" / name
    return path.read_bytes() if path.is_file() else None


def _renumbered(good: bytes, start: int) -> bytes:
    """Other decisions, of November, and none about the worked examples: their dates are known."""
    lines = good.decode("utf-8-sig").splitlines(keepends=True)
    examples = (codes.code(1), codes.code(3))
    text = "".join(line for line in lines if not any(code in line for code in examples))
    for number in range(31, 36):
        text = text.replace(f"〔2026〕{number}号", f"〔2026〕{start + number}号")
    return text.replace("2026/04/15", "2026/11/11").encode("utf-8-sig")


def _strangers(good: bytes) -> bytes:
    """Two codes the register has not sent, one code under another organisation's name."""
    text = _renumbered(good, 500).decode("utf-8-sig")
    for number, stranger in ((4, 74), (5, 75)):
        text = text.replace(codes.code(number), codes.code(stranger))
    text = text.replace("江阴市周庄演示线材有限公司", "江阴市演示不锈钢制品厂")
    return text.encode("utf-8-sig")
