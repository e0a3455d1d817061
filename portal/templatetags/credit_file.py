"""How facts are written on staff pages: money, degrees, what holds for a fact."""

from datetime import datetime

from django.template import Library
from django.utils import timezone

from portal.files.compare import money
from records.models import FactEffect, ItemKind, Polarity

register = Library()

DEGREES = {1: "minor", 2: "general", 3: "serious"}
TONES = {
    FactEffect.Kind.REPAIRED: "ok",
    FactEffect.Kind.REVOKED: "neutral",
    FactEffect.Kind.RETRACTED: "neutral",
    FactEffect.Kind.MOVED: "neutral",
    FactEffect.Kind.DISPUTED: "dispute",
    FactEffect.Kind.NOT_COUNTED: "neutral",
    FactEffect.Kind.SUSPENDED: "warn",
    FactEffect.Kind.SHIELDED: "warn",
    FactEffect.Kind.DISPLAYED: "info",
}
POLARITIES = {"positive": "ok", "neutral": "neutral", "adverse": "danger"}


@register.filter
def yuan(value: int | None) -> str:
    """分 as 元, with thousands: 12000000 → 120,000."""
    return "—" if value is None else money(value)


@register.filter
def instant(value: datetime) -> str:
    """A reading of the ledger clock as it is cited, to the microsecond, in Shanghai."""
    return timezone.localtime(value).isoformat()


@register.filter
def degree(value: int | None) -> str:
    """What the severity part calls the degree."""
    return DEGREES.get(value or 0, "")


@register.filter
def effect_name(kind: str) -> str:
    return str(FactEffect.Kind(kind).label)


@register.filter
def effect_tone(kind: str) -> str:
    return TONES[FactEffect.Kind(kind)]


@register.filter
def polarity_name(value: str) -> str:
    return str(Polarity(value).label)


@register.filter
def polarity_tone(value: str) -> str:
    return POLARITIES[value]


@register.filter
def kind_name(value: str) -> str:
    return str(ItemKind(value).label)
