"""What a title may not hold: it is seen in lists, mails and logs, by people without the case."""

from django.db.models import Q

# An identity number of a person, or a mobile number, standing by itself.
_BEFORE, _AFTER = "(^|[^0-9A-Za-z])", "($|[^0-9A-Za-z])"
_BIRTHDAY = r"(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])"
IDENTITY_NUMBER = rf"{_BEFORE}[1-9]\d{{5}}{_BIRTHDAY}\d{{3}}[\dXx]{_AFTER}"
MOBILE_NUMBER = rf"{_BEFORE}1[3-9]\d{{9}}{_AFTER}"


def plain(field: str) -> Q:
    """The field is not empty and holds no number that points at a natural person."""
    return (
        ~Q(**{field: ""})
        & ~Q(**{f"{field}__regex": IDENTITY_NUMBER})
        & ~Q(**{f"{field}__regex": MOBILE_NUMBER})
    )
