"""Everything rows are read with, looked up once for a batch."""

from datetime import date

from core import clock
from core import errors as core_errors
from records import errors
from records.decisions.fields import read_schema
from records.intake.known import Act, Authority, Known
from records.intake.values.penalties import PenaltyWord
from records.intake.values.text import folded
from records.models import CatalogueItem, CatalogueVersion, PenaltyKind
from records.queries.catalogue import behaviours_on, version_on
from records.queries.rules import load_rules, load_severities
from sectors.models import Industry, OrgUnit, Region, UnitName


def in_force(item: CatalogueItem) -> CatalogueVersion:
    """The edition rows go in by: that of today, whichever they were read by."""
    try:
        return version_on(item.code, clock.today())
    except core_errors.Refusal as refusal:
        raise errors.NOT_IN_CATALOGUE() from refusal


def load_known(version: CatalogueVersion, unit: OrgUnit, *, is_attested: bool) -> Known:
    today = clock.today()
    sector = version.item.sector
    return Known(
        kind=version.kind,
        polarity=version.polarity,
        fields=read_schema(version.fields),
        today=today,
        unit_key=unit.code.upper(),
        unit_name=unit.name,
        sector=sector.code if sector else None,
        penalty_words=penalty_words(),
        severities=load_severities(),
        authorities=authorities(),
        acts={
            each.behaviour.code: Act(each.behaviour_id, each.severity, each.is_safety)
            for each in behaviours_on(today)
        },
        is_attested=is_attested,
        ruled_from=ruled_from(),
        regions=frozenset(Region.objects.values_list("code", flat=True)),
        industries=frozenset(Industry.objects.values_list("code", flat=True)),
    )


def ruled_from() -> dict[tuple[str, int], date]:
    """The first day some rule of disclosure holds from, by field of rules and severity."""
    found: dict[tuple[str, int], date] = {}
    for rule in load_rules():
        key = (rule.scope, rule.severity)
        found[key] = min(found.get(key, rule.valid_from), rule.valid_from)
    return found


def penalty_words() -> dict[str, PenaltyWord]:
    """Every spelling of every kind of penalty."""
    words: dict[str, PenaltyWord] = {}
    for kind in PenaltyKind.objects.order_by("sort_order", "code"):
        word = PenaltyWord(kind.code, kind.name, kind.is_personal, kind.needs_amount)
        for spelling in (kind.name, *kind.aliases, kind.template_name):
            words.setdefault(folded(spelling), word)
    return words


def authorities() -> dict[str, Authority]:
    """Units by every name they have or had; a name that two units had names none of them."""
    found: dict[str, Authority | None] = {}
    names = UnitName.objects.select_related("unit").order_by("unit_id", "id")
    for name in names:
        unit = name.unit
        key = folded(name.name)
        authority = Authority(unit.code.upper(), unit.name, name.name != unit.name)
        known = found.get(key, authority)
        found[key] = authority if known and known.key == authority.key else None
    for unit in OrgUnit.objects.order_by("id"):
        found[folded(unit.name)] = Authority(unit.code.upper(), unit.name, False)
    return {name: authority for name, authority in found.items() if authority}
