"""The tabs that lead from one page of intake to the next."""

from django.urls import reverse

PAGES = (
    ("records:submissions", "报送"),
    ("records:batches", "批次"),
)


def sections(current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": reverse(name), "current": name == current} for name, label in PAGES
    ]
