from accounts.models import ApiClient, ApiKey
from accounts.queries.people import require_administrator
from core import errors, paging
from core.actors import Actor, AdminRole


def find_key(prefix: str) -> ApiKey | None:
    """A key with its client: one query, whatever state they are in."""
    return ApiKey.objects.select_related("client").filter(prefix=prefix).first()


def access_client(*, actor: Actor, client_id: int) -> ApiClient:
    found = (
        ApiClient.objects.visible_to(actor).prefetch_related("keys").filter(id=client_id).first()
    )
    if found is None:
        raise errors.NOT_FOUND()
    return found


def list_clients(
    *, actor: Actor, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[ApiClient]:
    require_administrator(actor, AdminRole.SYSTEM, AdminRole.SECURITY)
    rows = ApiClient.objects.visible_to(actor).prefetch_related("keys")
    return paging.page(rows, order=("name", "id"), cursor=cursor, size=size)


def list_waiting_keys(*, actor: Actor) -> list[ApiKey]:
    """Keys that wait for the security administrator, oldest first. Few: one per client at most,
    and the first two hundred are work enough for a day."""
    require_administrator(actor, AdminRole.SECURITY)
    rows = ApiKey.objects.select_related("client").filter(
        confirmed_at__isnull=True, ends_at__isnull=True, client__revoked_at__isnull=True
    )
    return list(rows.order_by("id")[: paging.LARGEST_SIZE])


def count_clients_of(unit_id: int) -> int:
    """Systems of a unit that are not shut out: one without a living key can still be given one."""
    return ApiClient.objects.filter(unit_id=unit_id, revoked_at__isnull=True).count()


def lock_client(client_id: int) -> ApiClient:
    try:
        return ApiClient.objects.select_for_update().get(id=client_id)
    except ApiClient.DoesNotExist:
        raise errors.NOT_FOUND() from None


def lock_key(key_id: int) -> ApiKey:
    """The key and its client, the client first as everywhere."""
    client_id = ApiKey.objects.filter(id=key_id).values_list("client_id", flat=True).first()
    if client_id is None:
        raise errors.NOT_FOUND()
    lock_client(client_id)
    return ApiKey.objects.select_for_update(of=("self",)).select_related("client").get(id=key_id)
