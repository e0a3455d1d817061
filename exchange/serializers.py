from typing import Any

from rest_framework import serializers

from core.moments import text
from exchange.services import FeedPage


class ChangeSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField(help_text="在变更日志中的位置，从 1 起连续编号。")
    kind = serializers.CharField(help_text="变更种类。")
    subject_id = serializers.IntegerField(help_text="信用主体编号。")
    uscc = serializers.CharField(help_text="统一社会信用代码，见 /api/v1/subjects/{uscc}。")
    fact_id = serializers.IntegerField(
        allow_null=True, help_text="信用信息编号，见 /api/v1/facts/{fact_id}；与主体有关的为 null。"
    )
    ref = serializers.IntegerField(help_text="发生变更的记录编号，含义由种类决定。")
    at = serializers.DateTimeField(help_text="入库时间。")


class FeedPageSerializer(serializers.Serializer[Any]):
    items = ChangeSerializer(many=True)
    next = serializers.IntegerField(help_text="下一次请求的 after。")
    last_position = serializers.IntegerField(
        help_text="日志目前的末尾；next 等于它时已全部读完，稍后用同一个 after 再来即可。"
    )


def as_json(page: FeedPage) -> dict[str, Any]:
    """As plain values: a serializer for each of a thousand changes would cost more than they do."""
    items = [
        {
            "position": change.position,
            "kind": change.kind,
            "subject_id": change.subject_id,
            "uscc": about.uscc,
            "fact_id": about.fact_id,
            "ref": change.ref,
            "at": text(change.ledger_at),
        }
        for change, about in page.items
    ]
    return {"items": items, "next": page.next, "last_position": page.last_position}
