"""The committed API description, read for people. The page and the file cannot disagree."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from django.conf import settings

LABEL = re.compile(r"^\* `(?P<value>[^`]*)` - (?P<label>.*)$", re.MULTILINE)
# What examples are filled in with; of invented organisations and rows only.
VALUES = {
    "uscc": "91320281MAY0000178",
    "q": "演示毛纺",
    "item": "penalty",
    "batch_id": "12",
    "fact_id": "345",
    "snapshot_id": "7",
    "job_id": "9",
    "code": "penalty",
    "after": "0",
    "file_name": "行政处罚.csv",
}
SHOWN = frozenset({"q", "item", "after", "file_name"})
KEY = '-H "Authorization: Bearer $KEY"'


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """`of` names the structure the field consists of, where it does."""

    name: str
    kind: str
    text: str
    required: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """Something answers consist of: its fields, or the values there are with what they mean."""

    name: str
    text: str
    fields: tuple[Field, ...]
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    title: str
    text: str
    needs_key: bool
    parameters: tuple[Parameter, ...]
    body: tuple[Field, ...]
    body_types: tuple[str, ...]
    answer: tuple[Field, ...]
    statuses: tuple[str, ...]
    example: str


PLACES = {"query": "网址参数", "path": "路径", "header": "请求头"}
METHODS = ("get", "post", "put", "patch", "delete")


def file() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "openapi.yaml"


@cache
def operations() -> tuple[Operation, ...]:
    described = _described()
    schemas = described["components"]["schemas"]
    return tuple(
        _operation(method.upper(), path, methods[method], schemas)
        for path, methods in described["paths"].items()
        for method in METHODS
        if method in methods
    )


@cache
def structures() -> tuple[Structure, ...]:
    """Everything the tables above them refer to by name, by name."""
    schemas = _described()["components"]["schemas"]
    return tuple(
        Structure(
            name,
            LABEL.sub("", said.get("description", "")).strip(),
            _fields(said, schemas),
            tuple(LABEL.findall(said.get("description", ""))),
        )
        for name, said in sorted(schemas.items())
        if name not in {"NullEnum", "BlankEnum"}
    )


@cache
def _described() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load(file().read_text(encoding="utf-8"))
    return described


def _operation(method: str, path: str, said: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    content = said.get("requestBody", {}).get("content", {})
    in_json = content.get("application/json", {})
    needs_key = "ApiKey" in [name for one in said.get("security", []) for name in one]
    return Operation(
        name=said["operationId"],
        method=method,
        path=path,
        title=said.get("summary", said["operationId"]),
        text=said.get("description", ""),
        needs_key=needs_key,
        parameters=tuple(_parameter(one) for one in said.get("parameters", [])),
        body=_fields(in_json.get("schema", {}), schemas),
        body_types=tuple(content),
        answer=_fields(_success(said["responses"]), schemas),
        statuses=tuple(sorted(said["responses"])),
        example=_example(method, path, said, content, needs_key=needs_key),
    )


def _parameter(said: dict[str, Any]) -> Parameter:
    return Parameter(
        said["name"],
        PLACES.get(said["in"], said["in"]),
        _kind(said.get("schema", {})),
        bool(said.get("required", False)),
        said.get("description", ""),
    )


def _example(
    method: str, path: str, said: dict[str, Any], content: dict[str, Any], *, needs_key: bool
) -> str:
    """The call as typed into a shell."""
    parameters = said.get("parameters", [])
    address = path
    for one in parameters:
        if one["in"] == "path":
            address = address.replace(f"{{{one['name']}}}", VALUES.get(one["name"], "1"))
    asked = [
        f"{one['name']}={quote(VALUES[one['name']])}"
        for one in parameters
        if one["in"] == "query" and one["name"] in SHOWN
    ]
    parts = ["curl" if method == "GET" else f"curl -X {method}"]
    parts += [KEY] if needs_key else []
    if any(one["name"] == "Idempotency-Key" for one in parameters):
        parts.append('-H "Idempotency-Key: $(uuidgen)"')
    if "application/json" in content:
        parts += ['-H "Content-Type: application/json"', f"-d '{_sample(content)}'"]
    elif content:
        parts += ['-H "Content-Type: text/csv"', "--data-binary @行政处罚.csv"]
    if path.endswith("/download"):
        parts.append("-o snapshot.ndjson.gz")
    query = f"?{'&'.join(asked)}" if asked else ""
    parts.append(f'"{settings.PUBLIC_URL}{address}{query}"')
    return " \\\n  ".join(parts)


def _sample(content: dict[str, Any]) -> str:
    examples = content["application/json"].get("examples", {})
    for example in examples.values():
        return json.dumps(example["value"], ensure_ascii=False, indent=2)
    return "{}"


def _success(responses: dict[str, Any]) -> dict[str, Any]:
    for status, response in sorted(responses.items()):
        if status.startswith("2"):
            for content in response.get("content", {}).values():
                found: dict[str, Any] = content.get("schema", {})
                return found
    return {}


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> tuple[Field, ...]:
    resolved = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    required = set(resolved.get("required", []))
    return tuple(
        Field(
            name,
            _kind(said),
            _text(said),
            name in required,
            next(_names(said), ""),
        )
        for name, said in resolved.get("properties", {}).items()
    )


def _text(schema: dict[str, Any]) -> str:
    """What is said of a field itself; the values it may have stand with their structure."""
    return LABEL.sub("", schema.get("description", schema.get("title", ""))).strip()


def _names(schema: dict[str, Any]) -> Iterator[str]:
    """The structures a schema refers to, in one step."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in {"NullEnum", "BlankEnum"}:
            yield name
    for key in ("allOf", "oneOf", "anyOf"):
        for one in schema.get(key, []):
            yield from _names(one)
    if "items" in schema:
        yield from _names(schema["items"])


def _kind(schema: dict[str, Any]) -> str:
    reference = next(_names(schema), "") if "items" not in schema else ""
    if reference:
        return reference
    kind = schema.get("type", "any")
    words = kind if isinstance(kind, list) else [kind]
    if "array" in words:
        return f"[{_kind(schema.get('items', {}))}]"
    form = f"（{schema['format']}）" if "format" in schema else ""
    return " | ".join(words) + form
