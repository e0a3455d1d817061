"""What the database itself refuses, past the ORM and as the application's own role."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import ActivationCode, ApiKey, Person, RecoveryCode, Session, SigningKey, User
from accounts.services.signing_keys import rotate_signing_key
from accounts.tokens import digest
from core import clock, doors, errors
from core.actors import SYSTEM
from tests.people import make_agent, make_client, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db


def run(sql: str, parameters: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(sql: str, parameters: Any, name: str) -> None:
    """The statement is refused by the rule of that name, or by the rights of the role."""
    with pytest.raises(DatabaseError, match=name):
        run(sql, parameters)


ACCOUNT = """
INSERT INTO accounts_user (person_id, duty, username, origin, created_at, created_by_id,
    confirmed_at, confirmed_by_id, deactivation_reason)
VALUES (%(person)s, %(duty)s, %(username)s, %(origin)s, now(), %(made_by)s, %(at)s, %(by)s, '')
"""


def account(**changes: Any) -> dict[str, Any]:
    values = {
        "person": make_person().pk,
        "duty": "business",
        "username": "raw.account",
        "origin": "administrator",
        "made_by": make_person("system").pk,
        "at": clock.now(),
        "by": make_person("security").pk,
    }
    return {**values, **changes}


def insert(values: dict[str, Any]) -> None:
    run(ACCOUNT, values)


@pytest.mark.req("R261")
@pytest.mark.parametrize("duty", ["system", "security", "audit", "agent"])
def test_one_person_has_one_duty(duty: str) -> None:
    """An administrator's person holds no business account, a business person no administrator's."""
    insert(account())
    person = make_person()
    values = account(person=person.pk, duty=duty, username="second")
    with pytest.raises(DatabaseError, match="accounts_user_duty_of_person"):
        insert(values)
    administrator = make_person(duty)
    values = account(person=administrator.pk, duty="business", username="third")
    with pytest.raises(DatabaseError, match="accounts_user_duty_of_person"):
        insert(values)
    assert list(User.objects.values_list("username", flat=True)) == ["raw.account"]


def test_a_duty_does_not_change() -> None:
    user = make_user()
    refused("UPDATE accounts_person SET duty = 'system'", [], "permission denied")
    refused("UPDATE accounts_user SET duty = 'system'", [], "permission denied")
    refused("UPDATE accounts_user SET person_id = 1", [], "permission denied")
    assert Person.objects.get(id=user.person_id).duty == "business"


def test_maker_and_checker_are_two_people() -> None:
    maker = make_person("system").pk
    for changes, name in (
        ({"made_by": maker, "by": maker}, "accounts_user_maker_not_checker"),
        ({"by": None}, "accounts_user_origin"),
        ({"at": None}, "accounts_user_origin"),
        ({"made_by": None}, "accounts_user_origin"),
    ):
        with pytest.raises(DatabaseError, match=name):
            insert(account(**changes))
    person = make_person("security").pk
    for changes in ({"by": person}, {"made_by": person}):
        with pytest.raises(DatabaseError, match="accounts_user_not_by_oneself"):
            insert(account(person=person, duty="security", **changes))
    assert User.objects.count() == 0


def test_administrators_are_founded_once() -> None:
    founding = {"origin": "founding", "made_by": None, "by": None, "duty": "system"}
    insert(account(**founding, person=make_person("system").pk, username="one"))
    with pytest.raises(DatabaseError, match="accounts_user_founded_once"):
        insert(account(**founding, person=make_person("system").pk, username="two"))
    with pytest.raises(DatabaseError, match="accounts_user_origin"):
        insert(account(**{**founding, "duty": "business"}, username="three"))


@pytest.mark.parametrize("username", ["Ab", "ab", "UPPER", "中文名", "-ab", "a b c", "a" * 33, ""])
def test_usernames_have_one_form(username: str) -> None:
    with pytest.raises(DatabaseError, match=r"accounts_user_username_form|too long"):
        insert(account(username=username))


def test_what_is_confirmed_or_ended_stays_so() -> None:
    user = make_user()
    refused(
        "UPDATE accounts_user SET confirmed_at = NULL, confirmed_by_id = NULL WHERE id = %s",
        [user.pk],
        "accounts_user_confirmed_once",
    )
    User.objects.filter(id=user.pk).update(
        deactivated_at=clock.now(),
        deactivated_by=make_person("security"),
        deactivation_reason="调离",
    )
    refused(
        "UPDATE accounts_user SET deactivated_at = NULL, deactivated_by_id = NULL, "
        "deactivation_reason = '' WHERE id = %s",
        [user.pk],
        "accounts_user_deactivated_once",
    )


def test_a_used_code_cannot_be_used_again() -> None:
    user = make_user()
    refused(
        "UPDATE accounts_credential SET totp_last_step = totp_last_step - 1 WHERE user_id = %s",
        [user.pk],
        "accounts_credential_step_moves_on",
    )
    code = RecoveryCode.objects.create(
        user=user, code_hash=digest("x"), created_at=clock.now(), used_at=clock.now()
    )
    refused(
        "UPDATE accounts_recoverycode SET used_at = NULL WHERE id = %s",
        [code.pk],
        "accounts_recoverycode_used_once",
    )
    activation = ActivationCode.objects.create(
        subject_id=5,
        code_hash=digest("y"),
        basis="授权书",
        issued_at=clock.now(),
        issued_by=make_person(),
        expires_at=clock.now() + timedelta(days=1),
        used_at=clock.now(),
        used_by=user,
    )
    refused(
        "UPDATE accounts_activationcode SET used_at = NULL, used_by_id = NULL WHERE id = %s",
        [activation.pk],
        "accounts_activationcode_used_once",
    )


def test_passwords_are_argon2() -> None:
    user = make_user()
    refused(
        "UPDATE accounts_credential SET password = %s WHERE user_id = %s",
        ["plain", user.pk],
        "accounts_credential_argon2",
    )


SESSION = """
INSERT INTO accounts_session (key_hash, user_id, slot, data, device, started_at, last_seen_at,
    expires_at, end_reason)
