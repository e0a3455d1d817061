"""The seam to whoever can say that a person may act for an organisation.

Today the credit office's activation codes; the electronic business licence and the province's
sign-in come in here as further providers, without change to what lies behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accounts import errors, tokens
from accounts.models import ActivationCode, User


@dataclass(frozen=True, slots=True)
class ProvenRight:
    """Somebody has shown that they may act for an organisation, and on whose word."""

    subject_id: int
    basis: str
    granted_by_id: int
    reference: int


class IdentityProvider(Protocol):
    code: str
    title: str

    def prove(self, evidence: Mapping[str, str], *, now: datetime) -> ProvenRight:
        """What the evidence proves, held until the transaction ends; refuses with a coded error
        when it proves nothing."""

    def consume(self, right: ProvenRight, *, user: User, now: datetime) -> None:
        """The right has been given to an account: evidence good for one use is used up."""


class ActivationCodes:
    """激活码: evidence {"code": …}, issued by the credit office against papers."""

    code = "activation_code"
    title = "信用办激活码"

    def prove(self, evidence: Mapping[str, str], *, now: datetime) -> ProvenRight:
        plain = tokens.plain_code(evidence.get("code", ""))
        if plain is None:
            raise errors.ACTIVATION_REFUSED()
        found = (
            ActivationCode.objects.select_for_update()
            .filter(
                code_hash=tokens.digest(plain),
                used_at__isnull=True,
                revoked_at__isnull=True,
                expires_at__gt=now,
            )
            .first()
        )
        if found is None:
            raise errors.ACTIVATION_REFUSED()
        return ProvenRight(found.subject_id, found.basis, found.issued_by_id, found.pk)

    def consume(self, right: ProvenRight, *, user: User, now: datetime) -> None:
        ActivationCode.objects.filter(id=right.reference).update(used_at=now, used_by=user)


_providers: dict[str, IdentityProvider] = {}


def register(provider: IdentityProvider) -> None:
    if provider.code in _providers:
        raise ValueError(f"identity provider {provider.code} is registered twice")
    _providers[provider.code] = provider


def provider(code: str) -> IdentityProvider:
    try:
        return _providers[code]
    except KeyError:
        raise errors.UNKNOWN_PROVIDER(provider=code) from None


def providers() -> list[IdentityProvider]:
    return list(_providers.values())


register(ActivationCodes())
