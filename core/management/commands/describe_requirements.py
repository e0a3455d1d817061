"""docs/requirements.md: which tests prove which numbered requirement."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.management.described import DescribingCommand

HEAD = """# Requirements and their tests

Made by `bin/manage describe_requirements` from the `req` marks of the tests; do not edit.

| requirement | proved by |
|---|---|
"""

Tests = ast.FunctionDef | ast.AsyncFunctionDef


class Command(DescribingCommand):
    help = "Write docs/requirements.md."
    file = "docs/requirements.md"

    def text(self) -> str:
        base = Path(settings.BASE_DIR)
        proofs: dict[str, list[str]] = defaultdict(list)
        for file in sorted((base / "tests").rglob("test_*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for requirement, proof in marks(tree, str(file.relative_to(base))):
                proofs[requirement].append(proof)
        rows = [f"| {number} | {'<br>'.join(proofs[number])} |\n" for number in sorted(proofs)]
        return HEAD + "".join(rows)


def marks(tree: ast.Module, name: str) -> Iterator[tuple[str, str]]:
    """The requirements marked in a file, each with the test, the class or the whole file."""
    for requirement in _of_assignments(tree.body):
        yield requirement, f"`{name}` ({_count(tree)})"
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            own = {*_numbers(node.decorator_list), *_of_assignments(node.body)}
            for requirement in sorted(own):
                yield requirement, f"`{name}::{node.name}` ({_count(node)})"
            for test in _tests(node):
                for requirement in _numbers(test.decorator_list):
                    yield requirement, f"`{name}::{node.name}::{test.name}`"
        elif isinstance(node, Tests):
            for requirement in _numbers(node.decorator_list):
                yield requirement, f"`{name}::{node.name}`"


def _of_assignments(body: list[ast.stmt]) -> list[str]:
    """What stands in `pytestmark = …`."""
    found: list[str] = []
    for node in body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            found += _numbers([node.value])
    return found


def _numbers(expressions: list[ast.expr]) -> list[str]:
    """The numbers in every pytest.mark.req(…) within, also in a parameter's marks."""
    return [
        str(argument.value)
        for expression in expressions
        for call in ast.walk(expression)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.req"
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]


def _tests(node: ast.Module | ast.ClassDef) -> list[ast.FunctionDef]:
    found = []
    for child in node.body:
        if isinstance(child, ast.FunctionDef) and child.name.startswith("test_"):
            found.append(child)
        elif isinstance(child, ast.ClassDef) and isinstance(node, ast.Module):
            found += _tests(child)
    return found


def _count(node: ast.Module | ast.ClassDef) -> str:
    number = len(_tests(node))
    return f"{number} tests" if number != 1 else "1 test"
