"""What the demonstration's work and messages are called. Known only where there is one."""

from django.urls import reverse

from core.actors import Role
from desk.kinds import Step, register_message, register_work

EXERCISE = "demo.exercise"
NOTICE = "demo.notice"


def register() -> None:
    register_work(
        EXERCISE,
        "演示任务",
        url=lambda _: reverse("portal:staff_home"),
        steps=(Step(1, Role.APPROVER), Step(3, Role.APPROVER, up=True)),
    )
    register_message(NOTICE, "演示通知")
