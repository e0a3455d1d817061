"""公函: a letter from one unit to another body. Other floors' letters use the same base."""

from typing import Any

from rest_framework import serializers

from core.actors import Role
from documents.papers.registry import FOLDER, register_paper

KIND = "letter"
MOST_COLUMNS = 8
MOST_ROWS = 2_000
LONGEST_CELL = 400
LONGEST_PARAGRAPH = 5_000


class Table(serializers.Serializer[Any]):
    columns = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=MOST_COLUMNS
    )
    rows = serializers.ListField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=LONGEST_CELL, allow_blank=True)
        ),
        max_length=MOST_ROWS,
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        width = len(attrs["columns"])
        wrong = [place for place, row in enumerate(attrs["rows"], 1) if len(row) != width]
        if wrong:
            raise serializers.ValidationError({"rows": f"第 {wrong[0]} 行应有 {width} 栏。"})
        return attrs


class Letter(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=100)
    addressee = serializers.CharField(max_length=100)
    paragraphs = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_PARAGRAPH), min_length=1, max_length=200
    )
    table = Table(allow_null=True, default=None)
    closing = serializers.ListField(
        child=serializers.CharField(max_length=1_000), max_length=20, default=list
    )
    attachments = serializers.ListField(
        child=serializers.CharField(max_length=120), max_length=30, default=list
    )


def register() -> None:
    register_paper(
        KIND,
        "公函",
        FOLDER / "letter.typ",
        Letter,
        issuers=[Role.APPROVER],
        needs_draft=True,
    )
