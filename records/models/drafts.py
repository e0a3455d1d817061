"""What a clerk is still writing."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Person
from core.actors import ActorKind
from records.models.catalogue import CatalogueItem
from sectors.models import OrgUnit

if TYPE_CHECKING:
    from core.actors import Actor


class DraftRows(models.QuerySet["DraftRow"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Nobody but who writes it, and only where they still serve."""
        if actor.kind is not ActorKind.STAFF or actor.person_id is None:
            return self.none()
        return self.filter(made_by_id=actor.person_id, unit_id__in=actor.units())


class DraftRow(models.Model):
    """填报草稿: a row somebody has begun to fill in, as typed and unchecked. It is theirs alone,
    part of nothing, and goes when it is sent or some weeks after it was last touched."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(
        CatalogueItem, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="+")
    # By code of the field.
    values = models.JSONField()
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = DraftRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_draftrow_expires", condition=Q(expires_at__gt=F("changed_at"))
            ),
        ]
        indexes = [
            models.Index(name="records_draftrow_maker", fields=["made_by", "-id"]),
            models.Index(name="records_draftrow_expiry", fields=["expires_at"]),
        ]
