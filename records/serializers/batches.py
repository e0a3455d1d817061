"""Batches, their counts and what is said about their rows."""

from typing import Any

from rest_framework import serializers

from core.models import Job
from core.moments import text, text_or_none
from core.paging import Page
from records.intake.staging import from_json
from records.intake.summary import sentence
from records.models import Batch, StagedRow
from records.queries.receipts import Following
from records.serializers import counts, messages

State = Batch.State


class ProgressSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Job.State.choices)
    done = serializers.IntegerField(help_text="本阶段已处理的行数。")
    total = serializers.IntegerField(allow_null=True, help_text="本阶段总行数；尚不知道时为 null。")


class ReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="错误代码。")
    detail = serializers.CharField(help_text="说明与建议。")


class LinksSerializer(serializers.Serializer[Any]):
    errors_csv = serializers.CharField(help_text="错误文件（CSV）：原文件加上处理结果和说明。")
    confirm = serializers.CharField(allow_null=True, help_text="现在可以确认入库时的地址。")
    abandon = serializers.CharField(allow_null=True, help_text="现在可以放弃时的地址。")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`self` cannot be declared as an attribute, nor `errors` that hides the class's own."""
        own = serializers.CharField(help_text="本批次的地址。")
        errors = serializers.CharField(help_text="逐行提示（JSON）。")
        return {"self": own, "errors": errors, **super().get_fields()}


class BatchSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="批次编号。")
    item = serializers.CharField(help_text="目录条目编码。")
    item_name = serializers.CharField(help_text="目录条目名称。")
    channel = serializers.ChoiceField(choices=Batch.Channel.choices)
    mode = serializers.ChoiceField(choices=Batch.Mode.choices)
    state = serializers.ChoiceField(choices=State.choices)
    file_name = serializers.CharField()
    sha256 = serializers.CharField(help_text="所报内容的校验值。")
    size = serializers.IntegerField(help_text="字节数。")
    rows = serializers.IntegerField(help_text="已读出的行数。")
    counts = counts.CountsSerializer()
    summary = serializers.CharField(help_text="一句话结果。")
    error = ReasonSerializer(allow_null=True, help_text="未接收的原因。")
    created_at = serializers.DateTimeField()
    checked_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class BatchDetailSerializer(BatchSerializer):
    job = ProgressSerializer(allow_null=True, help_text="后台处理进度；逐行报送没有。")
    links = LinksSerializer()


class BatchPageSerializer(serializers.Serializer[Any]):
    items = BatchSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="下一页的 cursor；没有更多时为 null。")


class RowSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="在原文件中的行号；逐行报送为 rows 中的位置加 1。")
    outcome = serializers.ChoiceField(choices=StagedRow.Outcome.choices)
    uscc = serializers.CharField(help_text="识别出的统一社会信用代码；未识别时为空。")
    document_no = serializers.CharField(help_text="文号；没有时为空。")
    messages = messages.MessageSerializer(many=True)


class RowPageSerializer(serializers.Serializer[Any]):
    items = RowSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="下一页的 cursor；没有更多时为 null。")


def as_json(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "item": batch.item.code,
        "item_name": batch.catalogue_version.name,
        "channel": batch.channel,
        "mode": batch.mode,
        "state": batch.state,
        "file_name": batch.file_name,
        "sha256": batch.sha256,
        "size": batch.size,
        "rows": batch.rows,
        "counts": counts.as_json(batch),
        "summary": sentence(batch) if batch.state != State.RECEIVED else "正在读取。",
        "error": {"code": batch.error_code, "detail": batch.error_detail}
        if batch.error_code
        else None,
        "created_at": text(batch.created_at),
        "checked_at": text_or_none(batch.checked_at),
        "ended_at": text_or_none(batch.ended_at),
    }


def detail_as_json(found: Following) -> dict[str, Any]:
    job = found.job
    progress = (
        {"id": job.id, "state": job.state, "done": job.done, "total": job.total} if job else None
    )
    return {**as_json(found.batch), "job": progress, "links": _links(found.batch)}


def page_as_json(page: Page[Batch]) -> dict[str, Any]:
    return {"items": [as_json(batch) for batch in page.items], "next": page.next}


def rows_as_json(page: Page[StagedRow]) -> dict[str, Any]:
    items = [
        {
            "line": row.line,
            "outcome": row.outcome,
            "uscc": row.uscc,
            "document_no": row.document_no or "",  # type: ignore[attr-defined]  # annotated
            "messages": messages.as_json(from_json(row.remarks)),
        }
        for row in page.items
    ]
    return {"items": items, "next": page.next}


def _links(batch: Batch) -> dict[str, str | None]:
    """What a person sent, a system of the unit may follow, not decide about."""
    own = f"/api/v1/batches/{batch.id}"
    is_ours = batch.made_by_id is None
    confirms = is_ours and batch.state == State.CHECKED
    abandons = is_ours and batch.state in {State.CHECKED, State.WAITING}
    return {
        "self": own,
        "errors": f"{own}/errors",
        "errors_csv": f"{own}/errors?format=csv",
        "confirm": f"{own}/confirm" if confirms else None,
        "abandon": f"{own}/abandon" if abandons else None,
    }
