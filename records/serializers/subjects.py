"""Organisations, and facts about them, as systems are given them."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from core.moments import text, text_or_none
from records.decisions.given import content, fact, register
from records.models import (
    CatalogueVersion,
    FactEffect,
    FactVersion,
    ItemKind,
    Polarity,
    SubjectVersion,
)
from records.queries.search import FoundPage
from records.services.giving import GivenFile

SEVERITIES = ((1, "轻微"), (2, "一般"), (3, "严重"))


class FoundSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="主体编号，变更订阅中的 subject_id。")
    uscc = serializers.CharField(help_text="统一社会信用代码。")
    name = serializers.CharField()
    sign = serializers.CharField(help_text="字号；没有时为空。")
    kind = serializers.ChoiceField(choices=SubjectVersion.Kind.choices)
    status = serializers.ChoiceField(choices=SubjectVersion.Status.choices)
    region_code = serializers.CharField(help_text="行政区划代码；不详时为空。")
    is_confirmed = serializers.BooleanField(help_text="登记机关是否已确认。")


class FoundPageSerializer(serializers.Serializer[Any]):
    items = FoundSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="下一页的 cursor；没有更多时为 null。")


class RegisterSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    sign = serializers.CharField(help_text="字号；没有时为空。")
    kind = serializers.ChoiceField(choices=SubjectVersion.Kind.choices)
    status = serializers.ChoiceField(choices=SubjectVersion.Status.choices)
    region_code = serializers.CharField()
    industry_code = serializers.CharField()
    established_on = serializers.DateField(allow_null=True)
    address = serializers.CharField()
    valid_from = serializers.DateField(help_text="以上登记内容自此日起。")


class EffectSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=FactEffect.Kind.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="自此日起不再有效；未定时为 null。")


class ContentSerializer(serializers.Serializer[Any]):
    version_id = serializers.IntegerField(help_text="版本编号，变更 fact.recorded 中的 ref。")
    opened_at = serializers.DateTimeField(help_text="本版本入库时间。")
    recorded_on = serializers.DateField()
    decided_on = serializers.DateField(allow_null=True, help_text="决定日期。")
    starts_on = serializers.DateField(help_text="生效日期。")
    ends_on = serializers.DateField(allow_null=True, help_text="自此日起不再有效；长期为 null。")
    document_no = serializers.CharField(help_text="文号；没有时为空。")
    authority = serializers.CharField(help_text="认定机关。")
    basis = serializers.CharField(help_text="依据。")
    behaviour = serializers.CharField(allow_null=True, help_text="失信行为编码。")
    severity = serializers.ChoiceField(
        choices=SEVERITIES, allow_null=True, help_text="失信程度：1 轻微，2 一般，3 严重。"
    )
    intent = serializers.ChoiceField(choices=FactVersion.Intent.choices, allow_blank=True)
    outcome = serializers.CharField(help_text="结果；没有时为空。")
    amount = serializers.IntegerField(allow_null=True, help_text="罚款，分。")
    confiscated = serializers.IntegerField(allow_null=True, help_text="没收，分。")
    performed_on = serializers.DateField(allow_null=True, help_text="履行完毕日期。")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`fields` cannot be declared as an attribute: it would hide the serializer's own."""
        said = serializers.DictField(help_text="条目自有的数据项，见条目的 fields。")
        texts = serializers.DictField(
            allow_null=True,
            help_text="文本类数据项；只向报送单位提供，其他单位为 null。",
        )
        return {**super().get_fields(), "fields": said, "texts": texts}


class FactSerializer(ContentSerializer):
    fact_id = serializers.IntegerField(help_text="信息编号，历次更正不变。")
    item = serializers.CharField(help_text="目录条目编码。")
    item_name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ItemKind.choices)
    polarity = serializers.ChoiceField(choices=Polarity.choices)
    disclosure = serializers.ChoiceField(choices=CatalogueVersion.Disclosure.choices)
    unit_code = serializers.CharField(help_text="报送单位编码。")
    unit_name = serializers.CharField()
    effects = EffectSerializer(many=True, help_text="对本信息的效力，如异议中。")


class GivenFactSerializer(FactSerializer):
    is_public = serializers.BooleanField(help_text="该日是否对社会公示。")


class FileSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="主体编号，变更订阅中的 subject_id。")
    uscc = serializers.CharField()
    on = serializers.DateField(help_text="所问之日。")
    ledger_at = serializers.DateTimeField(
        help_text="本答复依据的入库时点；以它作 known 再问，得到同一答复（其后修复、撤销的除外）。"
    )
    is_confirmed = serializers.BooleanField(help_text="登记机关是否已确认。")
    register = RegisterSerializer(allow_null=True)
    facts = GivenFactSerializer(many=True, help_text="最近的在前。")
    next = serializers.CharField(
        allow_null=True,
        help_text="信息较多时，以它作 cursor 在 /facts 继续读；没有更多时为 null。",
    )


class FactPageSerializer(serializers.Serializer[Any]):
    uscc = serializers.CharField()
    on = serializers.DateField(help_text="所问之日。")
    ledger_at = serializers.DateTimeField(help_text="本答复依据的入库时点；各页相同。")
    items = GivenFactSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="下一页的 cursor；没有更多时为 null。")


class VersionSerializer(ContentSerializer):
    closed_at = serializers.DateTimeField(
        allow_null=True, help_text="被更正的时间；现行版本为 null。"
    )


class FactDetailSerializer(FactSerializer):
    subject_id = serializers.IntegerField()
    uscc = serializers.CharField()
    ledger_at = serializers.DateTimeField()
    versions = VersionSerializer(many=True, help_text="历次版本，最早的在前；含现行版本。")


def found_as_json(page: FoundPage) -> dict[str, Any]:
    items = [
        {
            "id": each.subject_id,
            "uscc": each.uscc,
            "name": each.name,
            "sign": each.sign,
            "kind": each.kind,
            "status": each.status,
            "region_code": each.region_code,
            "is_confirmed": each.is_confirmed,
        }
        for each in page.items
    ]
    return {"items": items, "next": page.next}


def file_as_json(file: GivenFile) -> dict[str, Any]:
    return {
        "id": file.subject_id,
        "uscc": file.uscc,
        "on": file.day.isoformat(),
        "ledger_at": text(file.ledger_at),
        "is_confirmed": file.is_confirmed,
        "register": register(file.register),
        "facts": [given_as_json(row) for row in file.facts],
        "next": file.next,
    }


def page_as_json(file: GivenFile) -> dict[str, Any]:
    return {
        "uscc": file.uscc,
        "on": file.day.isoformat(),
        "ledger_at": text(file.ledger_at),
        "items": [given_as_json(row) for row in file.facts],
        "next": file.next,
    }


def given_as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**fact(row), "is_public": bool(row["is_public"])}


def detail_as_json(versions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    standing = versions[-1]
    return {
        **fact(standing),
        "subject_id": standing["subject_id"],
        "uscc": standing["uscc"],
        "ledger_at": text(standing["known"]),
        "versions": [
            {**content(row), "closed_at": text_or_none(row["closed_at"])} for row in versions
        ],
    }
