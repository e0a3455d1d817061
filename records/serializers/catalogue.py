"""The catalogue as systems read it: what may be sent, by whom, and what a row is made of."""

from collections.abc import Container, Sequence
from typing import Any

from rest_framework import serializers

from records.decisions.fields import NOWHERE, Field, Required, Type
from records.models import CatalogueSource, CatalogueVersion, InfoClass, ItemKind, Polarity

FORMS = {
    Type.TEXT: "文字",
    Type.DATE: "日期，如 2026-04-15；长期写“长期”",
    Type.TEN_THOUSAND_YUAN: "万元",
    Type.YUAN: "元",
    Type.WHOLE: "整数",
    Type.CHOICE: "选项之一",
    Type.CHOICES: "选项，多个以；分隔",
    Type.USCC: "18 位统一社会信用代码",
    Type.PERSON: "文字",
}


class ItemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="目录条目编码，报送时的 item。")
    name = serializers.CharField()
    info_class = serializers.ChoiceField(choices=InfoClass.choices)
    kind = serializers.ChoiceField(choices=ItemKind.choices)
    polarity = serializers.ChoiceField(choices=Polarity.choices)
    disclosure = serializers.ChoiceField(choices=CatalogueVersion.Disclosure.choices)
    basis = serializers.CharField(help_text="依据。")
    update_cycle = serializers.CharField(help_text="更新周期。")
    report_days = serializers.IntegerField(
        allow_null=True, help_text="报送时限，工作日；没有规定时为 null。"
    )
    needs_check = serializers.BooleanField(help_text="入库前是否须另一人复核。")
    version = serializers.IntegerField(help_text="第几版。")
    valid_from = serializers.DateField(help_text="本版施行日期。")
    may_send = serializers.BooleanField(help_text="本单位是否可以报送。")


class CatalogueSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    items = ItemSerializer(many=True)


class FieldSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="数据项代码，报送时的键。")
    name = serializers.CharField(help_text="中文名称，也可作键。")
    aliases = serializers.ListField(child=serializers.CharField(), help_text="同样识别的其他写法。")
    type = serializers.ChoiceField(choices=[(each.value, each.value) for each in Type])
    form = serializers.CharField(help_text="怎样填写。")
    longest = serializers.IntegerField(allow_null=True, help_text="最多字数；不限时为 null。")
    when = serializers.CharField(help_text="条件必填的条件；没有时为空。")
    options = serializers.ListField(child=serializers.CharField(), help_text="可选的值。")
    is_kept = serializers.BooleanField(help_text="为 false 的项可以报送，但不读取、不保存。")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`required` cannot be declared as an attribute: every field has one."""
        required = serializers.ChoiceField(
            choices=[(each.value, each.value) for each in Required],
            help_text="always 必填；organisation 法人及非法人组织必填；when 见 when；never 选填。",
        )
        return {**super().get_fields(), "required": required}


class SourceSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class ItemDetailSerializer(ItemSerializer):
    on = serializers.DateField()
    any_unit = serializers.BooleanField(help_text="凡有权机关均可报送。")
    sources = SourceSerializer(many=True, help_text="信源单位。")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`fields` cannot be declared as an attribute: it would hide the serializer's own."""
        return {**super().get_fields(), "fields": FieldSerializer(many=True, help_text="数据项。")}


def item_as_json(version: CatalogueVersion, sent: Container[int]) -> dict[str, Any]:
    item = version.item
    return {
        "code": item.code,
        "name": version.name,
        "info_class": item.info_class,
        "kind": item.kind,
        "polarity": item.polarity,
        "disclosure": version.disclosure,
        "basis": version.basis,
        "update_cycle": version.update_cycle,
        "report_days": version.report_days,
        "needs_check": version.needs_check,
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "may_send": not item.is_system and (version.any_unit or version.id in sent),
    }


def field_as_json(field: Field) -> dict[str, Any]:
    when = f"{field.when_field} 含 {'、'.join(field.when_has)}" if field.when_field else ""
    return {
        "code": field.code,
        "name": field.name,
        "aliases": list(field.aliases),
        "type": str(field.type),
        "form": FORMS[field.type],
        "longest": field.longest or None,
        "required": str(field.required),
        "when": when,
        "options": list(field.options),
        "is_kept": field.into != NOWHERE,
    }


def detail_as_json(
    version: CatalogueVersion,
    fields: Sequence[Field],
    sources: Sequence[CatalogueSource],
    unit_id: int,
) -> dict[str, Any]:
    sent = {source.version_id for source in sources if source.unit_id == unit_id}
    return {
        **item_as_json(version, sent),
        "any_unit": version.any_unit,
        "sources": [{"code": each.unit.code, "name": each.unit.name} for each in sources],
        "fields": [field_as_json(field) for field in fields],
    }
