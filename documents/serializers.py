from typing import Any

from rest_framework import serializers


class VerificationSerializer(serializers.Serializer[Any]):
    """What the public is told about a paper; nothing personal."""

    code = serializers.CharField(help_text="核验码，四位一组")
    holds = serializers.BooleanField(help_text="现在是否有效")
    state = serializers.ChoiceField(
        choices=[
            ("valid", "有效"),
            ("revoked", "已作废"),
            ("superseded", "已被代替"),
            ("expired", "已过有效期"),
        ],
        help_text="现状",
    )
    sentence = serializers.CharField(help_text="可以直接展示的说明")
    kind = serializers.CharField(help_text="种类")
    unit = serializers.CharField(help_text="签发单位")
    number = serializers.CharField(help_text="文号")
    issued_on = serializers.DateField(help_text="签发日期")
    valid_until = serializers.DateField(allow_null=True, help_text="有效期至")
    ended_on = serializers.DateField(allow_null=True, help_text="失效日期")
    sha256 = serializers.CharField(help_text="原件的校验值")
