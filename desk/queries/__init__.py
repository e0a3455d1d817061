from desk.queries.deliveries import ChannelState, channel_states
from desk.queries.messages import (
    MessagePage,
    MessageRow,
    access_message,
    count_unread,
    list_messages,
)
from desk.queries.work import (
    Whose,
    WorkCounts,
    WorkPage,
    WorkRow,
    access_item,
    access_item_to_release,
    count_my_work,
    list_my_work,
    list_unit_deadlines,
    list_unit_work,
    lock_item,
)

__all__ = [
    "ChannelState",
    "MessagePage",
    "MessageRow",
    "Whose",
    "WorkCounts",
    "WorkPage",
    "WorkRow",
    "access_item",
    "access_item_to_release",
    "access_message",
    "channel_states",
    "count_my_work",
    "count_unread",
    "list_messages",
    "list_my_work",
    "list_unit_deadlines",
    "list_unit_work",
    "lock_item",
]
