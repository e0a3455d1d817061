"""Who comes in: a person by the session of a page, a system by the key of an API call."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from accounts import keys
from accounts.actors import Account, actor_of_account
from accounts.models import Session
from accounts.policy import policy
from accounts.sessions import SessionStore
from core import clock, problems
from core.access import is_api
from core.errors import Refusal


class Authentication:
    """Sets `request.account` to the User or ApiClient, or None, in one query.

    A session never opens an API path and a key never a page, so a page of another site cannot make
    a browser call the API, and a key found in a log cannot be used to look around.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account: Account
        if is_api(request):
            try:
                account = _client_of(request)
            except Refusal as refusal:
                return _challenged(problems.answer(request, refusal))
        else:
            account = _user_of(request)
        request.account = account  # type: ignore[attr-defined]  # our own attribute
        # The floor above adds the duties.
        request.actor = actor_of_account(  # type: ignore[attr-defined]  # our own attribute
            account, getattr(request, "request_id", "")
        )
        response = self.get_response(request)
        if is_api(request):
            return _challenged(response)
        if account is not None and not response.has_header("Cache-Control"):
            # Shared computers in halls: nothing stays behind after signing out.
            response["Cache-Control"] = "no-store, private"
        return response


def _client_of(request: HttpRequest) -> Account:
    header = request.headers.get("Authorization")
    return None if header is None else keys.client_of(header, getattr(request, "request_id", ""))


def _user_of(request: HttpRequest) -> Account:
    session = cast(SessionStore, request.session).row
    if session is None or session.user is None or not session.user.is_active:
        return None
    _seen(session)
    return session.user


def _seen(session: Session) -> None:
    """Moves the idle limit on, once a minute at most: reading pages costs no write each time."""
    now = clock.now()
    if now - session.last_seen_at >= policy().seen_every:
        Session.objects.filter(id=session.pk, ended_at__isnull=True).update(last_seen_at=now)


def _challenged(response: HttpResponse) -> HttpResponse:
    if response.status_code == 401 and not response.has_header("WWW-Authenticate"):
        response["WWW-Authenticate"] = 'Bearer realm="credit"'
    return response
