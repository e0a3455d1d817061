"""The documents made from the code say what the code says, and notice when they no longer do."""

import ast
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from core.errors import registered
from core.management.commands.describe_requirements import marks

COMMANDS = {
    "describe_errors": "docs/errors.md",
    "describe_requirements": "docs/requirements.md",
    "describe_rulebooks": "docs/rulebook.schema.json",
    "describe_schema": "docs/openapi.yaml",
}


@pytest.mark.parametrize(("command", "file"), COMMANDS.items())
def test_a_document_is_written_and_found_stale_when_edited(
    settings: Settings, tmp_path: Path, command: str, file: str
) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "tests").mkdir()
    with pytest.raises(CommandError, match="is stale; run bin/manage"):
        call_command(command, check=True)
    call_command(command)
    call_command(command, check=True)
    target = tmp_path / file
    target.write_text(target.read_text() + "\nmore\n")
    with pytest.raises(CommandError, match="more"):
        call_command(command, check=True)
    assert target.read_text().endswith("more\n")


def test_every_error_is_listed_once_with_its_words(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    call_command("describe_errors")
    lines = (tmp_path / "docs/errors.md").read_text().splitlines()
    for error in registered():
        cells = [f"`{error.code}`", error.status, error.title, error.message, error.advice]
        row = f"| {' | '.join(str(cell) for cell in cells)} |"
        assert [line for line in lines if f"`{error.code}`" in line] == [row]
    assert "## core" in lines


@pytest.mark.django_db
def test_the_type_of_a_problem_is_an_address_that_explains_it(client: Client) -> None:
    page = client.get("/errors")
    assert page.status_code == 200
    text = page.content.decode()
    for error in registered():
        assert text.count(f'<tr id="{error.code}">') == 1
    problem = client.get("/api/v1/jobs/1").json()
    assert problem["type"] == "/errors#core.unauthenticated"


def test_the_description_of_the_api_is_openapi_3_1(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    call_command("describe_schema")
    schema = yaml.safe_load((tmp_path / "docs/openapi.yaml").read_text())
    assert (schema["openapi"], schema["info"]["version"]) == ("3.1.0", "1.0.0")


def test_marks_are_read_wherever_they_may_stand() -> None:
    source = """
import pytest
pytestmark = [pytest.mark.slow, pytest.mark.req("R001")]
@pytest.mark.req("R002", "R003")
def test_one(): ...
class TestMore:
    pytestmark = pytest.mark.req("R004")
    @pytest.mark.req("R005")
    def test_two(self): ...
@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.req("R006"))])
def test_three(x): ...
def helper(): ...
"""
    assert sorted(marks(ast.parse(source), "tests/x.py")) == [
        ("R001", "`tests/x.py` (3 tests)"),
        ("R002", "`tests/x.py::test_one`"),
        ("R003", "`tests/x.py::test_one`"),
        ("R004", "`tests/x.py::TestMore` (1 test)"),
        ("R005", "`tests/x.py::TestMore::test_two`"),
        ("R006", "`tests/x.py::test_three`"),
    ]
