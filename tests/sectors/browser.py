"""A browser somebody has signed in with: the whole of the platform's middleware runs."""

from typing import Any, cast

from django.http import HttpResponse
from django.test import Client

from accounts.models import Person, User
from core.actors import AdminRole, Role
from sectors.models import OrgUnit
from tests import people
from tests.sectors import build


class Browser:
    def __init__(self, person: Person | None = None) -> None:
        self.client = Client()
        if person is not None:
            user = User.objects.filter(person=person).first()
            people.sign_in(self.client, user or people.make_user(person=person))

    def get(self, address: str, **query: Any) -> HttpResponse:
        return cast(HttpResponse, self.client.get(address, query))

    def post(self, address: str, **fields: Any) -> HttpResponse:
        return cast(HttpResponse, self.client.post(address, fields))


def administrator(role: AdminRole = AdminRole.SYSTEM) -> Browser:
    return Browser(build.person("管理员", role.value))


def member(unit: OrgUnit, role: Role = Role.CLERK) -> Browser:
    return Browser(build.membership(build.person(), unit, role).person)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()
