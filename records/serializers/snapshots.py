"""Snapshots as the system that asked for them follows them."""

from typing import Any

from rest_framework import serializers

from core.models import Job
from core.moments import text, text_or_none
from core.paging import Page


class SnapshotSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Job.State.choices)
    position = serializers.IntegerField(
        help_text="快照对应的变更位置：导入后从 /api/v1/changes?after=position 接着读。"
    )
    done = serializers.IntegerField(help_text="已写入的主体数。")
    total = serializers.IntegerField(allow_null=True, help_text="主体总数。")
    subjects = serializers.IntegerField(allow_null=True, help_text="完成后：主体数。")
    facts = serializers.IntegerField(allow_null=True, help_text="完成后：信息条数。")
    size = serializers.IntegerField(allow_null=True, help_text="完成后：文件字节数。")
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    download = serializers.CharField(allow_null=True, help_text="完成后的下载地址，保留 7 天。")


class SnapshotPageSerializer(serializers.Serializer[Any]):
    items = SnapshotSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="下一页的 cursor；没有更多时为 null。")


def as_json(job: Job) -> dict[str, Any]:
    result = job.result if isinstance(job.result, dict) else {}
    is_done = job.state == Job.State.DONE
    return {
        "id": job.id,
        "state": str(job.state),
        "position": job.parameters["position"],
        "done": job.done,
        "total": job.total,
        "subjects": result.get("subjects"),
        "facts": result.get("facts"),
        "size": result.get("size"),
        "created_at": text(job.created_at),
        "ended_at": text_or_none(job.ended_at),
        "download": f"/api/v1/snapshots/{job.id}/download" if is_done else None,
    }


def page_as_json(page: Page[Job]) -> dict[str, Any]:
    return {"items": [as_json(job) for job in page.items], "next": page.next}
