from rest_framework import serializers

from exchange.models import Change
from exchange.services import FeedPage


class ChangeSerializer(serializers.ModelSerializer[Change]):
    position = serializers.IntegerField(help_text="在变更日志中的位置，从 1 起连续编号。")
    kind = serializers.CharField(help_text="变更种类。")
    subject_id = serializers.IntegerField(help_text="信用主体编号。")
    ref = serializers.IntegerField(help_text="发生变更的记录编号，含义由种类决定。")
    at = serializers.DateTimeField(source="ledger_at", help_text="入库时间。")

    class Meta:
        model = Change
        fields = ("position", "kind", "subject_id", "ref", "at")


class FeedPageSerializer(serializers.Serializer[FeedPage]):
    items = ChangeSerializer(many=True)
    next = serializers.IntegerField(help_text="下一次请求的 after。")
    last_position = serializers.IntegerField(
        help_text="日志目前的末尾；next 等于它时已全部读完，稍后用同一个 after 再来即可。"
    )
