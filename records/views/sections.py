"""The tabs that lead from one page of intake to the next."""

from django.urls import reverse

PAGES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("records:submissions", (), "报送"),
    ("records:entries", (), "逐条填报"),
    ("records:batches", (), "批次"),
    ("records:queue", ("held",), "待办行"),
    ("records:nil_reports", (), "零报告"),
    ("records:numbers", (), "文号检查"),
)


def sections(current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": reverse(name, args=given), "current": name == current}
        for name, given, label in PAGES
    ]
