"""What rulebooks may speak of, as the ledger and the lines stand now."""

from collections import defaultdict

from ratings.checking import ItemWords, LineWords, Vocabulary
from ratings.inputs import Codes
from ratings.queries.rulebooks import rulebooks_in_force
from records.models import Behaviour, CatalogueVersion
from sectors.models import Line


def load_vocabulary() -> Vocabulary:
    """Items with the fields of any of their versions, acts, sectors, and lines with the grades
    their latest rulebook gives. Constant queries."""
    items: dict[str, ItemWords] = {}
    versions = CatalogueVersion.objects.select_related("item").order_by("item_id", "number")
    for version in versions:
        item = version.item
        known = items.get(item.code)
        fields = dict(known.fields) if known else {}
        fields |= {each["code"]: each["type"] for each in version.fields}
        items[item.code] = ItemWords(item.id, item.kind, item.polarity, fields)
    behaviours: dict[str, int] = {}
    sectors: dict[str, list[int]] = defaultdict(list)
    for act in Behaviour.objects.select_related("sector").order_by("id"):
        behaviours[act.code] = act.id
        sectors[act.sector.code].append(act.id)
    return Vocabulary(items, _lines(), behaviours, dict(sectors))


def load_codes() -> Codes:
    return load_vocabulary().codes()


def _lines() -> dict[str, LineWords]:
    latest = {each.line_id: each for each in rulebooks_in_force(None)}
    found = {}
    for line in Line.objects.select_related("sector").order_by("id"):
        words = LineWords(line.id, line.sector.determined_by)
        if each := latest.get(line.id):
            grades = [it.code for it in (*each.rulebook.scale.grades, *each.rulebook.scale.outside)]
            words = LineWords(line.id, line.sector.determined_by, grades, each.combines)
        found[line.code] = words
    return found
