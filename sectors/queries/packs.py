"""Reading what packs were loaded."""

from core.paging import Page, page
from sectors.models import Pack, PackLoad, PackOverride


def list_packs() -> list[tuple[Pack, PackLoad | None]]:
    """Every pack with its last load; two queries."""
    last = {
        load.pack_id: load for load in PackLoad.objects.order_by("pack", "-id").distinct("pack")
    }
    return [(pack, last.get(pack.code)) for pack in Pack.objects.order_by("kind", "code")]


def list_loads(*, cursor: str | None = None, size: int = 50) -> Page[PackLoad]:
    """Loads that changed something, newest first."""
    return page(PackLoad.objects.select_related("pack"), order=("-id",), cursor=cursor, size=size)


def list_overrides(*, cursor: str | None = None, size: int = 50) -> Page[PackOverride]:
    """Where a load met another value than the pack had last said, newest first (R271)."""
    return page(
        PackOverride.objects.select_related("load__pack"),
        order=("-id",),
        cursor=cursor,
        size=size,
    )
