"""The kinds of paper this platform issues. Each floor registers its own from its app's `ready`."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rest_framework import serializers

from core import problems
from core.actors import Role
from documents import errors

FOLDER = Path(__file__).parent
BASE = FOLDER / "base.typ"


@dataclass(frozen=True)
class Paper:
    """文书种类. `template` is a typst file that imports "/base.typ"; `schema` says what it is made
    from. With `needs_draft` one person writes it and another issues it."""

    kind: str
    title: str
    template: Path
    schema: type[serializers.Serializer[Any]]
    issuers: frozenset[Role]
    needs_draft: bool

    @cached_property
    def version(self) -> str:
        """Changes whenever the same data could give another paper."""
        digest = hashlib.sha256(self.template.read_bytes())
        digest.update(BASE.read_bytes())
        digest.update(version("typst").encode())
        return f"{self.kind}-{digest.hexdigest()[:12]}"

    def checked(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The data as the schema understands it; core.invalid naming each field otherwise."""
        given = self.schema(data=dict(data))
        try:
            given.is_valid(raise_exception=True)
        except serializers.ValidationError as error:
            refusal = problems.as_refusal(error)
            assert refusal
            raise refusal from error
        return dict(given.validated_data)


_papers: dict[str, Paper] = {}


def register_paper(
    kind: str,
    title: str,
    template: Path,
    schema: type[serializers.Serializer[Any]],
    *,
    issuers: Iterable[Role] = (Role.APPROVER,),
    needs_draft: bool = False,
) -> Paper:
    if kind in _papers:
        raise ValueError(f"a paper {kind} is registered already")
    if not template.is_file():
        raise ValueError(f"{kind}: there is no template {template.name}")
    paper = Paper(kind, title, template, schema, frozenset(issuers), needs_draft)
    _papers[kind] = paper
    return paper


def get(kind: str) -> Paper:
    if kind not in _papers:
        raise errors.NO_PAPER()
    return _papers[kind]


def papers() -> list[Paper]:
    return sorted(_papers.values(), key=lambda paper: paper.kind)
