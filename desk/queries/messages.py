"""The inbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from core import errors
from core.actors import Actor
from core.paging import DEFAULT_SIZE, page
from desk import kinds
from desk.models import Message, ReadMark
from desk.models.messages import unread_by


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as the inbox shows it: `url` opens it, `about` leads to what it is about and is
    empty when there is nothing to go to."""

    id: int
    kind: str
    title: str
    body: str
    url: str
    about: str
    read: bool
    at: datetime
    to_role: bool


@dataclass(frozen=True, slots=True)
class MessagePage:
    items: list[MessageRow]
    next: str | None


def list_messages(
    actor: Actor, *, unread_only: bool = False, cursor: str | None = None, size: int = DEFAULT_SIZE
) -> MessagePage:
    """Messages to the actor, newest first."""
    messages = Message.visible_to(actor)
    if unread_only:
        messages = messages.filter(unread_by(actor.person_id))
    found = page(messages, order=("-id",), cursor=cursor, size=size)
    return MessagePage(_rows(actor, found.items), found.next)


def count_unread(actor: Actor) -> int:
    return Message.visible_to(actor).filter(unread_by(actor.person_id)).count()


def access_message(actor: Actor, message_id: int) -> MessageRow:
    """One message to the actor; others' do not exist for them."""
    message = Message.visible_to(actor).filter(id=message_id).first()
    if message is None:
        raise errors.NOT_FOUND()
    return _rows(actor, [message])[0]


def _rows(actor: Actor, messages: Sequence[Message]) -> list[MessageRow]:
    marks = ReadMark.objects.filter(message__in=messages, person=actor.person_id)
    read = set(marks.values_list("message_id", flat=True))
    return [_row(message, read=message.id in read) for message in messages]


def _row(message: Message, *, read: bool) -> MessageRow:
    kind = kinds.find_message(message.kind)
    about = ""
    if kind and kind.url and message.link_id is not None:
        about = kind.url(message.link_id)
    return MessageRow(
        id=message.id,
        kind=kind.title if kind else message.kind,
        title=message.title,
        body=message.body,
        url=reverse("desk:message", args=[message.id]),
        about=about,
        read=read,
        at=message.created_at,
        to_role=message.receiver == Message.Receiver.ROLE,
    )
