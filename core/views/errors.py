"""What each error code means: the address that every problem names as its type."""

from dataclasses import asdict
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allow, anyone
from core.errors import registered
from core.methods import methods


@allow(anyone())
@methods("GET")
def error_list(request: HttpRequest) -> HttpResponse:
    groups = [
        # As plain values: a template would call an ErrorCode, which raises it.
        {"app": app, "errors": [asdict(code) for code in codes]}
        for app, codes in groupby(registered(), key=lambda error: error.code.split(".")[0])
    ]
    return render(request, "core/errors.html", {"groups": groups})