VALUES (%s, %s, %s, '{}', '', now(), now(), now() + interval '1 hour', '')
"""


@pytest.mark.req("R261")
def test_no_fourth_session() -> None:
    user = make_user()
    with connection.cursor() as cursor:
        for slot in (1, 2, 3):
            cursor.execute(SESSION, [digest(str(slot)), user.pk, slot])
    refusals: list[tuple[int | None, str]] = [
        (3, "accounts_session_slot"),
        (4, "accounts_session_slot_of_user"),
        (0, "accounts_session_slot_of_user"),
        (None, "accounts_session_slot_of_user"),
    ]
    for taken, name in refusals:
        refused(SESSION, [digest("more"), user.pk, taken], name)
    refused(SESSION, [digest("1"), None, None], "accounts_session_key")


def test_an_ended_session_stays_ended(client: Any) -> None:
    session = sign_in(client, make_user())
    refused(
        "UPDATE accounts_session SET ended_at = now() WHERE id = %s",
        [session.pk],
        "accounts_session_ended_with_reason",
    )
    Session.objects.filter(id=session.pk).update(ended_at=clock.now(), end_reason="signed_out")
    refused(
        "UPDATE accounts_session SET ended_at = NULL, end_reason = '' WHERE id = %s",
        [session.pk],
        "accounts_session_ended_once",
    )
    refused("UPDATE accounts_session SET user_id = 1", [], "permission denied")
    refused("UPDATE accounts_session SET expires_at = now()", [], "permission denied")


REPRESENT = """
INSERT INTO accounts_representation (user_id, duty, subject_id, starts_on, ends_on, basis,
    granted_by_id, recorded_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, now())
"""


def test_only_agents_represent() -> None:
    granter = make_person().pk
    staff, agent = make_user(), make_agent(7)
    start = clock.today()
    for user, duty, name in (
        (staff, "agent", "accounts_representation_agent_only"),
        (staff, "business", "accounts_representation_by_agent"),
    ):
        refused(REPRESENT, [user.pk, duty, 8, start, None, "授权书", granter], name)
    later = start + timedelta(days=10)
    for row, name in (
        ([agent.pk, "agent", 7, later, None, "授权书", granter], "once_at_a_time"),
        ([agent.pk, "agent", 8, later, start, "授权书", granter], "accounts_representation_span"),
        ([agent.pk, "agent", 8, start, None, "", granter], "accounts_representation_basis"),
    ):
        refused(REPRESENT, row, name)
    assert agent.representations.count() == 1


KEY = """
INSERT INTO accounts_apikey (client_id, prefix, secret_hash, created_on, created_at, created_by_id,
    confirmed_at, confirmed_by_id, expires_on, overlap_days)
