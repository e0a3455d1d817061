"""The long work of quality: counting the whole register, a range of organisations at a time."""

from datetime import date

from core.jobs import Progress, Work, job
from records.quality.decisions.figures import Month
from records.quality.services import coverage, months


@job(coverage.JOB, title="统计覆盖情况")
def measure_coverage(work: Work) -> Progress:
    place, ended = coverage.measure(work.parameters, work.place)
    result = {"summary": "覆盖情况已统计。", "holds": True} if ended else None
    return Progress(done=work.done + 1, place=place, result=result)


@job(months.JOB, title="结转月度数据")
def close_month(work: Work) -> Progress:
    month = Month(date.fromisoformat(work.parameters["month"]))
    place, closed = months.advance(month, work.place)
    if closed is None:
        return Progress(done=work.done + 1, place=place)
    summary = f"{month.first.year}年{month.first.month}月数据已结转，共 {closed.figures} 项。"
    result = {"summary": summary, "holds": True, "sha256": closed.sha256}
    return Progress(done=work.done + 1, place={}, result=result)
