"""The number of rows on a page: from 1 to the largest, written as plain digits."""

import pytest

from core import errors, paging


@pytest.mark.parametrize(
    ("raw", "size"), [(None, 50), ("", 50), ("1", 1), ("020", 20), ("200", 200)]
)
def test_a_size_within_bounds(raw: str | None, size: int) -> None:
    assert paging.page_size(raw) == size


@pytest.mark.parametrize(
    "raw", ["0", "201", "100000", "000001999", "-1", "1.5", "½", "٣", "1e2", " 1", "9" * 5000]
)
def test_any_other_size_is_refused(raw: str) -> None:
    with pytest.raises(errors.Refusal) as refused:
        paging.page_size(raw)
    assert (refused.value.code, refused.value.error.status) == ("core.page_size", 400)
