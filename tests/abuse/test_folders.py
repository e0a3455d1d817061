"""What the platform leaves on disk is not for everybody on the machine."""

import os
from pathlib import Path

import pytest

from core import clock
from desk.channels import FileChannel, Parcel


@pytest.mark.req("R262")
def test_a_message_in_the_outbox_is_closed_to_others(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"
    parcel = Parcel(
        delivery_id=1,
        message_id=2,
        kind="demo.notice",
        title="通知",
        body="内容",
        receiver="person",
        receiver_id=3,
        role="",
        created_at=clock.now(),
    )
    before = os.umask(0)
    try:
        FileChannel(outbox).deliver(parcel)
    finally:
        os.umask(before)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (outbox, *outbox.iterdir())}
    assert modes == {"outbox": "0o750", "1.json": "0o640"}
