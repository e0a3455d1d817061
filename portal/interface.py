"""The committed API description, read for people. The page and the file cannot disagree."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    title: str
    text: str
    needs_key: bool
    parameters: tuple[Parameter, ...]
    answer: tuple[Field, ...]
    statuses: tuple[str, ...]


PLACES = {"query": "网址参数", "path": "路径", "header": "请求头"}
METHODS = ("get", "post", "put", "patch", "delete")


def file() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "openapi.yaml"


@cache
def operations() -> tuple[Operation, ...]:
    description = yaml.safe_load(file().read_text(encoding="utf-8"))
    schemas = description["components"]["schemas"]
    return tuple(
        _operation(method.upper(), path, methods[method], schemas)
        for path, methods in description["paths"].items()
        for method in METHODS
        if method in methods
    )


def _operation(method: str, path: str, said: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    return Operation(
        method=method,
        path=path,
        title=said.get("summary", said["operationId"]),
        text=said.get("description", ""),
        needs_key="ApiKey" in [name for one in said.get("security", []) for name in one],
        parameters=tuple(_parameter(one) for one in said.get("parameters", [])),
        answer=_fields(_success(said["responses"]), schemas),
        statuses=tuple(sorted(said["responses"])),
    )


def _parameter(said: dict[str, Any]) -> Parameter:
    return Parameter(
        said["name"],
        PLACES.get(said["in"], said["in"]),
        _kind(said.get("schema", {})),
        bool(said.get("required", False)),
        said.get("description", ""),
    )


def _success(responses: dict[str, Any]) -> dict[str, Any]:
    for status, response in sorted(responses.items()):
        if status.startswith("2"):
            for content in response.get("content", {}).values():
                found: dict[str, Any] = content.get("schema", {})
                return found
    return {}


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> tuple[Field, ...]:
    resolved = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    return tuple(
        Field(name, _kind(said), said.get("description", said.get("title", "")))
        for name, said in resolved.get("properties", {}).items()
    )


def _kind(schema: dict[str, Any]) -> str:
    reference = schema.get("$ref") or next(
        (one["$ref"] for one in schema.get("allOf", []) if "$ref" in one), ""
    )
    if reference:
        return str(reference.rpartition("/")[2])
    kind = schema.get("type", "any")
    words = kind if isinstance(kind, list) else [kind]
    if "array" in words:
        return f"[{_kind(schema.get('items', {}))}]"
    form = f"（{schema['format']}）" if "format" in schema else ""
    return " | ".join(words) + form
