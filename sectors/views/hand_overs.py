"""Standing in during an absence, and the unit somebody acts for."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.views.answers import form_page, see
from core import clock, doors
from core import errors as core_errors
from core.access import actor_of, allow, staff
from core.actors import Actor, Role
from core.errors import Refusal
from core.methods import methods
from sectors import errors
from sectors.forms import memberships as forms
from sectors.middleware import ACTING_UNIT, unit_names
from sectors.models import Membership
from sectors.queries import memberships as queries
from sectors.services import hand_overs as services
from sectors.views.answers import posted

MEMBERS = staff(*Role)
PURPOSE = "安排代岗"


@allow(MEMBERS)
@methods("GET")
def hand_overs(request: HttpRequest) -> HttpResponse:
    """My posts, who stands in for me, for whom I stand in; an approver also sees the unit's."""
    context = doors.read(
        list_hand_overs, actor=actor_of(request), purpose=PURPOSE, on=clock.today()
    )
    return render(request, "sectors/hand_overs.html", context)


@allow(MEMBERS)
@methods("GET", "POST")
def hand_over(request: HttpRequest) -> HttpResponse:
    """For the acting unit: my own posts, and for an approver those of the whole unit."""
    actor, today = actor_of(request), clock.today()
    person_id, unit_id = _person(actor), actor.unit_id
    if unit_id is None:
        raise core_errors.NOT_ALLOWED()
    held, colleagues = doors.read(
        list_choices,
        actor=actor,
        purpose=PURPOSE,
        target=("unit", unit_id),
        person_id=person_id,
        unit_id=unit_id,
        on=today,
    )
    form = forms.HandOverForm(
        posted(request),
        initial={"valid_from": today, "membership_id": _first_of(held, person_id)},
        held=held,
        colleagues=colleagues,
    )
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(services.hand_over, actor=actor, **form.arguments())
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "代岗已安排，到期自动结束，可随时撤销。")
            return see("sectors:hand_overs")
    return form_page(request, "sectors/hand_over.html", form, {}, refusal=refusal)


@allow(MEMBERS)
@methods("POST")
def revoke_hand_over(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    doors.run(services.revoke_hand_over, actor=actor_of(request), hand_over_id=hand_over_id)
    messages.success(request, "代岗已撤销，自今日起不再有效。")
    return see("sectors:hand_overs")


@allow(MEMBERS)
@methods("GET", "POST")
def acting_unit(request: HttpRequest) -> HttpResponse:
    """For whoever serves several units: which one they act for until they choose another."""
    actor, names = actor_of(request), unit_names(request)
    initial = {"unit_id": actor.unit_id}
    form = forms.ActingUnitForm(posted(request), initial=initial, units=names)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["unit_id"]
        if chosen not in actor.units():
            raise errors.NOT_YOUR_UNIT()
        request.session[ACTING_UNIT] = chosen
        messages.success(request, f"现在以{names[chosen]}的身份办理。")
        return see("sectors:acting_unit")
    return form_page(request, "sectors/acting_unit.html", form, {"several": len(names) > 1})


def list_hand_overs(*, actor: Actor, on: date) -> dict[str, object]:
    person_id = _person(actor)
    approved = frozenset(
        duty.unit_id for duty in actor.duties if services.approves_in(actor, duty.unit_id)
    )
    mine = queries.hand_overs_of(person_id, on)
    known = {each.pk for each in mine}
    others = [each for each in queries.hand_overs_in(approved, on) if each.pk not in known]
    return {
        "held": queries.memberships_of(person_id, on),
        "given": [each for each in mine if each.from_person_id == person_id],
        "taken": [each for each in mine if each.to_person_id == person_id],
        "others": others,
        "approves": bool(approved),
    }


def list_choices(
    *, actor: Actor, person_id: int, unit_id: int, on: date
) -> tuple[list[Membership], list[Membership]]:
    """Which posts may be handed over, and who could stand in."""
    return _may_be_handed_over(actor, person_id, unit_id, on), queries.colleagues(unit_id, on)


def _may_be_handed_over(actor: Actor, person_id: int, unit_id: int, on: date) -> list[Membership]:
    if services.approves_in(actor, unit_id):
        return queries.serving_in(unit_id, on)
    own = queries.memberships_of(person_id, on)
    return [held for held in own if held.unit_id == unit_id]


def _first_of(held: list[Membership], person_id: int) -> int | None:
    """Most people hand over their own post."""
    return next((each.pk for each in held if each.person_id == person_id), None)


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    return actor.person_id
