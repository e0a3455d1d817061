"""Texts read by a person before the public reads them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core import doors
from core.access import actor_of, allow, staff
from core.errors import Refusal
from core.methods import methods
from core.views.answers import form_page, page, see
from records.forms.texts import ReviewForm
from records.queries.reviews import REVIEWERS, Reading, list_waiting_texts, open_for_review
from records.services import texts as services

PURPOSE = "审查公示文本"


@allow(staff(*REVIEWERS))
@methods("GET")
def texts(request: HttpRequest) -> HttpResponse:
    found = doors.read(
        list_waiting_texts,
        actor=actor_of(request),
        purpose=PURPOSE,
        cursor=request.GET.get("cursor"),
    )
    return page(request, "records/texts/list.html", {"page": found})


@allow(staff(*REVIEWERS))
@methods("GET", "POST")
def review_text(request: HttpRequest, fact_id: int) -> HttpResponse:
    actor = actor_of(request)
    found: Reading = doors.read(
        open_for_review,
        actor=actor,
        purpose=PURPOSE,
        target=("fact", fact_id),
        fact_id=fact_id,
    )
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        pieces=found.pieces,
        initial={"text_id": found.text_id},
    )
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(
                services.review_text,
                actor=actor,
                fact_id=fact_id,
                text_id=form.cleaned_data["text_id"],
                texts=form.shown_texts(),
                note=form.cleaned_data["note"],
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已审查，公众页面随即照此显示。")
            return see("records:texts")
    return form_page(request, "records/texts/review.html", form, {"found": found}, refusal=refusal)
