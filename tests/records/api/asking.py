"""A bureau's system that calls the API with its key, and another bureau's."""

import json
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client

from accounts.actors import actor_of_account
from accounts.models import ApiClient
from core.actors import Actor
from records.models import FactVersion, QueuedRow, StagedRow, Subject
from sectors.models import OrgUnit
from tests import people
from tests.exchange.reading import sequence_all
from tests.records.intake.office import Office
from tests.records.intake.samples import CODES, row
from tests.sectors import build

JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass
class Asking:
    office: Office
    budget: int = 600

    def __post_init__(self) -> None:
        bureau = self.office.world.bureau
        self.client, self.key = people.make_client(
            *people.every_scope(), unit_id=bureau.pk, budget_per_minute=self.budget
        )
        self.other = build.unit()
        self.other_client, self.other_key = people.make_client(
            *people.every_scope(), unit_id=self.other.pk
        )
        self.item = self.office.penalty.item.code
        self.licence = self.office.world.licence.item.code

    def make(self, unit: OrgUnit, *scopes: str) -> tuple[ApiClient, str]:
        return people.make_client(*(scopes or people.every_scope()), unit_id=unit.pk)

    def last_subject(self) -> str:
        found = Subject.objects.order_by("-id").values_list("uscc", flat=True).first()
        return found or ""

    def sequence(self) -> None:
        """What has been written gets its place in the change log."""
        sequence_all()

    def actor(self) -> Actor:
        """The bureau's system as services know it."""
        return actor_of_account(self.client, "request-1")

    def get(self, address: str, *, key: str = "", **headers: str) -> HttpResponse:
        return self.call("GET", address, key=key, headers=headers)

    def post(self, address: str, body: object, *, key: str = "", **headers: str) -> HttpResponse:
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return self.call("POST", address, content, key=key, headers=headers)

    def call(
        self,
        method: str,
        address: str,
        content: bytes = b"",
        *,
        key: str = "",
        content_type: str = JSON,
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        response = Client().generic(
            method,
            address,
            content,
            content_type=content_type,
            headers={**people.bearer(key or self.key), **named},
        )
        return cast(HttpResponse, response)

    def submit(self, *rows: dict[str, Any], item: str = "", **given: Any) -> HttpResponse:
        headers = given.pop("headers", {})
        key = given.pop("key", "")
        body = {"item": item or self.item, "rows": list(rows), **given}
        return self.post("/api/v1/facts", body, key=key, **headers)


def penalty(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A penalty as a department's system sends it."""
    return dict(zip(CODES, row(number, **changes), strict=True))


def refusal(response: HttpResponse) -> tuple[int, str]:
    """Status and code of a problem, well-formed and in Chinese."""
    assert response["Content-Type"] == PROBLEM, response.content
    said = json.loads(response.content)
    assert said["status"] == response.status_code
    assert said["type"] == f"/errors#{said['code']}"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said["detail"])
    return response.status_code, said["code"]


def ledger() -> tuple[int, int, int]:
    """How many versions, waiting rows and staged rows there are: a refusal changes none."""
    return (
        FactVersion.objects.count(),
        QueuedRow.objects.count(),
        StagedRow.objects.count(),
    )
