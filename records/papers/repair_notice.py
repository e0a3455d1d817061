"""信用修复告知书: served together with a penalty (两书同达), it says how long the penalty is shown
and from when its repair may be asked for."""

from pathlib import Path
from typing import Any

from rest_framework import serializers

from core.actors import Role
from documents.papers.registry import register_paper

KIND = "repair_notice"
ISSUERS = (Role.CLERK, Role.REVIEWER, Role.APPROVER)


class RepairNotice(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=100)
    addressee = serializers.CharField(max_length=200)
    paragraphs = serializers.ListField(child=serializers.CharField(max_length=2_000), max_length=40)
    dates = serializers.ListField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=200), min_length=2, max_length=2
        ),
        max_length=12,
    )
    closing = serializers.ListField(child=serializers.CharField(max_length=2_000), max_length=20)


def register() -> None:
    register_paper(
        KIND,
        "信用修复告知书",
        Path(__file__).parent / "repair_notice.typ",
        RepairNotice,
        issuers=ISSUERS,
    )
