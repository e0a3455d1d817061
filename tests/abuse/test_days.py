"""The log is asked about days at the edges of the calendar."""

import pytest
from django.test import Client

from core.models import Job
from tests import people

pytestmark = pytest.mark.django_db

LAST = "purpose=routine&first_day=9999-12-31&last_day=9999-12-31"


@pytest.mark.req("R263")
def test_the_last_day_there_is_is_refused_beside_its_field() -> None:
    client = Client()
    people.sign_in(client, people.make_user("audit"))
    shown = client.get(f"/audit/events?{LAST}")
    assert (shown.status_code, "截止日期不能晚于 9998 年。" in shown.content.decode()) == (
        422,
        True,
    )


@pytest.mark.req("R263")
def test_no_export_begins_that_could_never_end() -> None:
    client = Client()
    people.sign_in(client, people.make_user("audit"))
    fields = {"purpose": "routine", "first_day": "9999-12-31", "last_day": "9999-12-31"}
    assert client.post("/audit/exports", fields).status_code == 422
    assert Job.objects.count() == 0
