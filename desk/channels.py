"""Channels: the ways a message reaches people. Each is registered by name."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from core.clock import SHANGHAI
from desk import errors


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a channel is given: everything it needs, with the delivery's number to know it by."""

    delivery_id: int
    message_id: int
    kind: str
    title: str
    body: str
    receiver: str
    receiver_id: int
    role: str
    created_at: datetime


class Channel(Protocol):
    """`immediate`: the message has arrived as soon as it is saved; nothing has to be carried.

    `deliver` carries a parcel or raises a coded refusal. It may be called again for the same
    delivery after a crash and must then leave one message, not two.
    """

    name: str
    title: str
    immediate: bool

    def deliver(self, parcel: Parcel) -> None: ...


class InboxChannel:
    """站内消息: the message's own row is what the inbox shows."""

    name = "inbox"
    title = "站内消息"
    immediate = True

    def deliver(self, parcel: Parcel) -> None:
        return None


class FileChannel:
    """文件投递: one JSON file for each delivery in a folder, for the demo and for gateways that
    collect files. Written beside and moved into place, so a reader never sees half a file."""

    name = "file"
    title = "文件投递"
    immediate = False

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def deliver(self, parcel: Parcel) -> None:
        folder = self.folder or settings.DATA_FOLDER / "outbox"
        content = {
            "delivery": parcel.delivery_id,
            "message": parcel.message_id,
            "kind": parcel.kind,
            "title": parcel.title,
            "body": parcel.body,
            "receiver": {
                "kind": parcel.receiver,
                "id": parcel.receiver_id,
                "role": parcel.role or None,
            },
            "created_at": parcel.created_at.astimezone(SHANGHAI).isoformat(),
        }
        unfinished = folder / f".{parcel.delivery_id}.part"
        try:
            # For us and the group of a gateway; not for everybody on the machine.
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(folder / f"{parcel.delivery_id}.json")
        except OSError as error:
            raise errors.CHANNEL_UNAVAILABLE() from error


_registry: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    if channel.name in _registry:
        raise ValueError(f"channel {channel.name} is registered twice")
    _registry[channel.name] = channel


def registered() -> list[Channel]:
    return [_registry[name] for name in sorted(_registry)]


def get(name: str) -> Channel | None:
    return _registry.get(name)
