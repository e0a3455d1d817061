"""What every page's frame needs. No database: the page that reports a failure uses it too."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.access import actor_of
from core.actors import Actor, ActorKind, AdminRole, Role
from portal import display, navigation
from sectors.middleware import unit_names

ADMINISTRATORS = {
    AdminRole.SYSTEM: "系统管理员",
    AdminRole.SECURITY: "安全管理员",
    AdminRole.AUDIT: "审计管理员",
}
ROLES = {
    Role.CREDIT_OFFICE: "信用办",
    Role.APPROVER: "审批人",
    Role.REVIEWER: "复核人",
    Role.CLERK: "经办人",
    Role.READER: "查阅人",
}


def frame(request: HttpRequest) -> dict[str, object]:
    actor = actor_of(request)
    path = request.path
    return {
        "demo": settings.DEMO,
        "platform": {
            "name": getattr(settings, "PLATFORM_NAME", "信用监管平台"),
            "place": getattr(settings, "PLATFORM_PLACE", ""),
        },
        "large_type": display.is_large(request),
        "type_link": display.switch_link(request),
        "signed_in": {
            "kind": str(actor.kind),
            "name": actor.name,
            "duty": duty(actor),
            "unit": unit_names(request).get(actor.unit_id or 0, ""),
            "administrator": actor.admin_role is not None,
        },
        "frame_template": "staff.html" if actor.kind is ActorKind.STAFF else "public.html",
        "navigation": SimpleLazyObject(lambda: navigation.groups(actor, path)),
        "public_links": SimpleLazyObject(lambda: navigation.links(actor, path, navigation.PUBLIC)),
        "foot_links": SimpleLazyObject(lambda: navigation.links(actor, path, navigation.FOOT)),
    }


def duty(actor: Actor) -> str:
    """What someone is here as: 审批人, or 审批人、经办人（代） when also standing in."""
    if actor.admin_role:
        return ADMINISTRATORS[actor.admin_role]
    own = {held.role for held in actor.duties if held.on_behalf_of is None}
    lent = {held.role for held in actor.duties if held.on_behalf_of is not None}
    words = [name for role, name in ROLES.items() if role in own]
    words += [f"{name}（代）" for role, name in ROLES.items() if role in lent - own]
    return "、".join(words)
