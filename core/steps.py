"""The core's own long work: verifying the audit chain, taking part of it out."""

from collections.abc import Mapping
from typing import Any

from core import roots
from core.actors import AdminRole
from core.jobs import Progress, Work, job
from core.models import AuditSeal
from core.queries.verification import resumed
from core.services import exports

VERIFY = "core.verify_audit"


@job(VERIFY, title="校验审计链", keeper=AdminRole.AUDIT)
def verify_audit(work: Work) -> Progress:
    """One window of the chain; ends with what was found first, or with the root reached."""
    check = resumed(roots.path(), work.place)
    found = check.advance()
    last = AuditSeal.objects.order_by("-number").first()
    total = max(last.last_position if last else 0, check.walk.position, work.done)
    if found is None and not check.ended:
        return Progress(done=check.walk.position, total=total, place=check.place())
    if found:
        summary = f"审计链有误：{found.detail}。"
    else:
        summary = f"审计链完好：{check.walk.position} 条事件，{check.walk.number} 个封印。"
    result = {
        "summary": summary,
        "holds": found is None,
        "root": check.walk.link.hex(),
        "finding": found.as_json() if found else None,
    }
    return Progress(done=check.walk.position, total=total, place=check.place(), result=result)


@job(
    exports.KIND,
    title="导出审计日志",
    download="core:audit_export_file",
    keeper=AdminRole.AUDIT,
)
def export_audit(work: Work) -> Progress:
    bundle = exports.bundle_of(work.job_id, work.parameters)
    place = dict(work.place)
    if "events" in place:
        return _exported(bundle, place)
    if not place or not bundle.is_there(place):
        place = bundle.begin()
    total = place["end"]["position"] - place["start"]["position"]
    if place["number"] < place["end"]["number"]:
        place = bundle.advance(place)
        done = max(0, place["position"] - place["start"]["position"])
        return Progress(done=done, total=total, place=place)
    events = bundle.finish(place)["events"]
    return Progress(done=total, total=total, place={"events": events})


def _exported(bundle: exports.Bundle, place: Mapping[str, Any]) -> Progress:
    """The file is there; only now may the parts go, as the step before could still be repeated."""
    bundle.remove_drafts()
    events = place["events"]
    result = {
        "summary": f"已导出 {events} 条事件，可下载后离线校验。",
        "size": bundle.out.stat().st_size,
    }
    return Progress(done=events, total=events, place=place, result=result)
