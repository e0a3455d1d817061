"""The page about the API says what the committed description says."""

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


@pytest.mark.django_db
def test_the_schema_is_the_committed_file(client: Client) -> None:
    answer = client.get("/api/v1/schema")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/yaml")
    assert answer.content == interface.file().read_bytes()
