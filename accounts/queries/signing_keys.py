from datetime import datetime

from django.db.models import Q

from accounts.models import SigningKey


def find_key_at(at: datetime) -> SigningKey | None:
    """The key in force at a moment; there is never more than one."""
    return SigningKey.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), valid_from__lte=at
    ).first()


def find_key(kid: str) -> SigningKey | None:
    return SigningKey.objects.filter(kid=kid).first()


def list_keys() -> list[SigningKey]:
    """All keys there ever were, the newest first. Public: their private halves are not read."""
    return list(SigningKey.objects.defer("private_key").order_by("-valid_from"))


def lock_open_key() -> SigningKey | None:
    return SigningKey.objects.select_for_update().filter(valid_to__isnull=True).first()
