"""The page about the API says what the committed description says."""

import json

import pytest
from django.test import Client

from portal import interface


def test_the_page_names_every_operation(client: Client) -> None:
    page = client.get("/interface").content.decode()
    for operation in interface.operations():
        assert f"<code>{operation.method} {operation.path}</code>" in page
        assert operation.text in page


def test_an_operation_is_read_with_parameters_answer_and_key() -> None:
    changes = next(one for one in interface.operations() if one.path == "/api/v1/changes")
    assert (changes.method, changes.title, changes.needs_key) == ("GET", "变更订阅", True)
    assert [(p.name, p.place, p.kind) for p in changes.parameters] == [
        ("after", "网址参数", "integer（int64）"),
        ("limit", "网址参数", "integer"),
    ]
    assert [field.name for field in changes.answer] == ["items", "next", "last_position"]
    assert changes.statuses[:2] == ("200", "400")


def test_the_page_stands_beside_the_interface_and_needs_nothing_from_elsewhere(
    client: Client,
) -> None:
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert [word for word in ("https://", "//cdn", '<script src="http') if word in text] == []


def test_every_name_in_a_table_leads_to_what_it_consists_of(client: Client) -> None:
    page = client.get("/interface").content.decode()
    names = {structure.name for structure in interface.structures()}
    of_answers = {field.of for one in interface.operations() for field in one.answer}
    nested = {field.of for structure in interface.structures() for field in structure.fields}
    assert (of_answers | nested) - {""} <= names
    for name in names:
        assert f'id="structure-{name}"' in page


def test_an_example_can_be_typed_as_it_stands() -> None:
    by_name = {one.name: one for one in interface.operations()}
    assert by_name["jobs_retrieve"].example.split(" \\\n  ") == [
        "curl",
        '-H "Authorization: Bearer $KEY"',
        '"http://127.0.0.1:8000/api/v1/jobs/9"',
    ]
    assert by_name["verifications_read"].example.startswith("curl \\\n")
    submit = by_name["facts_submit"].example.split(" \\\n  ")
    assert submit[:4] == [
        "curl -X POST",
        '-H "Authorization: Bearer $KEY"',
        '-H "Idempotency-Key: $(uuidgen)"',
        '-H "Content-Type: application/json"',
    ]
    sent = json.loads(submit[4].removeprefix("-d '").removesuffix("'"))
    assert (sent["item"], sent["rows"][0]["CF_XDR_SHXYM"]) == ("penalty", "91320281MAY0000178")


@pytest.mark.django_db
def test_the_schema_is_the_committed_file(client: Client) -> None:
    answer = client.get("/api/v1/schema")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/yaml")
    assert answer.content == interface.file().read_bytes()
