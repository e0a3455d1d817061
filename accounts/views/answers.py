"""How the pages answer, and where somebody lands."""

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from core.views.answers import UNFIT, SeeOther, add_refusal, form_page, page, see

__all__ = ["UNFIT", "SeeOther", "add_refusal", "form_page", "home", "page", "see"]


def home(user: User) -> str:
    """Where somebody lands who was not on the way to anywhere."""
    if user.is_agent:
        return reverse("accounts:account")
    try:
        return reverse("portal:staff_home")
    except NoReverseMatch:
        return "/"
