"""The administrators' pages: one makes, another confirms, a third sees neither."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Credential, Person, SignInGuard, User
from core.actors import Actor, ActorKind, AdminRole
from core.models import AuditEvent
from tests.people import PASSWORD, make_agent, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db

NEW = {"name": "赵 六", "staff_number": "A-17", "duty": "business", "username": "Zhao.Liu"}


def as_administrator(duty: str) -> tuple[Client, User]:
    client, user = Client(), make_user(duty)
    sign_in(client, user)
    return client, user


@pytest.mark.req("R261")
def test_one_makes_and_another_confirms() -> None:
    maker, system = as_administrator("system")
    checker, security = as_administrator("security")
    slip = maker.post("/administration/people/new", NEW)
    assert slip.status_code == 200
    user = User.objects.get(username="zhao.liu")
    initial = slip.context["initial_password"]
    shown = slip.content.decode()
    assert initial in shown
    assert "赵 六" in shown
    assert (user.person.name, user.person.staff_number, user.duty, user.origin) == (
        "赵 六",
        "A-17",
        "business",
        "administrator",
    )
    assert (user.created_by_id, user.confirmed_at, user.is_active) == (
        system.person_id,
        None,
        False,
    )
    early = Client().post("/sign-in", {"username": "zhao.liu", "password": initial})
    assert early.status_code == 422

    queue = checker.get("/administration/confirmations").content.decode()
    assert "zhao.liu" in queue
    done = checker.post(f"/administration/people/{user.pk}/confirm")
    assert done["Location"] == f"/administration/people/{user.pk}"
    user.refresh_from_db()
    assert (user.confirmed_by_id, user.is_active) == (security.person_id, True)
    entered = Client().post("/sign-in", {"username": "zhao.liu", "password": initial})
    assert entered["Location"] == "/sign-in/enrol"
    assert checker.post(f"/administration/people/{user.pk}/confirm").status_code == 409
    made = AuditEvent.objects.filter(target_kind__in=["person", "user"]).order_by("id")
    actions = [event.action for event in made if event.kind == "change"]
    assert actions == [
        "accounts.create_person",
        "accounts.add_account",
        "accounts.refuse_sign_in",
        "accounts.confirm_user",
    ]
    assert not any("赵" in str(event.detail) or initial in str(event.detail) for event in made)


def test_what_is_sent_back_never_comes_into_force() -> None:
    maker, _ = as_administrator("system")
    checker, security = as_administrator("security")
    maker.post("/administration/people/new", NEW)
    user = User.objects.get(username="zhao.liu")
    blank = checker.post(f"/administration/people/{user.pk}/reject", {"reason": " "})
    assert blank.status_code == 422
    assert "请写明原因" in blank.content.decode()
    done = checker.post(f"/administration/people/{user.pk}/reject", {"reason": "工号不符"})
    assert done.status_code == 303
    user.refresh_from_db()
    assert (user.is_active, user.confirmed_at, user.deactivated_by_id) == (
        False,
        None,
        security.person_id,
    )
    assert checker.post(f"/administration/people/{user.pk}/confirm").status_code == 409
    assert "zhao.liu" not in checker.get("/administration/confirmations").content.decode()


MAKING = [
    ("get", "/administration/people/new"),
    ("post", "/administration/people/new"),
    ("post", "/administration/people/{user}/update"),
    ("post", "/administration/people/{user}/add-account"),
    ("post", "/administration/people/{user}/reset-password"),
    ("get", "/administration/api-clients/new"),
    ("post", "/administration/api-clients/new"),
    ("post", "/administration/api-clients/1/rotate"),
]
CONFIRMING = [
    ("get", "/administration/confirmations"),
    ("post", "/administration/people/{user}/confirm"),
    ("post", "/administration/people/{user}/reject"),
    ("post", "/administration/people/{user}/deactivate"),
    ("post", "/administration/people/{user}/unlock"),
    ("post", "/administration/people/{user}/reset-second-factor"),
    ("post", "/administration/api-clients/1/revoke"),
    ("post", "/administration/api-keys/1/confirm"),
    ("post", "/administration/api-keys/1/reject"),
    ("post", "/administration/api-keys/1/end"),
    ("get", "/administration/signing-keys"),
    ("post", "/administration/signing-keys/rotate"),
]
LOOKING = [
    ("get", "/administration/people"),
    ("get", "/administration/people/{user}"),
    ("get", "/administration/api-clients"),
    ("get", "/administration/api-clients/1"),
]


@pytest.mark.req("R261")
@pytest.mark.parametrize(
    ("duty", "closed"),
    [
        ("system", CONFIRMING),
        ("security", MAKING),
        ("audit", MAKING + CONFIRMING + LOOKING),
        ("business", MAKING + CONFIRMING + LOOKING),
        ("agent", MAKING + CONFIRMING + LOOKING),
    ],
)
def test_each_duty_has_its_own_pages(duty: str, closed: list[tuple[str, str]]) -> None:
    waiting = waiting_user()
    client, _ = as_administrator(duty)
    people, users = Person.objects.count(), User.objects.count()
    for method, address in closed:
        response = getattr(client, method)(address.format(user=waiting.pk), {**NEW, "reason": "x"})
        assert (address, response.status_code) == (address, 403)
    assert (Person.objects.count(), User.objects.count()) == (people, users)
    waiting.refresh_from_db()
    assert (waiting.confirmed_at, waiting.deactivated_at) == (None, None)
    denials = AuditEvent.objects.filter(kind="denial").count()
    assert denials == len(closed)


@pytest.mark.parametrize(("method", "address"), MAKING + CONFIRMING + LOOKING)
def test_the_signed_out_have_none(client: Client, method: str, address: str) -> None:
    response = getattr(client, method)(address.format(user=1), NEW)
    if method == "get":
        assert response["Location"].startswith("/sign-in?next=%2Fadministration")
    else:
        assert response.status_code == 401
    assert User.objects.count() == 0


@pytest.mark.parametrize("duty", ["system", "security"])
def test_the_keepers_open_their_pages(duty: str) -> None:
    waiting = waiting_user()
    client, _ = as_administrator(duty)
    pages = LOOKING[:3] + [p for p in (MAKING if duty == "system" else CONFIRMING) if p[0] == "get"]
    for _, address in pages:
        assert client.get(address.format(user=waiting.pk)).status_code == 200
    assert client.get("/administration/people/99999999999").status_code == 404
    assert client.get("/administration/api-clients/99999999999").status_code == 404


def waiting_user() -> User:
    maker, _ = as_administrator("system")
    assert maker.post("/administration/people/new", NEW).status_code == 200
    return User.objects.get(username="zhao.liu")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "Ü"}, "用户名须为"),
        ({"username": "a b"}, "用户名须为"),
        ({"username": "taken"}, "此用户名已有账号"),
        ({"staff_number": "S-1"}, "此工号已登记"),
        ({"name": ""}, "请填写姓名"),
        ({"name": "赵\x00六"}, "错误："),
        ({"name": "赵" * 51}, "错误："),
        ({"duty": "agent"}, "错误："),
        ({"duty": "system,security"}, "错误："),
        ({"staff_number": "9" * 400}, "错误："),
    ],
)
def test_a_wrong_form_makes_nothing(changes: dict[str, str], said: str) -> None:
    make_user(username="taken", staff_number="S-1")
    client, _ = as_administrator("system")
    before = (Person.objects.count(), User.objects.count(), Credential.objects.count())
    response = client.post("/administration/people/new", {**NEW, **changes})
    assert response.status_code in {409, 422}
    assert said in response.content.decode()
    after = (Person.objects.count(), User.objects.count(), Credential.objects.count())
    assert after == before


def test_another_account_for_the_same_person() -> None:
    user = make_user(username="first", name="钱七")
    client, _ = as_administrator("system")
    slip = client.post(f"/administration/people/{user.pk}/add-account", {"username": "second"})
    assert slip.status_code == 200
    second = User.objects.get(username="second")
    assert (second.person_id, second.duty, second.is_active) == (user.person_id, "business", False)
    taken = client.post(f"/administration/people/{user.pk}/add-account", {"username": "first"})
    assert taken.status_code == 409
    assert "此用户名已有账号" in taken.content.decode()


def test_a_name_is_corrected() -> None:
    user = make_user(name="钱七")
    client, _ = as_administrator("system")
    form = {"name": "钱 柒", "staff_number": "B-2"}
    assert client.post(f"/administration/people/{user.pk}/update", form).status_code == 303
    user.person.refresh_from_db()
    assert (user.person.name, user.person.staff_number) == ("钱 柒", "B-2")
    event = AuditEvent.objects.get(action="accounts.update_person")
    assert event.detail == {"fields": ["name", "staff_number"]}
    blank = client.post(f"/administration/people/{user.pk}/update", {"name": ""})
    assert blank.status_code == 422
    assert client.post("/administration/people/99999999999/update", form).status_code == 404


@pytest.mark.req("R261")
def test_the_security_administrator_unlocks() -> None:
    user = make_user(username="locked.out")
    for _ in range(5):
        Client().post("/sign-in", {"username": "locked.out", "password": "x"})
    client, _ = as_administrator("security")
    assert "已锁定" in client.get("/administration/people").content.decode()
    assert "解除锁定" in client.get(f"/administration/people/{user.pk}").content.decode()
    assert client.post(f"/administration/people/{user.pk}/unlock").status_code == 303
    assert "已锁定" not in client.get("/administration/people").content.decode()
    entered = Client().post("/sign-in", {"username": "locked.out", "password": PASSWORD})
    assert entered["Location"] == "/sign-in/second-factor"
    assert SignInGuard.objects.get().failed_at == []


@pytest.mark.req("R261")
def test_a_deactivated_account_stays_so() -> None:
    user = make_user(username="leaver")
    client, security = as_administrator("security")
    for reason, status in ((" ", 422), ("x" * 201, 422), ("调离", 303), ("再次", 409)):
        response = client.post(f"/administration/people/{user.pk}/deactivate", {"reason": reason})
        assert response.status_code == status
    user.refresh_from_db()
    assert (user.deactivation_reason, user.deactivated_by_id) == ("调离", security.person_id)
    refused = Client().post("/sign-in", {"username": "leaver", "password": PASSWORD})
    assert refused.status_code == 422
    own = client.post(f"/administration/people/{security.pk}/deactivate", {"reason": "调离"})
    assert own.status_code == 409


def test_the_last_administrator_of_a_kind_stays() -> None:
    system = make_user("system")
    client, _ = as_administrator("security")
    last = client.post(f"/administration/people/{system.pk}/deactivate", {"reason": "调离"})
    assert last.status_code == 409
    assert "最后一个在用的同类管理员" in last.content.decode()
    make_user("system")
    first = client.post(f"/administration/people/{system.pk}/deactivate", {"reason": "调离"})
    assert first.status_code == 303


def test_people_are_listed_by_username(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client, _ = as_administrator("system")
    for number in range(12):
        make_user(username=f"m{number:02d}")
    first = client.get("/administration/people?page_size=5&q=M")
    assert [row["user"].username for row in first.context["rows"]] == [
        "m00",
        "m01",
        "m02",
        "m03",
        "m04",
    ]
    cursor = first.context["page"].next
    second = client.get("/administration/people", {"page_size": 5, "q": "m", "cursor": cursor})
    assert second.context["rows"][0]["user"].username == "m05"
    costs = []
    for size in (2, 10):
        with django_assert_num_queries(6) as captured:
            client.get(f"/administration/people?page_size={size}")
        costs.append(len(captured))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    "query",
    ["cursor=x", "cursor=%00", "page_size=100000", "page_size=-1", "page_size=x", "cursor=W10"],
)
def test_nonsense_in_a_query_is_refused(query: str) -> None:
    client, _ = as_administrator("system")
    response = client.get(f"/administration/people?{query}")
    assert response.status_code == 400
    assert "core." in response.content.decode()


def test_a_search_that_cannot_be_finds_all() -> None:
    client, _ = as_administrator("system")
    assert client.get("/administration/people?q=%25").status_code == 200
    assert client.get("/administration/people", {"q": "x" * 400}).status_code == 200


@pytest.mark.req("R262")
def test_looking_at_people_is_written_down() -> None:
    client, system = as_administrator("system")
    client.get("/administration/people")
    client.get(f"/administration/people/{system.pk}")
    reads = AuditEvent.objects.filter(kind="read").order_by("id")
    assert [(read.action, read.purpose, read.target_id, read.actor_id) for read in reads] == [
        ("accounts.list_users", "账号管理", "", system.pk),
        ("accounts.access_user", "账号管理", str(system.pk), system.pk),
    ]


def test_who_sees_whom() -> None:
    user, agent = make_user(), make_agent(3)
    everyone = set(User.objects.values_list("id", flat=True))

    def seen(**about: object) -> set[int]:
        actor = Actor(**about)  # type: ignore[arg-type]  # by name
        return set(User.objects.visible_to(actor).values_list("id", flat=True))

    for role in (AdminRole.SYSTEM, AdminRole.SECURITY):
        assert seen(kind=ActorKind.STAFF, id=1, admin_role=role) == everyone
    assert seen(kind=ActorKind.STAFF, id=user.pk, admin_role=AdminRole.AUDIT) == {user.pk}
    assert seen(kind=ActorKind.STAFF, id=user.pk) == {user.pk}
    assert seen(kind=ActorKind.AGENT, id=agent.pk) == {agent.pk}
    assert seen(kind=ActorKind.CLIENT, id=user.pk) == set()
    assert seen(kind=ActorKind.PUBLIC) == set()
    person = Person.objects.visible_to(Actor(kind=ActorKind.STAFF, person_id=user.person_id))
    assert list(person) == [user.person]
    assert list(Person.objects.visible_to(Actor(kind=ActorKind.PUBLIC))) == []
    assert make_person()
