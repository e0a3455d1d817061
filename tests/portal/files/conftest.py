from io import StringIO

import pytest
from django.core.management import call_command

from tests.portal.files import stage as stages
from tests.portal.files.stage import Stage
from tests.records.build import World


@pytest.fixture
def stage(db: None) -> Stage:
    call_command("load_packs", stdout=StringIO())
    return stages.build()


@pytest.fixture
def world(db: None) -> World:
    return World()
