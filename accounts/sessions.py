"""The session engine (SESSION_ENGINE): keys live in cookies, only their hashes in the database.

Django's own engine would keep the keys themselves in a table, and a second query would be needed
to learn whose session it is. Here one query answers both.
"""

from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from accounts import tokens
from accounts.models import Session
from accounts.policy import policy
from accounts.queries.sessions import find_session
from core import clock


class SessionStore(SessionBase):
    """One browser's session: a sign-in under way, or a person signed in."""

    found: Session | None = None

    @property
    def row(self) -> Session | None:
        """The living session behind the cookie, read once; None for a stranger."""
        self._get_session()  # type: ignore[attr-defined]  # reads it the first time
        return self.found

    def adopt(self, key: str, session: Session) -> None:
        """From now on the browser has this session, which a service has just opened."""
        self._session_key = key
        self._session_cache: dict[str, Any] = {}
        self.found = session
        self.modified = True

    def load(self) -> dict[str, Any]:
        key = self.session_key
        self.found = find_session(key, now=clock.now(), today=clock.today()) if key else None
        if self.found is None:
            self._session_key = None
            return {}
        return dict(self.found.data)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_hash=tokens.digest(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # of the base
        self.found = None
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # of the base
        if must_create:
            self._insert(data)
        elif not self._rows().update(data=data):
            raise UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        """Forget a sign-in under way. A person's session is never deleted but ended."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(key_hash=tokens.digest(key), user__isnull=True).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Done by the task accounts.tidy."""

    def _rows(self) -> Any:
        return Session.objects.filter(
            key_hash=tokens.digest(self.session_key or ""), ended_at__isnull=True
        )

    def _insert(self, data: dict[str, Any]) -> None:
        now = clock.now()
        try:
            with transaction.atomic():
                self.found = Session.objects.create(
                    key_hash=tokens.digest(self.session_key or ""),
                    data=data,
                    started_at=now,
                    last_seen_at=now,
                    expires_at=now + policy().steps_within,
                )
        except IntegrityError as error:
            raise CreateError from error
