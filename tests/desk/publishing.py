"""What is handed to the broker, as Celery itself tells before it sends."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery.signals import before_task_publish


@contextmanager
def published() -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """Names and arguments of the tasks sent inside the block."""
    sent: list[tuple[str, tuple[object, ...]]] = []

    def note(sender: str, body: tuple[object, ...], **more: object) -> None:
        arguments = body[0]
        assert isinstance(arguments, list | tuple)
        sent.append((sender, tuple(arguments)))

    before_task_publish.connect(note, weak=False)
    try:
        yield sent
    finally:
        before_task_publish.disconnect(note)