VALUES (%(client)s, %(prefix)s, %(hash)s, %(on)s, now(), %(maker)s, %(at)s, %(checker)s,
    %(expires)s, %(overlap)s)
"""


def test_keys_keep_their_terms() -> None:
    client, _ = make_client()
    today = clock.today()
    values: dict[str, Any] = {
        "client": client.pk,
        "prefix": "abcd1234",
        "hash": digest("secret"),
        "on": today,
        "maker": make_person("system").pk,
        "at": None,
        "checker": None,
        "expires": clock.add_months(today, 12),
        "overlap": 0,
    }
    checker = make_person("security").pk
    for changes, name in (
        ({"expires": clock.add_months(today, 12) + timedelta(days=1)}, "within_a_year"),
        ({"expires": today}, "within_a_year"),
        ({"at": clock.now()}, "accounts_apikey_confirmation"),
        ({"at": clock.now(), "checker": values["maker"]}, "maker_not_checker"),
        ({"at": clock.now(), "checker": checker}, "accounts_apikey_one_current"),
        ({"prefix": "ABCD1234"}, "accounts_apikey_prefix_form"),
        ({"overlap": 31}, "accounts_apikey_overlap"),
    ):
        refused(KEY, {**values, **changes}, name)
    with connection.cursor() as cursor:
        cursor.execute(KEY, values)
    refused(KEY, {**values, "prefix": "abcd1235"}, "one_waiting")
    assert ApiKey.objects.filter(client=client).count() == 2


def test_signing_keys_do_not_overlap_and_are_not_deleted() -> None:
    doors.run(rotate_signing_key, actor=SYSTEM)
    first = SigningKey.objects.get()
    sql = """INSERT INTO accounts_signingkey (kid, algorithm, public_key, private_key, valid_from,
        valid_to) VALUES (%s, 'Ed25519', %s, %s, %s, %s)"""
    later = first.valid_from + timedelta(days=1)
    refused(sql, ["k2", b"1", b"2", later, None], "accounts_signingkey_one_at_a_time")
    refused(
        sql,
        ["k2", b"1", b"2", first.valid_from - timedelta(days=1), later],
        "accounts_signingkey_private_while_open|accounts_signingkey_one_at_a_time",
    )
    refused("DELETE FROM accounts_signingkey", [], "permission denied")
    refused("UPDATE accounts_signingkey SET public_key = ''", [], "permission denied")
    doors.run(rotate_signing_key, actor=SYSTEM)
    refused(
        "UPDATE accounts_signingkey SET valid_to = NULL, private_key = '1' WHERE kid = %s",
        [first.kid],
        "accounts_signingkey_closed_once",
    )


@pytest.mark.parametrize(
    "table",
    ["person", "user", "credential", "apiclient", "apikey", "representation", "recoverycode"],
)
def test_accounts_are_not_deleted(table: str) -> None:
    make_client()
    make_agent(1)
    refused(f"DELETE FROM accounts_{table}", [], "permission denied")
    refused(f"TRUNCATE accounts_{table} CASCADE", [], "permission denied")


def test_each_rule_has_words_for_people() -> None:
    for name, code in (
        ("accounts_user_username", "accounts.username_taken"),
        ("accounts_user_duty_of_person", "accounts.two_duties"),
        ("accounts_user_maker_not_checker", "accounts.same_person"),
        ("accounts_user_not_by_oneself", "accounts.same_person"),
        ("accounts_person_staff_number", "accounts.staff_number_taken"),
        ("accounts_apikey_within_a_year", "accounts.client_terms"),
        ("accounts_representation_once_at_a_time", "accounts.already_represents"),
    ):
        assert errors.for_constraint(name).code == code
