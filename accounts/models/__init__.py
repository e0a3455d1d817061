"""People, the ways they and other systems come in, and the keys the platform signs with."""

from accounts.models.agents import ActivationCode, Representation
from accounts.models.clients import ApiClient, ApiKey
from accounts.models.credentials import Credential, PastPassword, RecoveryCode, SignInGuard
from accounts.models.people import Person, User
from accounts.models.sessions import Session
from accounts.models.signing import SigningKey

__all__ = [
    "ActivationCode",
    "ApiClient",
    "ApiKey",
    "Credential",
    "PastPassword",
    "Person",
    "RecoveryCode",
    "Representation",
    "Session",
    "SignInGuard",
    "SigningKey",
    "User",
]
