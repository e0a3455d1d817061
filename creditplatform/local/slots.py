"""Several test runs at once: each takes a slot, a folder of its own under <data>/test."""

import contextlib
from collections.abc import Iterator

from creditplatform.local.folder import DataFolder
from creditplatform.local.trouble import Occupied, Trouble

_SLOTS = 32


@contextlib.contextmanager
def slot(base: DataFolder, purpose: str) -> Iterator[DataFolder]:
    """The first free one, locked and empty. What is left in it afterwards is for reading only."""
    with contextlib.ExitStack() as stack:
        for number in range(1, _SLOTS + 1):
            folder = DataFolder(base.path / "test" / str(number))
            try:
                stack.enter_context(folder.locked(purpose, patience=0))
            except Occupied:
                continue
            folder.empty()
            yield folder
            return
        raise Trouble(f"{_SLOTS} test runs are at work in {base.path}. Wait for one to end.")
