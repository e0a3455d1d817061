from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.clickjacking import xframe_options_sameorigin

from core import clock, doors
from core.access import actor_of, allow, anyone, staff
from core.methods import methods
from core.queries import calendar
from portal import display, interface, navigation, queries, specimens
from portal.public.places import choices

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@methods("GET")
@allow(anyone())
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {**_public(), "towns": choices(clock.today())})


@methods("GET")
@allow(anyone())
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html", _public())


@methods("GET")
@allow(anyone())
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@methods("GET")
@allow(anyone())
def display_size(request: HttpRequest) -> HttpResponse:
    """Switch to large type and back. A plain link, so that it works without scripts; what it
    changes is only how this visitor's pages look."""
    target = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    response = HttpResponseRedirect(target if here else reverse("portal:home"))
    display.remember(request, response, large=request.GET.get("type") == display.LARGE)
    return response


@methods("GET")
@allow(anyone())
def interface_page(request: HttpRequest) -> HttpResponse:
    """For whoever connects a system, served with everything it needs from here."""
    context = {"operations": interface.operations(), "structures": interface.structures()}
    return render(request, "portal/interface.html", context)


@methods("GET")
@allow(anyone())
def schema(request: HttpRequest) -> HttpResponse:
    """The description as committed, which the checks hold to what the code answers."""
    return HttpResponse(interface.file().read_bytes(), content_type="application/yaml")


@methods("GET")
@allow(staff())
def staff_home(request: HttpRequest) -> HttpResponse:
    """Administrators find their own pages first: they handle no cases."""
    actor = actor_of(request)
    today = clock.today()
    context = {
        "today": today,
        "weekday": WEEKDAYS[today.weekday()],
        "home": doors.read(queries.staff_home, actor=actor, purpose="查看工作台", today=today),
        "calendar_warning": calendar.warning(today),
        "pages": navigation.pages(actor, request.path) if actor.admin_role else [],
    }
    return render(request, "portal/staff_home.html", context)


@methods("GET")
@allow(anyone())
def design(request: HttpRequest) -> HttpResponse:
    """The living page: each component in every state, in the public or the denser staff frame."""
    frame = "staff.html" if request.GET.get("frame") == "staff" else "public.html"
    return render(request, "portal/design.html", {**specimens.context(), "design_frame": frame})


@methods("GET")
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
@allow(anyone())
def design_phone(request: HttpRequest) -> HttpResponse:
    """The same specimens without a frame, shown by the living page at the width of a phone."""
    return render(request, "portal/design_phone.html", specimens.context())


def _public() -> dict[str, object]:
    return {"as_of": queries.data_as_of(), "terms": queries.terms(clock.today())}
