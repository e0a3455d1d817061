"""Rows in one call, and what became of them."""

from typing import Any

from rest_framework import serializers

from records.intake.calls import MOST_ROWS, Receipt
from records.models import Batch, StagedRow
from records.serializers import counts, messages


class RowsSerializer(serializers.Serializer[Any]):
    """What is sent: rows of one item."""

    item = serializers.CharField(
        max_length=40, help_text="目录条目编码，见 GET /api/v1/catalogue。"
    )
    mode = serializers.ChoiceField(
        choices=Batch.Mode.choices,
        default=Batch.Mode.PARTIAL,
        help_text="partial 合格的先入库；whole 全部合格才入库；check 只校验，之后可确认入库。",
    )
    rows = serializers.ListField(
        child=serializers.DictField(
            child=serializers.JSONField(),
            help_text="键为数据项代码或中文名称，值为文字、数字、真假或空。",
        ),
        min_length=1,
        max_length=MOST_ROWS,
        help_text=f"1 至 {MOST_ROWS} 行。",
    )


class RowAnswerSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="在 rows 中的位置，从 0 起。")
    outcome = serializers.ChoiceField(choices=StagedRow.Outcome.choices)
    uscc = serializers.CharField(help_text="识别出的统一社会信用代码；未识别时为空。")
    fact_id = serializers.IntegerField(allow_null=True, help_text="信息编号；未入库时为 null。")
    messages = messages.MessageSerializer(many=True)


class ReceiptSerializer(serializers.Serializer[Any]):
    batch_id = serializers.IntegerField(help_text="回执编号，见 GET /api/v1/batches/{batch_id}。")
    state = serializers.ChoiceField(choices=Batch.State.choices)
    counts = counts.CountsSerializer()
    rows = RowAnswerSerializer(many=True, help_text="逐行结果；自然人的行不在其中。")
    ignored = serializers.ListField(
        child=serializers.CharField(), help_text="条目中没有的键，未读取；请核对拼写。"
    )


def as_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "batch_id": receipt.batch.id,
        "state": str(receipt.batch.state),
        "counts": counts.as_json(receipt.batch),
        "rows": [
            {
                "row": each.n,
                "outcome": each.outcome,
                "uscc": each.uscc,
                "fact_id": each.fact_id,
                "messages": messages.as_json(each.remarks),
            }
            for each in receipt.rows
        ],
        "ignored": list(receipt.ignored),
    }
