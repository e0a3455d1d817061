"""Fixtures of the whole suite."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from tests import database

settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]


@pytest.fixture(scope="session")
def template_database() -> str:
    return database.template()


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replaces pytest-django's: our databases are cloned from a migrated template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"credit_test_{os.getppid()}_{worker}"
    database.clone(template_database, name)
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    database.discard(name)


@pytest.fixture
def committed_db(
    django_db_setup: None, template_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database where commits are real, for tests of locks, workers and several connections.

    The application may not truncate, so the whole database is cloned anew afterwards.
    """
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    database.clone(template_database, settings.DATABASES["default"]["NAME"])
