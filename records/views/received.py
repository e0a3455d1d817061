"""Files that came with a form."""

from typing import cast

from django.http import HttpRequest

from documents.store import Incoming


def received_papers(request: HttpRequest) -> list[Incoming]:
    """What the upload handler (documents.uploads.KeepFiles) has put in place of Django's files."""
    received = cast(list[object], request.FILES.getlist("papers"))
    return [each for each in received if isinstance(each, Incoming)]
