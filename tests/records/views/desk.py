"""A clerk's browser at the bureau that sends penalties."""

from collections.abc import Iterable
from typing import Any, cast

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Person
from core.actors import Role
from records.models import Batch
from sectors.models import Membership
from tests.records.intake.office import Office
from tests.sectors import build
from tests.sectors.browser import Browser, member


def clerk_of(office: Office) -> Browser:
    """The clerk who also sends what the office sends for itself."""
    person_id = office.clerk.person_id
    assert person_id is not None
    person = Person.objects.get(id=person_id)
    if not Membership.objects.filter(person=person).exists():
        build.membership(person, office.world.bureau, Role.CLERK)
    return Browser(person)


def reviewer_of(office: Office) -> Browser:
    return member(office.world.bureau, Role.REVIEWER)


def upload(browser: Browser, content: bytes, office: Office, **changes: Any) -> Any:
    given = {
        "file": SimpleUploadedFile(changes.pop("name", "行政处罚.csv"), content),
        "item": office.penalty.item.code,
        "mode": "check",
        "attests": "on",
    }
    sent = {name: value for name, value in (given | changes).items() if value is not None}
    return browser.post("/submissions/new", **sent)


def newest() -> Batch:
    return Batch.objects.latest("id")


def fetched(browser: Browser, address: str) -> bytes:
    """A file that is handed out, always as a download."""
    answer = browser.client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Disposition"].startswith("attachment; ")
    return b"".join(cast(Iterable[bytes], answer.streaming_content))  # type: ignore[attr-defined]  # a file
