from desk.models.messages import Delivery, Message, ReadMark
from desk.models.work import Escalation, WorkItem

__all__ = ["Delivery", "Escalation", "Message", "ReadMark", "WorkItem"]
