"""Signing keys: one at a time, old signatures stay good, private halves do not stay."""

import base64
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django.test import Client

from accounts import sealing, signing
from accounts.models import SigningKey
from accounts.services.signing_keys import rotate_signing_key
from core import clock, doors
from core.actors import SYSTEM, Actor, ActorKind
from core.errors import Refusal
from core.models import AuditEvent
from tests.people import make_user, sign_in

pytestmark = pytest.mark.django_db

PAYLOAD = "查询回执：91320281MAY0000178，2026-11-20".encode()


def rotate() -> SigningKey:
    made = doors.run(rotate_signing_key, actor=SYSTEM)
    assert made is not None
    return made


def test_what_was_signed_is_verified() -> None:
    key = rotate()
    kid, signature = signing.sign(PAYLOAD, clock.now())
    assert (kid, len(signature)) == (key.kid, 64)
    assert signing.verify(kid, PAYLOAD, signature)
    assert not signing.verify(kid, PAYLOAD + b" ", signature)
    assert not signing.verify(kid, PAYLOAD, signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not signing.verify("other", PAYLOAD, signature)
    for nonsense in (b"", b"x" * 1000):
        assert not signing.verify(kid, PAYLOAD, nonsense)


def test_old_signatures_outlive_their_key(client: Client) -> None:
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False) as travel:
        first = rotate()
        kid, signature = signing.sign(PAYLOAD, clock.now())
        travel.shift(timedelta(days=300))
        second = rotate()
        assert signing.sign(PAYLOAD, clock.now())[0] == second.kid
        assert signing.verify(kid, PAYLOAD, signature)
        with pytest.raises(Refusal) as refused:
            signing.sign(PAYLOAD, clock.now() - timedelta(days=1))
        assert refused.value.code == "accounts.no_signing_key"
    first.refresh_from_db()
    assert (first.private_key, first.valid_to) == (None, second.valid_from)
    document = client.get("/.well-known/credit-keys.json")
    assert document["Cache-Control"] == "public, max-age=300"
    keys = document.json()["keys"]
    assert [(key["kid"], key["kty"], key["crv"], key["valid_to"] is None) for key in keys] == [
        (second.kid, "OKP", "Ed25519", True),
        (first.kid, "OKP", "Ed25519", False),
    ]
    # Anyone can verify with what is published alone.
    public = base64.urlsafe_b64decode(keys[1]["x"] + "=")
    Ed25519PublicKey.from_public_bytes(public).verify(signature, PAYLOAD)


def test_private_halves_are_sealed_and_never_shown() -> None:
    key = rotate()
    plain = sealing.unseal(bytes(key.private_key or b""), purpose=signing.PURPOSE, bound_to=key.kid)
    assert len(plain) == 32
    assert plain not in bytes(key.private_key or b"")
    client = Client()
    sign_in(client, make_user("security"))
    shown = client.get("/administration/signing-keys").content
    published = client.get("/.well-known/credit-keys.json").content
    for form in (plain, plain.hex().encode(), base64.urlsafe_b64encode(plain)):
        assert form not in shown + published


def test_without_a_key_nothing_is_signed(client: Client) -> None:
    with pytest.raises(Refusal) as refused:
        signing.sign(PAYLOAD, clock.now())
    assert (refused.value.code, refused.value.error.status) == ("accounts.no_signing_key", 503)
    assert client.get("/.well-known/credit-keys.json").json() == {"keys": []}


def test_the_command_makes_the_first_and_leaves_it(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rotate_signing_key", "--if-missing")
    first = SigningKey.objects.get()
    call_command("rotate_signing_key", "--if-missing")
    assert SigningKey.objects.get().kid == first.kid
    call_command("rotate_signing_key")
    assert SigningKey.objects.count() == 2
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"签名密钥 {first.kid} 已启用。"
    assert said[1] == "已有签名密钥，未作更改。"


def test_the_security_administrator_rotates(client: Client) -> None:
    security = make_user("security")
    sign_in(client, security)
    first = rotate()
    assert client.post("/administration/signing-keys/rotate").status_code == 303
    second = SigningKey.objects.get(valid_to__isnull=True)
    event = AuditEvent.objects.get(action="accounts.rotate_signing_key", actor_id=security.pk)
    assert (event.target_id, event.detail) == (second.kid, {"former": first.kid})


@pytest.mark.parametrize("kind", [ActorKind.STAFF, ActorKind.PUBLIC, ActorKind.CLIENT])
def test_nobody_else_rotates(kind: ActorKind) -> None:
    with pytest.raises(Refusal) as refused:
        doors.run(rotate_signing_key, actor=Actor(kind=kind))
    assert refused.value.code == "core.not_allowed"
    assert SigningKey.objects.count() == 0
