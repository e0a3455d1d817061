"""Loading packs: all of what was asked for, or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, connection, transaction

from accounts.queries.people import require_platform
from core import clock, doors
from core.actors import Actor
from core.errors import FieldError, Refusal, for_constraint
from core.services import audit
from sectors import errors
from sectors.loader import folders, registry, staging
from sectors.loader.load import Difference, Load, Tally
from sectors.loader.problems import Problem
from sectors.models import PackLoad, PackOverride


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one pack: `tally` is None where its content had been loaded before."""

    code: str
    version: int
    tally: Tally | None


def load_packs(
    *,
    actor: Actor,
    root: Path = folders.SHIPPED,
    names: Sequence[str] = (),
    again: bool = False,
) -> list[Loaded]:
    """Load the named packs (all under the root when none is named) as one piece.

    A pack whose content is the one loaded last is left alone unless `again`. Values nobody touched
    follow the pack, local corrections stay, both are written down (PackOverride). Nothing is
    deleted. By the platform itself, at its command line: a pack may say what no administrator
    alone may. Raises `sectors.pack_refused` with every file, line and reason.
    """
    doors.require_transaction()
    require_platform(actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sectors_packs'))")
    problems: list[Problem] = []
    found = folders.find(root, names, problems)
    staged = {folder.code: staging.stage(folder, problems) for folder in found}
    _refuse(problems)
    changed = [folder for folder in found if again or not _is_loaded(folder)]
    load = Load(
        actor=actor,
        day=clock.today(),
        now=clock.now(),
        staged=[file for folder in changed for file in staged[folder.code]],
    )
    if changed:
        _apply(load)
        for folder in changed:
            _record(load, folder, staging.version_of(staged[folder.code]))
    return [
        Loaded(
            folder.code,
            staging.version_of(staged[folder.code]),
            load.tallies[folder.code] if folder in changed else None,
        )
        for folder in found
    ]


def _is_loaded(folder: folders.PackFolder) -> bool:
    last = PackLoad.objects.filter(pack_id=folder.code).order_by("-id").first()
    return last is not None and bytes(last.content_hash) == folder.content_hash()


def _apply(load: Load) -> None:
    parts = registry.parts_in_order()
    for part in parts:
        part.check(load)
    _refuse(load.problems)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        try:
            with transaction.atomic():
                for part in parts:
                    part.apply(load)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError as error:
            raise refused([_from_database(load, error)]) from error
    _refuse(load.problems)


def _from_database(load: Load, error: IntegrityError) -> Problem:
    """What no check foresaw, such as a unit left out of the pack that still has members."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    meaning = for_constraint(name)
    header = load.header(load.packs[0]).row
    return Problem(header.file, 1, meaning.message.rstrip("。"), meaning.advice)


def _record(load: Load, folder: folders.PackFolder, version: int) -> None:
    tally = load.tallies[folder.code]
    loaded = PackLoad.objects.create(
        pack_id=folder.code,
        version=version,
        content_hash=folder.content_hash(),
        loaded_at=load.now,
        loaded_by=load.actor.person_id,
        added=tally.added,
        changed=tally.changed,
        ended=tally.ended,
        kept=tally.kept,
    )
    differences = [each for each in load.differences if each.pack == folder.code]
    PackOverride.objects.bulk_create(_override(loaded, each) for each in differences)
    audit.record(
        actor=load.actor,
        action="sectors.load_pack",
        target=("pack", folder.code),
        detail={
            "hash": folder.content_hash().hex(),
            "version": version,
            "added": tally.added,
            "changed": tally.changed,
            "ended": tally.ended,
            "kept": tally.kept,
        },
    )


def _override(loaded: PackLoad, each: Difference) -> PackOverride:
    outcome = PackOverride.Outcome.REPLACED if each.replaced else PackOverride.Outcome.KEPT
    return PackOverride(
        load=loaded,
        part=each.part,
        key=each.key,
        field=each.field,
        in_pack=each.in_pack,
        in_force=each.in_force,
        outcome=outcome,
    )


def _refuse(problems: Iterable[Problem]) -> None:
    found = sorted(problems)
    if found:
        raise refused(found)


def refused(problems: Sequence[Problem]) -> Refusal:
    fields = [
        FieldError(f"{each.file}:{each.line}", f"{each.reason}。{each.remedy}", "pack")
        for each in problems
    ]
    return errors.PACK_REFUSED(count=len(problems), fields=fields)
