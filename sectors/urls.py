from django.urls import URLPattern, path

from sectors.views import divisions, hand_overs, memberships, packs, reference, units

app_name = "sectors"
urlpatterns: list[URLPattern] = [
    path("units", units.units, name="units"),
    path("units/new", units.add_unit, name="add_unit"),
    path("units/<slug:code>", units.unit, name="unit"),
    path("units/<slug:code>/change", units.change_unit, name="change_unit"),
    path("units/<slug:code>/rename", units.rename_unit, name="rename_unit"),
    path("units/<slug:code>/names/<int:name_id>", units.correct_name, name="correct_name"),
    path("units/<slug:code>/end", units.end_unit, name="end_unit"),
    path("units/<slug:code>/reopen", units.reopen_unit, name="reopen_unit"),
    path(
        "units/<slug:code>/successions/new",
        units.register_succession,
        name="register_succession",
    ),
    path("units/<slug:code>/divisions/new", divisions.add_division, name="add_division"),
    path("units/<slug:code>/routes", divisions.routes, name="routes"),
    path("divisions/<int:division_id>", divisions.change_division, name="change_division"),
    path("divisions/<int:division_id>/end", divisions.end_division, name="end_division"),
    path("units/<slug:code>/members", memberships.members, name="members"),
    path("units/<slug:code>/members/new", memberships.appoint, name="appoint"),
    path("memberships/proposed", memberships.proposals, name="proposals"),
    path(
        "memberships/<int:membership_id>/confirm",
        memberships.confirm_membership,
        name="confirm_membership",
    ),
    path(
        "memberships/<int:membership_id>/decline",
        memberships.decline_membership,
        name="decline_membership",
    ),
    path("memberships/<int:membership_id>/end", memberships.end_membership, name="end_membership"),
    path("hand-overs", hand_overs.hand_overs, name="hand_overs"),
    path("hand-overs/new", hand_overs.hand_over, name="hand_over"),
    path(
        "hand-overs/<int:hand_over_id>/revoke",
        hand_overs.revoke_hand_over,
        name="revoke_hand_over",
    ),
    path("acting-unit", hand_overs.acting_unit, name="acting_unit"),
    path("sectors", reference.sectors, name="sectors"),
    path("sectors/<slug:code>", reference.sector, name="sector"),
    path("regions", reference.regions, name="regions"),
    path("regions/<slug:code>", reference.regions, name="region"),
    path("industries", reference.industries, name="industries"),
    path("packs", packs.packs, name="packs"),
]
