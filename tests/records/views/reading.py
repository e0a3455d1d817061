"""Pages as their readers see them."""

import re
from typing import Protocol

from django.test import Client

from sectors.models import OrgUnit
from tests import people


def member(role: str, unit: OrgUnit) -> Client:
    client = Client()
    people.sign_in(client, people.make_member(role, unit))
    return client


class Answered(Protocol):
    """Whatever a client was answered."""

    @property
    def content(self) -> bytes: ...


def words(response: Answered) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()
